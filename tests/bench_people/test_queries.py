"""Forms about invented people differ from the register as paper does, and are read as we read."""

import random
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from bench.people.clients import Client
from bench.people.confusions import VERSION, confusions, parsed
from bench.people.counting import counted, pairs
from bench.people.differences import STEPS, Difference, Paper, Step
from bench.people.lookalikes import Lookalike, lookalikes
from bench.people.misreading import mistaken
from bench.people.names import without_accents
from bench.people.noise import DIGITAL, heard
from bench.people.queries import NAME, About, FormKind, Query, queries
from bench.people.readings import Kind, Reading, Tier
from bench.people.registers import register
from bench.people.relatives import Kin

COUNT = 6_000
NUMBERS = ("prisoner_number", "pnc", "cro", "nhs_number")


@cache
def clients() -> tuple[Client, ...]:
    return tuple(register(5_000, 3))


@cache
def forms() -> tuple[Query, ...]:
    return tuple(queries(clients(), COUNT, 1))


@cache
def alike() -> tuple[Lookalike, ...]:
    return tuple(lookalikes(1_200, 1))


def test_the_same_seed_gives_the_same_forms_and_another_seed_others() -> None:
    first = list(queries(clients(), 200, 5))
    assert first == list(queries(clients(), 200, 5))
    assert first != list(queries(clients(), 200, 6))


def test_some_forms_are_about_nobody_on_the_register() -> None:
    about = Counter(one.about for one in forms())
    assert about[About.STRANGER] / COUNT == pytest.approx(0.09, abs=0.015)
    assert about[About.RELATIVE] / COUNT == pytest.approx(0.03, abs=0.01)
    assert {one.client_ref is None for one in forms() if one.about is not About.CLIENT} == {True}
    registered = {one.client_ref for one in clients()}
    assert {one.client_ref for one in forms() if one.about is About.CLIENT} <= registered


def test_a_form_about_nobody_has_no_clients_number_but_by_mistake() -> None:
    taken = {getattr(one, column) for one in clients() for column in NUMBERS} - {""}
    for one in forms():
        mistaken = "number_of_somebody_else" in one.differences
        if one.about is not About.CLIENT and one.way == DIGITAL and not mistaken:
            assert taken.isdisjoint(one.text(column) for column in NUMBERS)


def test_alert_forms_carry_name_birth_and_number_alone() -> None:
    written = {column for one in forms() if one.form is FormKind.ALERT for column in one.fields}
    assert written == {NAME, "date_of_birth", "prisoner_number"}
    assert {one.form for one in forms()} == set(FormKind)


def test_a_record_has_the_name_in_two_parts() -> None:
    one = next(one for one in forms() if one.surname_words == 1 and len(one.text(NAME).split()) > 1)
    row = one.row()
    assert f"{row['given_names']} {row['surname']}" == " ".join(one.text(NAME).split())
    assert " " not in row["surname"]


def test_what_is_typed_on_screen_is_read_as_it_is() -> None:
    found = heard(random.Random(1), {"name": "Siân O'Neill", "pnc": "1981/0000034U"}, DIGITAL)
    assert found["name"].text == "Siân O'Neill"
    assert found["pnc"].text == "1981/0000034U"
    assert found["name"].confidence == 1.0


_TEXTS = {NAME: "JONATHAN BARNES", "date_of_birth": "1971-11-28", "prisoner_number": "AB123456"}


@cache
def _read(tier: Tier, column: str) -> tuple[float, float]:
    """Give the share of texts read exactly and the mean confidence."""
    rng = random.Random(f"{tier} {column}")
    found = [heard(rng, {column: _TEXTS[column]}, tier).get(column) for _ in range(3_000)]
    right = sum(one is not None and one.text == _TEXTS[column] for one in found)
    return right / 3_000, sum(one.confidence for one in found if one) / 3_000


@pytest.mark.parametrize(("tier", "column"), list(product(Tier, _TEXTS)))
def test_confidence_is_the_share_that_is_right(tier: Tier, column: str) -> None:
    right, confidence = _read(tier, column)
    assert right == pytest.approx(confidence, abs=0.03)


@pytest.mark.parametrize("column", list(_TEXTS))
def test_bad_pages_are_read_worse_than_clean_ones(column: str) -> None:
    assert _read(Tier.POOR, column)[0] < _read(Tier.FINE, column)[0] - 0.03
    assert _read(Tier.CLEAN, column)[0] > 0.95


def test_exact_shares_are_those_that_were_counted() -> None:
    known = confusions()
    for tier, column, kind in [(t, c, k) for t in Tier for c, k in zip(_TEXTS, Kind, strict=True)]:
        doubts = [one for page in known.pages[tier] for one in page.get(kind, ())]
        assert len(doubts) > 90
        met = sum(one.confidence for one in doubts) / len(doubts)
        assert _read(tier, column)[0] == pytest.approx(met, abs=0.05)


def test_the_truth_is_among_the_alternatives_as_often_as_they_say() -> None:
    rng = random.Random(5)
    said = met = 0.0
    for _ in range(6_000):
        one = heard(rng, {NAME: _TEXTS[NAME]}, Tier.POOR).get(NAME)
        if one is not None and one.alternatives:
            said += min(one.alternatives[0][1], 1 - one.confidence)
            met += one.alternatives[0][0] == _TEXTS[NAME]
    assert met > 50
    assert met == pytest.approx(said, rel=0.25)


def test_a_misread_day_is_a_day_and_a_misread_number_of_its_pattern() -> None:
    tables, rng = confusions().tables, random.Random(2)
    days, numbers, names = (tables[Tier.POOR, kind] for kind in (Kind.DATE, Kind.NUMBER, Kind.NAME))
    for _ in range(300):
        day = mistaken(rng, days, Kind.DATE, "1971-11-28", 2)
        number = mistaken(rng, numbers, Kind.NUMBER, "A1234BC", 1)
        name = mistaken(rng, names, Kind.NAME, "ANN O'NEILL", 1)
        assert day != "1971-11-28"
        assert 1905 <= int(day[:4]) <= 2015
        assert number != "A1234BC"
        assert number[1:5].isdigit()
        assert number[5:].isalpha()
        assert name not in {"ANN O'NEILL", ""}


def _paper() -> Paper:
    facts = {
        "aliases": "Jim Maddock;James Brown",
        "date_of_birth": "1971-11-08",
        "prisoner_number": "AB123456",
    }
    return Paper(["Robert", "John"], "Smith", facts)


_SURNAMES = {
    Difference.HYPHEN: "Kelly-Brown",
    Difference.ONE_SURNAME_OF_TWO: "Silva Santos",
    Difference.MC: "McDonald",
    Difference.APOSTROPHE: "O'Neill",
    Difference.CUT_SHORT: "Featherstonehaugh",
    Difference.SURNAME_SLIP: "Pearson",
}


@pytest.mark.parametrize(("name", "step"), [(name, step) for name, _, step in STEPS])
def test_every_difference_changes_the_paper(name: Difference, step: Step) -> None:
    paper = replace(_paper(), surname=_SURNAMES.get(name, "Smith"))
    before = replace(paper, given=list(paper.given), facts=dict(paper.facts))
    rng = random.Random(4)
    assert any(step(paper, rng) for _ in range(5))
    assert paper != before
    assert paper.surname or paper.given


def test_every_difference_is_met_on_forms_and_has_one_step() -> None:
    met = Counter(name for one in queries(clients(), 20_000, 9) for name in one.differences)
    assert {name for name, _, _ in STEPS} == set(Difference)
    assert set(Difference) <= set(met)
    assert met["number_of_somebody_else"] / 20_000 == pytest.approx(0.004, abs=0.002)
    assert met[Difference.NEW_SURNAME] / 20_000 == pytest.approx(0.01, abs=0.004)


@pytest.mark.parametrize(
    ("true", "read", "found"),
    [
        ("JOHN BARNES", "JOHN BAMES", ["RN>M"]),
        ("CLARE", "DARE", ["CL>D"]),
        ("1971-11-28", "1971-11-23", ["8>3"]),
        ("ANN LEE", "ANNLEE", [" >"]),
        ("ANN", "ANNE", [">E"]),
        ("MAIR", "TOSH", []),
        ("SAME", "SAME", []),
    ],
)
def test_confusions_between_two_texts(true: str, read: str, found: list[str]) -> None:
    assert list(pairs(true, read)) == found


def _reading(read: str | None, confidence: float, page: str = "p") -> Reading:
    return Reading(
        tier=Tier.POOR,
        kind=Kind.NAME,
        page=page,
        true="ANN LEE",
        read=read,
        confidence=confidence,
        alternatives=(("ANN LEE", 0.2),),
    )


def test_readings_are_counted_without_their_text() -> None:
    found = counted([_reading("ANN LEE", 0.9), _reading("AMM LEE", 0.4), _reading(None, 0.0)])
    poor = found["counts"]["poor"]["name"]
    assert (poor["fields"], poor["right"], poor["unreadable"]) == (3, 1, 1)
    assert poor["pairs"] == {"NN>MM": 1}
    assert poor["letters"]["NN"] == 3
    assert found["pages"] == {"poor": [{"name": [[0.9, [0.2]], [0.4, [0.2]]]}]}
    assert found["edits"]["name"] == {"sure": {}, "unsure": {"2": 1}}


def test_counts_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="count again"):
        parsed({"version": VERSION + 1})


def test_pairs_that_look_alike_are_of_every_kind_with_the_other_registered_or_not() -> None:
    met = Counter((one.kin, one.registered) for one in alike())
    assert set(met) == set(product(Kin, (False, True)))
    assert max(met.values()) - min(met.values()) <= 1
    for one in alike():
        assert one.form.client_ref == (one.other.client_ref if one.registered else None)
        assert one.form.client_ref != one.entry.client_ref


def test_twins_share_surname_and_birth_and_no_given_name() -> None:
    for one in alike():
        first, second = one.entry.given_names.split()[0], one.other.given_names.split()[0]
        same_birth = one.entry.date_of_birth == one.other.date_of_birth
        if one.kin is Kin.TWIN:
            assert (first != second, same_birth) == (True, True)
        elif one.kin is Kin.SIBLING:
            assert (first != second, same_birth) == (True, False)
        else:
            assert without_accents(first) == without_accents(second)
            assert not same_birth


def test_a_form_of_one_never_carries_the_others_numbers() -> None:
    for one in alike():
        own = {getattr(one.entry, column) for column in NUMBERS} - {""}
        if one.form.way == DIGITAL:
            assert own.isdisjoint(one.form.text(column) for column in NUMBERS)
