"""Whole files: what becomes of blank, strange, damaged and repeated pages."""

import numpy as np
import pytest

from forms.answers import Answers
from forms.copies import CopyId
from forms.definition import Form
from forms.errors import EmptyFileError, UnknownTypeError
from forms.registry import load_catalogue
from ocr.evidence import upright_page
from ocr.issued import IssuedCopy
from ocr.pipeline import read_file
from ocr.reading import FieldState, Method, PageReading, PageStatus
from ocr.sheet import Grey
from tests.ocr.pages import encoded, printed, two_level

CATALOGUE = load_catalogue()
VALUES: Answers = {
    "client_name": "Laura O'Neill",
    "date_of_birth": "1980-02-29",
    "prisoner_number": "A1234BC",
    "criminal_justice_status": "sentenced",
    "prison_name": "HMP Cardiff",
    "change_prison": True,
}


@pytest.fixture(scope="module")
def form() -> Form:
    return CATALOGUE.find("alert-form")


def read(*pages: Grey, issued: dict[CopyId, IssuedCopy] | None = None) -> list[PageReading]:
    return read_file("fax.tif", encoded(pages), CATALOGUE, (issued or {}).get)


def codes(page: PageReading) -> list[str]:
    return [problem.code for problem in page.problems]


def test_empty_print_reads_blank(form: Form) -> None:
    grey, copy = printed(form)
    (page,) = read(two_level(grey))
    assert (page.status, page.copy, page.form_page) == (PageStatus.READ, copy, 1)
    assert {reading.state for reading in page.fields.values()} == {FieldState.BLANK}
    assert set(page.fields) == {field.key for field in form.fields()}


def test_prefilled_copy_is_verified_from_its_issue(form: Form) -> None:
    grey, copy = printed(form, VALUES)
    (page,) = read(grey, issued={copy: IssuedCopy(form, VALUES)})
    found = {key: page.fields[key] for key in VALUES}
    assert {key: reading.value for key, reading in found.items()} == dict(VALUES)
    assert all(reading.method is Method.ISSUED and reading.accepted for reading in found.values())
    assert page.status is PageStatus.READ


def test_prefilled_copy_of_no_register_is_read(form: Form) -> None:
    grey, _ = printed(form, VALUES)
    (page,) = read(grey)
    assert {key: page.fields[key].value for key in VALUES} == dict(VALUES)


def test_paper_that_differs_from_its_issue_is_never_accepted(form: Form) -> None:
    grey, copy = printed(form, VALUES)
    other = dict(VALUES) | {"client_name": "Peter Khan", "date_of_birth": "1971-11-05"}
    other |= {"prisoner_number": "B9876ZY", "prison_name": "HMP Leeds"}
    (page,) = read(grey, issued={copy: IssuedCopy(form, other)})
    assert codes(page) == ["copy-mismatch"]
    assert not any(page.fields[key].accepted for key in VALUES)


def test_one_changed_value_is_found(form: Form) -> None:
    grey, copy = printed(form, VALUES)
    other = dict(VALUES) | {"prisoner_number": "A1284BC"}
    (page,) = read(grey, issued={copy: IssuedCopy(form, other)})
    assert codes(page) == ["prefilled-altered"]
    assert not page.fields["prisoner_number"].accepted
    assert page.fields["client_name"].accepted


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_pages_lying_any_way_are_read(form: Form, quarter: int) -> None:
    grey, copy = printed(form, VALUES)
    (page,) = read(
        np.ascontiguousarray(np.rot90(grey, -quarter)), issued={copy: IssuedCopy(form, VALUES)}
    )
    assert page.rotation == 360 - 90 * quarter
    assert page.fields["client_name"].method is Method.ISSUED


def test_blank_and_strange_pages_are_kept(form: Form) -> None:
    blank = np.full((2376, 1680), 255, np.uint8)
    strange = blank.copy()
    strange[400:900, 300:1300] = 0
    strange[500:800, 400:1200] = 255
    pages = read(blank, strange, two_level(printed(form)[0]))
    assert [page.page for page in pages] == [1, 2, 3]
    assert [page.status for page in pages[:2]] == [PageStatus.UNIDENTIFIED] * 2
    assert [codes(page) for page in pages] == [["blank-page"], ["not-a-form"], []]


def test_a_damaged_page_does_not_cost_the_others(form: Form) -> None:
    grey = two_level(printed(form)[0])
    data = encoded([grey, grey])
    pages = read_file("fax.tif", data[: len(data) * 3 // 4], CATALOGUE)
    assert pages[0].copy is not None
    assert all(page.status is PageStatus.FAILED for page in pages[1:])


def test_a_page_that_came_twice_is_reported(form: Form) -> None:
    grey = two_level(printed(form)[0])
    assert [codes(page) for page in read(grey, grey)] == [["repeated-page"]] * 2


def test_a_lone_page_of_three_is_reported() -> None:
    plan = CATALOGUE.find("release-plan")
    (page,) = read(two_level(printed(plan, page=2)[0]))
    assert page.form_page == 2
    assert codes(page) == ["missing-pages"]


def test_symbols_that_disagree_go_to_a_person(form: Form) -> None:
    grey, _ = printed(form)
    other, _ = printed(form, VALUES)
    pasted = np.vstack([grey[:2160], other[2160:]])
    (page,) = read(pasted)
    assert "symbols-disagree" in codes(page)
    assert page.status is PageStatus.REVIEW


def test_unreadable_symbols_leave_the_form_told_by_its_print(form: Form) -> None:
    grey, _ = printed(form)
    smeared = two_level(grey)
    smeared[130:280, 1360:1520] = 0
    smeared[2180:2320, 160:290] = 0
    (page,) = read(smeared)
    assert (page.form, page.copy, codes(page)) == (form.id, None, ["copy-unknown"])


def test_nothing_and_text_are_refused() -> None:
    with pytest.raises(EmptyFileError):
        read_file("fax.pdf", b"", CATALOGUE)
    with pytest.raises(UnknownTypeError):
        read_file("fax.pdf", b"not a PDF at all", CATALOGUE)


def test_evidence_is_upright_and_cut_in_place(form: Form) -> None:
    grey, _ = printed(form, VALUES)
    data = encoded([np.ascontiguousarray(np.rot90(grey, 2))])
    page = upright_page(data, 1, CATALOGUE)
    assert page.registered
    difference = np.abs(page.grey.astype(int) - grey[: page.grey.shape[0], : page.grey.shape[1]])
    assert difference.mean() < 6
    (reading,) = (found.fields["client_name"] for found in read_file("fax.tif", data, CATALOGUE))
    assert reading.box is not None
    assert page.crop_png(reading.box).startswith(b"\x89PNG")


def test_no_value_in_the_repr_of_a_page(form: Form) -> None:
    grey, _ = printed(form, VALUES)
    (page,) = read(grey)
    assert "Neill" not in repr(page)


def test_symbols_on_another_layout_are_left_to_a_person(form: Form) -> None:
    grey, copy = printed(form)
    lower = slice(round(0.35 * len(grey)), round(0.9 * len(grey)))
    moved = grey.copy()
    moved[lower] = np.roll(grey[lower], round(0.02 * len(grey)), axis=0)
    (page,) = read(moved)
    assert (page.status, page.copy) == (PageStatus.REVIEW, copy)
    assert "other-layout" in codes(page)
    assert not any(reading.accepted for reading in page.fields.values())
