"""A form is weighed by compiled tests just as `Scorer` weighs it, and packed faces are the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching.comparing.comparisons import COMPARISONS
from service.matching.face import Face, faces_of
from service.matching.packing import pack, unpack
from service.matching.person import Person, PersonName
from service.matching.weights.compiled import Judge
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import shipped_model
from service.matching.weights.scorer import Scorer

_TODAY = date(2009, 12, 31)
_NAMES = st.sampled_from(
    ("", "Ann", "A", "Anne", "Lee", "Leigh", "Kieran", "Kieron", "Lee-Smith", "O'Neill", "0neil")
)
_BIRTHS = st.sampled_from(("", "1974-03-27", "1974-03-28", "27/03/1984", "1974-02-03", "3.2.1974"))
_NUMBERS = st.sampled_from(("A1234BC", "A1234BG", "AB123456", "B9876XZ", "07/33190Z", ""))
_PLACES = st.sampled_from(("LS1 1AA", "LS1 2BB", "M1 1AA", "LS1"))
_ADDRESSES = st.sampled_from(("", "72 Station Road, Leeds", "72 Station Rd Leeds", "1 Low Lane"))


@st.composite
def _faces(draw: st.DrawFn) -> Face:
    person = Person(
        names=(PersonName(given_names=f"{draw(_NAMES)} {draw(_NAMES)}", surname=draw(_NAMES)),),
        births=(draw(_BIRTHS),),
        prisoner_numbers=tuple(draw(st.lists(_NUMBERS, max_size=2))),
        pncs=tuple(draw(st.lists(_NUMBERS, max_size=1))),
        cros=tuple(draw(st.lists(_NUMBERS, max_size=1))),
        nhs_numbers=tuple(draw(st.lists(_NUMBERS, max_size=1))),
        postcodes=tuple(draw(st.lists(_PLACES, max_size=2))),
        address=draw(_ADDRESSES),
        sex=draw(st.sampled_from(("", "male", "female"))),
    )
    return faces_of(person, _TODAY)[0]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    counts = {("given", "ANN"): 90, ("surname", "LEE"): 40}
    counted = Frequencies(10_000, lambda column, term: counts.get((column, term), 0), {})
    return Scorer(shipped_model(), counted)


@given(left=_faces(), right=_faces())
def test_compiled_tests_find_the_same_evidence(scorer: Scorer, left: Face, right: Face) -> None:
    judge = Judge(scorer, [one.key for one in COMPARISONS], left)
    expected = scorer.evidence(left, right)
    assert judge.evidence(right) == expected
    assert judge.bits(right) == pytest.approx(sum(one.bits for one in expected))


@given(face=_faces())
def test_a_packed_face_is_the_same_face(face: Face) -> None:
    again = unpack(pack(face))
    assert again == face
    assert (again.given_key, again.surname_key) == (face.given_key, face.surname_key)
