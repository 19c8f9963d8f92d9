"""The pages of one run put together."""

from forms.copies import derived_copy_id
from forms.registry import load_catalogue
from ocr.collate import collated
from ocr.reading import PageReading, PageStatus

CATALOGUE = load_catalogue()
PLAN = CATALOGUE.find("release-plan")


def page(number: int, form_page: int, ordinal: int = 0) -> PageReading:
    return PageReading(
        file="fax.tif",
        page=number,
        status=PageStatus.READ,
        form=PLAN.id,
        version=PLAN.version,
        form_page=form_page,
        copy=derived_copy_id(PLAN.code, {}, ordinal),
    )


def codes(pages: list[PageReading]) -> list[list[str]]:
    return [[problem.code for problem in found.problems] for found in collated(pages, CATALOGUE)]


def test_whole_copies_in_any_order_need_nobody() -> None:
    pages = [page(1, 3), page(2, 1), page(3, 2)]
    assert codes(pages) == [[], ["page-order"], []]
    found = collated(pages, CATALOGUE)
    assert [one.page for one in found] == [1, 2, 3]
    assert {one.status for one in found} == {PageStatus.READ}


def test_a_missing_page_is_said_on_every_page_of_the_copy() -> None:
    found = collated(
        [page(1, 1), page(2, 3), page(3, 1, 1), page(4, 2, 1), page(5, 3, 1)], CATALOGUE
    )
    assert [[p.code for p in one.problems] for one in found] == [["missing-pages"]] * 2 + [[]] * 3
    assert "page 2" in found[0].problems[0].message
    assert found[0].status is PageStatus.REVIEW


def test_a_page_that_came_twice_is_said_on_both() -> None:
    pages = [page(1, 1), page(2, 2), page(3, 2), page(4, 3)]
    assert codes(pages) == [[], ["repeated-page"], ["repeated-page"], []]


def test_pages_of_nobody_are_left_alone() -> None:
    stranger = PageReading(file="fax.tif", page=1, status=PageStatus.UNIDENTIFIED)
    assert collated([stranger, stranger], CATALOGUE) == [stranger, stranger]
