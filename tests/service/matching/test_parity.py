"""Splink in bulk and the scorer in process give the same weight for the same pair."""

from collections import defaultdict
from datetime import date

import pytest

from service.matching.bulk.cleaned import clean_rows
from service.matching.bulk.database import opened
from service.matching.bulk.linking import frequencies, load, weigh_all
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.face import Face, faces_of
from service.matching.keys import keys_of
from service.matching.rows import person_of
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import shipped_model
from service.matching.weights.scorer import Scorer

TODAY = date(2009, 12, 31)
BASE = {
    "given_names": "Robert James",
    "surname": "Thornhill-Baker",
    "date_of_birth": "12/03/1974",
    "prisoner_number": "A1234BC;AB123456",
    "pnc": "2002/0073319Z",
    "cro": "65656/91H",
    "nhs_number": "943 476 5919",
    "postcode": "LS1 4AP",
    "address": "12 Foundry Terrace, Leeds",
    "sex": "M",
}
OTHERS: dict[str, tuple[str, ...]] = {
    "given_names": (
        *("Bob James", "R0bert J", "Robbert Jamse", "R", "Robin Edward", "Robort", "Ann", ""),
        *("Thornhill-Baker", "Thornhill-Bakre", "Roderick"),
    ),
    "surname": (
        *("Thornhi11-Baker", "Thornhill", "Thornhill-Bakre", "Thornton-Bates", "Lee", ""),
        *("Robert James", "Robbert", "Robert"),
    ),
    "date_of_birth": ("03/12/1974", "13/03/1974", "25/03/1974", "28/11/1974", "01/06/1981", ""),
    "prisoner_number": (
        *(
            "A1Z34BC",
            "A1234BD",
            "A1235BC",
            "B9999XY",
            "AB123456;CD99999",
            "CD99999",
            "A81Z3456",
            "",
        ),
    ),
    "pnc": (
        "2002/OO7331PZ",
        "2002/0073318Z",
        "2002/0078819Z",
        "1999/1234567A",
        "2002/0073319Z;1999/1234567A",
        "",
    ),
    "cro": ("65656/9IH", "65656/91J", "65657/91H", "12345/88A", ""),
    "nhs_number": ("943 476 5918", "450 557 7104", "943 476 5919;450 557 7104", ""),
    "postcode": ("LS1 9ZZ", "M1 1AA", ""),
    "address": (
        *("12 Foundry Terrace, Leds", "14 Foundry Terrace, Leeds", "Foundry Street, Hull"),
        *("9 Mill Lane, York", "12 Foundry Terr Leds Yorkshire", ""),
    ),
    "sex": ("F", ""),
}


def rows() -> list[dict[str, str]]:
    """Give one row each with one thing otherwise, and with names turned."""
    found = [BASE, {**BASE, "given_names": "Thornhill-Baker", "surname": "Robert"}]
    found += [{**BASE, "given_names": "Thornhil-Bakr", "surname": "Robbert"}]
    found += [{**BASE, "given_names": "Thornhill-Baker", "surname": "Hughes"}]
    found += [{**BASE, "aliases": "Bob Baker;Lee, Ann", "date_of_birth": "12/03/1974;01/06/1981"}]
    found += [BASE | {column: text} for column, texts in OTHERS.items() for text in texts]
    return found


@pytest.fixture(scope="module")
def weighed() -> dict[tuple[int, int], tuple[float, Face, Face]]:
    """Weigh all rows against all in Splink; by ids of faces."""
    numbered = list(enumerate(rows()))
    part = clean_rows(numbered, TODAY)
    faces = {
        owner * 16 + place: face
        for owner, row in numbered
        for place, face in enumerate(faces_of(person_of(row), TODAY))
    }
    with opened(threads=1) as connection:
        load(connection, "forms", [part])
        load(connection, "register", [part])
        weigh_all(connection, shipped_model(), len(numbered))
        found = connection.execute("select form_face, client_face, bits from weighed").fetchall()
        terms = frequencies(connection, shipped_model())
    scorer = Scorer(shipped_model(), terms)
    assert scorer.bits(faces[0], faces[0]) > 0
    return {
        (one, two): (bits - scorer.bits(faces[one], faces[two]), faces[one], faces[two])
        for one, two, bits in found
    }


def test_weights_are_the_same(
    weighed: dict[tuple[int, int], tuple[float, Face, Face]],
) -> None:
    assert len(weighed) > 1_000
    assert max(abs(apart) for apart, _, _ in weighed.values()) < 1e-9


def test_the_pairs_are_at_every_level(
    weighed: dict[tuple[int, int], tuple[float, Face, Face]],
) -> None:
    met: defaultdict[str, set[str]] = defaultdict(set)
    unknown = set()
    scorer = Scorer(shipped_model(), _flat())
    for _, left, right in weighed.values():
        for one in COMPARISONS:
            evidence = scorer.judge(one.key, left, right)
            if evidence is None:
                unknown.add(one.key)
            else:
                met[one.key].add(evidence.level.key)
    assert {one.key: {level.key for level in one.levels} for one in COMPARISONS} == met
    assert unknown == {one.key for one in COMPARISONS}


def _flat() -> Frequencies:
    return Frequencies(0, lambda _column, _term: 0, shipped_model().usual)


def test_a_pair_of_one_person_shares_a_narrow_key() -> None:
    face = faces_of(person_of(BASE), TODAY)[0]
    for row in rows():
        others = [keys_of(one).all for one in faces_of(person_of(row), TODAY)]
        assert any(keys_of(face).narrow & keys for keys in others)
