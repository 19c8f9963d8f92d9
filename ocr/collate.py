"""The pages of one reading run put together: which copies lack pages, which pages came twice."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from forms.copies import CopyId
from forms.registry import Catalogue
from ocr.reading import PageReading, PageStatus, Problem


def _missing(pages: Sequence[PageReading], catalogue: Catalogue) -> tuple[int, ...]:
    form = catalogue.find(pages[0].form or "", pages[0].version)
    seen = {page.form_page for page in pages}
    return tuple(number for number in range(1, form.pages + 1) if number not in seen)


def _with(page: PageReading, problem: Problem) -> PageReading:
    status = PageStatus.REVIEW if page.status is PageStatus.READ else page.status
    return replace(page, status=status, problems=(*page.problems, problem))


def _is_out_of_order(page: PageReading, before: PageReading | None) -> bool:
    return before is not None and (page.form_page or 0) < (before.form_page or 0)


def _noted(page: PageReading) -> PageReading:
    """Say that a page came late; nothing is lost by it, so no person is asked."""
    message = f"Page {page.form_page} of this copy came after a later one."
    return replace(page, problems=(*page.problems, Problem(code="page-order", message=message)))


def _missing_problem(numbers: Sequence[int]) -> Problem:
    listed = ", ".join(str(number) for number in numbers)
    return Problem(code="missing-pages", message=f"Of this copy no page {listed} came with it.")


def _repeated_problem(number: int) -> Problem:
    return Problem(code="repeated-page", message=f"Page {number} of this copy came more than once.")


def collated(pages: Sequence[PageReading], catalogue: Catalogue) -> list[PageReading]:
    """Report missing, repeated and misplaced pages of each copy, on the pages themselves.

    Order is kept. Every page of a copy that lacks one says so, and so does every page that came
    twice, and every page that came after a later one.
    """
    copies: defaultdict[CopyId, list[PageReading]] = defaultdict(list)
    for page in pages:
        if page.copy is not None and page.form is not None and page.form_page is not None:
            copies[page.copy].append(page)
    lacking = {copy: _missing(found, catalogue) for copy, found in copies.items()}
    times = Counter((page.copy, page.form_page) for found in copies.values() for page in found)
    collated_pages = []
    latest: dict[CopyId, PageReading] = {}
    for page in pages:
        if page.copy is not None and page.form_page is not None:
            before, latest[page.copy] = latest.get(page.copy), page
            page = _noted(page) if _is_out_of_order(page, before) else page  # noqa: PLW2901
        if page.copy is not None and (numbers := lacking.get(page.copy)):
            page = _with(page, _missing_problem(numbers))  # noqa: PLW2901
        if times[page.copy, page.form_page] > 1:
            page = _with(page, _repeated_problem(page.form_page or 0))  # noqa: PLW2901
        collated_pages.append(page)
    return collated_pages
