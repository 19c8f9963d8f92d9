"""The scorer counts right what is right, and sees what is silently wrong."""

import pytest

from bench.reliability import bins, calibration_error
from bench.scoring import compare, plain, table
from forms.registry import load_catalogue

TRUTH = {
    "file": "f1.tif",
    "form": "alert-form",
    "channel": "scan",
    "entry": "typed",
    "fields": {"client_name": "Zoe O'Brien", "prison_name": "HMP Leeds", "death": False},
}


def read(**fields: object) -> list[dict[str, object]]:
    made = {k: {"value": v, "accepted": True, "confidence": 0.99} for k, v in fields.items()}
    return [{"form": "alert-form", "fields": made}]


def test_case_punctuation_and_hmp_do_not_count() -> None:
    page = compare(
        TRUTH, read(client_name="ZOE O BRIEN", prison_name="Leeds", death=False), load_catalogue()
    )
    assert page.identified
    assert [one.right for one in page.fields] == [True, True, True]


def test_a_value_where_nothing_stands_is_wrong_and_silent() -> None:
    page = compare(TRUTH, read(court_name="Leeds Crown Court"), load_catalogue())
    outcome = next(one for one in page.fields if one.key == "court_name")
    assert outcome.silent


def test_a_page_taken_for_another_form_has_every_field_wrong() -> None:
    pages = read(client_name="Zoe O'Brien")
    pages[0]["form"] = "release-plan"
    page = compare(TRUTH, pages, load_catalogue())
    assert not page.identified
    assert not any(one.right for one in page.fields)
    assert len(page.fields) == 3


def test_no_page_at_all_counts_as_wrong() -> None:
    assert not compare(TRUTH, [], load_catalogue()).identified


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "0161 850 1234", "01618501234"),
        ("code", "A1234-BC", "a1234bc"),
        ("sentence", "Now on 30ml, daily.", "now on 30ML daily"),
        ("name", "HMP Leeds", "leeds"),
    ],
)
def test_values_are_compared_plainly(kind: str, one: str, other: str) -> None:
    assert plain(kind, one) == plain(kind, other)


def test_values_never_show() -> None:
    page = compare(TRUTH, read(client_name="Somebody Else"), load_catalogue())
    assert "Zoe" not in repr(page)
    assert "Somebody" not in repr(page)


def test_the_table_counts_fields() -> None:
    lines = table([compare(TRUTH, read(death=False), load_catalogue())], lambda _: "scan typed")
    assert lines[1].split()[:3] == ["ALL", "1", "100.00"]
    assert "33.33" in lines[1]


def test_calibration_error_is_nought_where_confidence_is_true() -> None:
    sure = [0.75] * 400 + [0.25] * 400
    right = [n % 4 != 0 for n in range(400)] + [n % 4 == 0 for n in range(400)]
    assert calibration_error(bins(sure, right)) == pytest.approx(0.0, abs=1e-9)


def test_calibration_error_sees_overconfidence() -> None:
    sure, right = [0.99] * 100, [n % 2 == 0 for n in range(100)]
    assert calibration_error(bins(sure, right)) == pytest.approx(0.49)
    assert calibration_error(bins(sure, right, equal_count=True)) == pytest.approx(0.49)
