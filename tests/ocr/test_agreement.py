"""Reference lists against the image, and names against the codes beside them."""

import pytest

from forms.definition import Field
from forms.reference import Entry, ReferenceLists
from forms.registry import load_catalogue
from ocr.agreement import has_list, list_in_words, listed_fields
from ocr.judged import Evidence, Judged
from ocr.seen import Seen
from ocr.weighing import Context
from tests.ocr.outputs import seen_of

LISTS = ReferenceLists(
    {
        "prisons": (
            Entry(name="HMP Testford", code="TFI", other_codes=("TF",)),
            Entry(name="HMP Samplegate", code="SGI"),
            Entry(name="HMP Farmoor", code="FMI"),
        ),
        "courts": (
            Entry(name="Testford Crown Court", code="TESTCC"),
            Entry(name="Newbridge (I.O.W.) Youth Court", code="NEWBYC"),
            Entry(name="Newbridge Magistrates Court", code="NEWBMC", other_codes=("CRT009",)),
        ),
        "dats": (Entry(name="Westshire"), Entry(name="Eastshire")),
    }
)
CONTEXT = Context(likeness=0.5)


def asked(key: str) -> Field:
    return load_catalogue().find("alert-form").field(key)


def judge(**seen: Seen) -> dict[str, Judged]:
    return listed_fields({key: (asked(key), one) for key, one in seen.items()}, CONTEXT, LISTS)


def unsure(text: str, *places: int) -> Seen:
    """See a text whose characters at some places are as good as any."""
    return seen_of(text, {place: dict.fromkeys("abgdreltSG", 0.08) for place in places}, words="")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("HMP Testford", "HMP Testford"),
        ("HMP TESTFORD", "HMP TESTFORD"),
        ("Testford", "Testford"),
        ("HMYOI Testford", "HMYOI Testford"),
    ],
)
def test_name_on_the_list_is_as_written(written: str, value: str) -> None:
    found = judge(prison_name=seen_of(written))["prison_name"]
    assert (found.value, found.evidence) == (value, Evidence.LISTED)


def test_list_decides_what_the_strokes_leave_open() -> None:
    found = judge(prison_name=unsure("HMP Testferd", 5, 9))["prison_name"]
    assert (found.value, found.evidence) == ("HMP Testford", Evidence.LISTED)


def test_name_on_no_list_is_read_freely() -> None:
    found = judge(prison_name=seen_of("HMP Elsewhere"))["prison_name"]
    assert (found.value, found.evidence) == ("HMP Elsewhere", Evidence.FREE)


def test_court_may_be_shortened_or_carry_its_code() -> None:
    assert judge(court_name=seen_of("Newbridge Mags"))["court_name"].evidence is Evidence.LISTED
    coded = judge(court_name=seen_of("Testford Crown Court - TESTCC"))["court_name"]
    assert (coded.value, coded.evidence) == ("Testford Crown Court - TESTCC", Evidence.LISTED)
    second = judge(court_name=seen_of("Newbridge Magistrates Court - CRT009"))["court_name"]
    assert second.evidence is Evidence.LISTED


def test_name_and_code_that_agree_are_strong() -> None:
    found = judge(prison_name=seen_of("HMP Testford"), prison_code=seen_of("TFI"))
    assert {one.evidence for one in found.values()} == {Evidence.PAIRED}
    assert not any(one.clash for one in found.values())


def test_unclear_code_is_read_by_the_name_beside_it() -> None:
    code = seen_of("FMI", {0: {"T": 0.3, "S": 0.2}, 1: {"F": 0.3, "G": 0.2}})
    assert judge(prison_code=code)["prison_code"].value == "FMI"
    found = judge(prison_name=seen_of("HMP Samplegate"), prison_code=code)["prison_code"]
    assert (found.value, found.evidence) == ("SGI", Evidence.PAIRED)


def test_older_code_of_the_same_place_stays_in_doubt() -> None:
    code = seen_of("TFI", {2: {"": 0.5}})
    found = judge(prison_name=seen_of("HMP Testford"), prison_code=code)["prison_code"]
    assert found.value == "TFI"
    assert found.margin < 5


_BARELY = {3: {"m": 1e-11}, 5: {"o": 1e-11}}
"""Farmoor, of which two letters look like others."""


def test_a_name_far_from_its_strokes_is_that_of_the_clear_code_beside_it() -> None:
    written = seen_of("Faruaor", _BARELY)
    assert judge(prison_name=written)["prison_name"].value == "Faruaor"
    found = judge(prison_name=written, prison_code=seen_of("FMI"))["prison_name"]
    assert (found.value, found.evidence) == ("Farmoor", Evidence.PAIRED)
    assert found.below_free > 1.6


@pytest.mark.parametrize(
    "code",
    [seen_of("SGI"), seen_of("FMI", {0: {"S": 0.4}, 1: {"G": 0.4}})],
    ids=["other", "unsure"],
)
def test_a_code_that_means_another_place_or_is_unclear_bears_no_name_out(code: Seen) -> None:
    written = seen_of("Faruaor", _BARELY)
    found = judge(prison_name=written, prison_code=code)["prison_name"]
    assert (found.value, found.unlisted) == ("Faruaor", True)


def test_name_and_code_that_differ_are_doubted() -> None:
    found = judge(prison_name=seen_of("HMP Testford"), prison_code=seen_of("SGI"))
    assert [one.value for one in found.values()] == ["HMP Testford", "SGI"]
    assert all(one.clash for one in found.values())


def test_code_of_a_list_without_codes_is_read_by_its_shape() -> None:
    found = judge(dat_name=seen_of("Westshire"), dat_code=seen_of("A12B"))
    assert (found["dat_code"].value, found["dat_code"].evidence) == ("A12B", Evidence.SHAPE)
    assert found["dat_name"].evidence is Evidence.LISTED


@pytest.mark.parametrize("written", ["HMP Samplegate SGI", "Samplegate - SGI", "HMP SAMPLEGATE"])
def test_detail_with_name_and_code(written: str) -> None:
    found = judge(change_prison_detail=seen_of(written))["change_prison_detail"]
    assert (found.value, found.evidence) == (written, Evidence.LISTED)


def test_detail_that_is_no_place_is_read_freely() -> None:
    found = judge(change_prison_detail=seen_of("to be confirmed"))["change_prison_detail"]
    assert (found.value, found.evidence) == ("to be confirmed", Evidence.FREE)


def test_lists_named_in_words() -> None:
    assert list_in_words(asked("change_prison_detail")) == "prisons"
    assert list_in_words(asked("change_court_venue_detail")) == "courts"
    assert list_in_words(asked("other_detail")) is None
    assert has_list(asked("dat_name"))
    assert not has_list(asked("client_name"))
