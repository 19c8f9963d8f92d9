"""Puts the pages of a document together into the forms they are pages of, with what stays in doubt.

Silence never means yes: a field that no page speaks of is a doubt, not an empty answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from forms.answers import Answer
from forms.copies import CopyId
from forms.definition import Form
from forms.reference import ReferenceLists
from forms.registry import Catalogue
from forms.schema import check_answers
from ocr.reading import FieldState, PageReading, PageStatus, Reading


class Doubt(StrEnum):
    """Why a person must look at a field."""

    UNSURE = "unsure"
    UNREADABLE = "unreadable"
    NOT_READ = "not_read"
    """No page of it arrived."""
    INVALID = "invalid"
    """It does not fit the form's rules."""


def count_to_check(doubts: Mapping[str, str]) -> int:
    """Count the values in doubt that stand on a page that arrived, given the reasons by field."""
    return sum(doubt != Doubt.NOT_READ for doubt in doubts.values())


class Concern(StrEnum):
    """What stands against a record as a whole."""

    MISSING_PAGES = "missing_pages"
    REPEATED_PAGES = "repeated_pages"
    CAME_BEFORE = "came_before"
    """Another document has brought the same copy."""
    SCANNED_BEFORE = "scanned_before"
    """Another document has probably brought the same paper."""
    UNKNOWN_COPY = "unknown_copy"
    """The copy id is well formed, but this register did not issue it."""
    PRINTED_FOR_ANOTHER = "printed_for_another"
    """The copy was printed for one client and, it seems, filled in for another."""
    PAGE_PROBLEMS = "page_problems"
    RULES = "rules"
    """The form as a whole breaks a rule that belongs to no single field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that came back, not yet a record."""

    form: Form
    copy: CopyId | None
    pages: tuple[int, ...]
    """Page numbers in the file, counted from 1."""
    values: dict[str, Answer] = field(repr=False)
    doubts: dict[str, Doubt]
    concerns: tuple[Concern, ...]


OF_THE_COPY = frozenset({"missing-pages", "repeated-page", "page-order"})
"""Problems that a page reports of its whole copy; the record has concerns of its own for them."""
_OF_A_FORM = (PageStatus.READ, PageStatus.REVIEW)


def assemble(
    pages: Iterable[PageReading], catalogue: Catalogue, lists: ReferenceLists
) -> list[Draft]:
    """Make one draft a form that came back, in the order of their first pages."""
    return [_draft(group, catalogue, lists) for group in _groups(pages)]


def _groups(pages: Iterable[PageReading]) -> Iterator[list[PageReading]]:
    """Group by copy; pages without one go together while their page numbers rise."""
    groups: list[list[PageReading]] = []
    of_copy: dict[CopyId, list[PageReading]] = {}
    for page in pages:
        if page.status not in _OF_A_FORM or page.form is None:
            continue
        if page.copy in of_copy:
            of_copy[page.copy].append(page)
        elif groups and page.copy is None and _continues(groups[-1][-1], page):
            groups[-1].append(page)
        else:
            groups.append([page])
            if page.copy is not None:
                of_copy[page.copy] = groups[-1]
    yield from groups


def _continues(before: PageReading, page: PageReading) -> bool:
    same = (before.form, before.version, before.copy) == (page.form, page.version, None)
    return same and before.page + 1 == page.page and (before.form_page or 0) < (page.form_page or 0)


def _draft(pages: Sequence[PageReading], catalogue: Catalogue, lists: ReferenceLists) -> Draft:
    form = catalogue.find(str(pages[0].form), pages[0].version)
    readings: dict[str, Reading] = {}
    for page in pages:
        for key, reading in page.fields.items():
            if key not in readings or readings[key].state is FieldState.NOT_ASKED:
                readings[key] = reading
    keys = [asked.key for asked in form.fields()]
    values = {key: readings[key].value for key in keys if key in readings}
    problems = check_answers(form, values, lists)
    return Draft(
        form=form,
        copy=pages[0].copy,
        pages=tuple(page.page for page in pages),
        values=values,
        doubts=_doubts(form, readings, problems.keys()),
        concerns=tuple(_concerns(form, pages, problems.keys())),
    )


def _doubts(form: Form, readings: dict[str, Reading], invalid: Iterable[str]) -> dict[str, Doubt]:
    doubts = {}
    for key in (asked.key for asked in form.fields()):
        if doubt := _doubt(readings.get(key), is_invalid=key in invalid):
            doubts[key] = doubt
    return doubts


def _doubt(reading: Reading | None, *, is_invalid: bool) -> Doubt | None:
    if reading is None:
        return Doubt.NOT_READ
    if reading.state is FieldState.NOT_ASKED:
        # That another agency's page does not ask is sure only once a person has looked.
        return None if reading.accepted else Doubt.UNSURE
    if reading.state is FieldState.UNREADABLE:
        return Doubt.UNREADABLE
    if not reading.accepted:
        return Doubt.UNSURE
    return Doubt.INVALID if is_invalid else None


def _concerns(
    form: Form, pages: Sequence[PageReading], invalid: Iterable[str]
) -> Iterator[Concern]:
    numbers = [page.form_page for page in pages if page.form_page is not None]
    if len(numbers) == len(pages) and set(numbers) != set(range(1, form.pages + 1)):
        yield Concern.MISSING_PAGES
    if len(numbers) != len(set(numbers)):
        yield Concern.REPEATED_PAGES
    codes = {problem.code for page in pages for problem in page.problems}
    if codes - OF_THE_COPY:
        yield Concern.PAGE_PROBLEMS
    if set(invalid) - {asked.key for asked in form.fields()}:
        yield Concern.RULES
