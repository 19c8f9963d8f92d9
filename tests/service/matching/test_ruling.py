"""Rules on candidates: what is linked without a person, and what never is."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from service.matching.comparing.comparisons import COMPARISONS
from service.matching.ruling import SURE, Candidate, Outcome, Reason, rule
from service.matching.weights.scorer import Evidence

BY_KEY = {one.key: {level.key: level for level in one.levels} for one in COMPARISONS}
SAME = {"given": "same", "surname": "same", "birth": "same"}
WITH_NUMBER = SAME | {"prison_number": "same"}
FAR_AHEAD = 60.0


def candidate(levels: Mapping[str, str], bits: float = FAR_AHEAD, number: int = 1) -> Candidate:
    comparisons = {one.key: one for one in COMPARISONS}
    evidence = (
        Evidence(comparisons[key], BY_KEY[key][level], 0.0) for key, level in levels.items()
    )
    return Candidate(number, bits, tuple(evidence))


@pytest.mark.parametrize(
    "levels",
    [
        SAME,
        SAME | {"surname": "near"},
        WITH_NUMBER | {"given": "nickname"},
        WITH_NUMBER | {"given": "crossed", "surname": "crossed"},
        SAME | {"prison_number": "other"},
        SAME | {"postcode": "other"},
        WITH_NUMBER | {"given": "near"},
        WITH_NUMBER | {"given": "initial"},
        WITH_NUMBER | {"middle": "other"},
        WITH_NUMBER | {"surname": "part"},
        WITH_NUMBER | {"birth": "one"},
        WITH_NUMBER | {"birth": "swapped"},
        {"given": "same", "surname": "same", "pnc": "same"},
    ],
)
def test_linked(levels: Mapping[str, str]) -> None:
    ruling = rule([candidate(levels)], 1_000)
    assert (ruling.outcome, ruling.reason) == (Outcome.LINK, Reason.AGREES)


@pytest.mark.parametrize("number", ["prison_number", "pnc", "cro", "nhs"])
@pytest.mark.parametrize("given", ["other", "similar", "nearly_crossed"])
def test_another_given_name_is_never_linked_whatever_number_agrees(given: str, number: str) -> None:
    ruling = rule([candidate(SAME | {"given": given, number: "same"}, bits=200.0)], 1_000)
    assert (ruling.outcome, ruling.reason) == (Outcome.REVIEW, Reason.RELATIVE)


@pytest.mark.parametrize(
    ("levels", "why"),
    [
        (SAME | {"given": "near"}, Reason.RELATIVE),
        (SAME | {"given": "initial"}, Reason.RELATIVE),
        (SAME | {"birth": "one"}, Reason.NAMESAKE),
        (SAME | {"birth": "swapped"}, Reason.NAMESAKE),
        (SAME | {"birth": "year"}, Reason.NAMESAKE),
        (WITH_NUMBER | {"birth": "other"}, Reason.NAMESAKE),
        (SAME | {"given": "nickname"}, Reason.RELATIVE),
        (SAME | {"middle": "other"}, Reason.DIFFERS),
        (SAME | {"surname": "similar"}, Reason.DIFFERS),
        (WITH_NUMBER | {"surname": "other"}, Reason.DIFFERS),
        (SAME | {"prison_number": "other_nomis"}, Reason.DIFFERS),
        (WITH_NUMBER | {"pnc": "other"}, Reason.DIFFERS),
        (WITH_NUMBER | {"sex": "other"}, Reason.DIFFERS),
        ({"given": "same", "surname": "same"}, Reason.THIN),
        ({"surname": "same", "birth": "same"}, Reason.THIN),
        ({"given": "same", "birth": "same", "nhs": "same"}, Reason.THIN),
    ],
)
def test_not_linked(levels: Mapping[str, str], why: Reason) -> None:
    ruling = rule([candidate(levels)], 1_000)
    assert (ruling.outcome, ruling.reason) == (Outcome.REVIEW, why)


def test_middle_names_that_the_client_has_not_may_be_those_of_a_namesake() -> None:
    thin, sure = (replace(candidate(one), more_middles=True) for one in (SAME, WITH_NUMBER))
    ruling = rule([thin], 1_000)
    assert (ruling.outcome, ruling.reason) == (Outcome.REVIEW, Reason.DIFFERS)
    assert rule([sure], 1_000).outcome is Outcome.LINK


def test_a_second_who_comes_near_is_for_a_person() -> None:
    near = candidate(WITH_NUMBER, FAR_AHEAD - 5, number=2)
    far = candidate(WITH_NUMBER, FAR_AHEAD - 15, number=2)
    first = candidate(WITH_NUMBER)
    assert rule([near, first], 1_000).reason is Reason.CLOSE_SECOND
    assert rule([far, first], 1_000).outcome is Outcome.LINK


def test_the_same_evidence_is_enough_on_a_small_register_alone() -> None:
    one = candidate(SAME, bits=25.0)
    assert rule([one], 1_000).outcome is Outcome.LINK
    large = rule([one], 1_000_000)
    assert (large.outcome, large.reason) == (Outcome.REVIEW, Reason.UNSURE)
    assert large.ranked[0].probability < SURE


def test_nobody_likely_is_nobody() -> None:
    assert rule([], 1_000).outcome is Outcome.NONE
    assert rule([candidate(SAME, bits=-3.0)], 1_000).reason is Reason.NOBODY


def test_candidates_come_likeliest_first() -> None:
    ruling = rule([candidate(SAME, 10.0, 1), candidate(SAME, 30.0, 2)], 1_000)
    assert [one.candidate.client_id for one in ruling.ranked] == [2, 1]
    assert sum(one.probability for one in ruling.ranked) <= 1.0
