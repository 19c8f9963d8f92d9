"""Chapters on forms: those that came in with every value, those that went out."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.answers import Answer
from forms.definition import Form, Signature, Text
from forms.errors import ThroughcareError
from service.access.showing import cell, grid, words
from service.access.values import Bundle, Cell, Chapter, Grid
from service.labels import labels_of
from service.store.held import Row

_OWN = frozenset(
    {"client_name", "client_initials", "client_reference", "prisoner_number", "address", "postcode"}
)
"""Fields that are about the client alone."""


def may_name_another(form: Form, key: str) -> bool:
    """Tell whether an answer may speak of somebody else: a text that is no place on a list."""
    if key in _OWN:
        return False
    question = form.field(key)
    return isinstance(question.kind, Signature) or (
        isinstance(question.kind, Text) and question.reference is None
    )


def form_of(bundle: Bundle, row: Row) -> Form | None:
    """Find the definition of a record or a copy; None where it is gone."""
    try:
        return bundle.known.catalogue.find(row["form_id"], row["form_version"])
    except ThroughcareError:
        return None


def received(bundle: Bundle) -> Chapter:
    """Tell every form that came in: values, corrections, pictures, originals."""
    return Chapter(
        key="received",
        title="Forms that came in",
        about="A value that was corrected stands as it is now; what it was stands below it.",
        grids=tuple(table for row in bundle.held.rows["records"] for table in _record(bundle, row)),
    )


def _record(bundle: Bundle, row: Row) -> Iterator[Grid]:
    form = form_of(bundle, row)
    name = f"{form.title if form else row['form_id']}, record {row['id']}"
    yield grid(f"{name}: what it says", ("Question", "Answer"), _values(form, row["values"]))
    yield grid(f"{name}: where it came from", ("What", "", "File"), _origin(bundle, row))
    yield grid(
        f"{name}: corrected or confirmed by a person",
        ("Question", "Before", "After", "When", "Who"),
        _corrections(bundle, row, form),
    )
    yield grid(f"{name}: taken out of the list", ("When", "Why", "Note"), _withdrawals(bundle, row))


def _values(form: Form | None, values: Mapping[str, Answer]) -> Iterator[list[Cell]]:
    labels = labels_of(form) if form else {}
    for key, answer in values.items():
        if answer in (None, "", False):
            continue
        if form is None or key not in labels:
            yield [cell(key), cell(answer, look=True)]
        else:
            text = words().show_answer(form.field(key), answer)
            yield [cell(labels[key]), cell(text, look=may_name_another(form, key))]


def _origin(bundle: Bundle, row: Row) -> Iterator[list[Cell]]:
    files, rows = bundle.files, bundle.held.rows
    yield [cell("State"), cell(words().STATE.get(row["state"], row["state"])), cell("")]
    yield [cell("Read on"), cell(row["created_at"]), cell("")]
    if row["accepted_at"]:
        yield [cell("Accepted"), cell(row["accepted_at"]), cell("")]
    pages = [page for page in rows["pages"] if page["record_id"] == row["id"]]
    for page in pages:
        link = files.pages.get(page["id"], "")
        yield [cell(f"Page {page['number']}"), cell(""), cell("picture" if link else "", link=link)]
    for number in sorted({row["document_id"], *(page["document_id"] for page in pages)}):
        yield _document(bundle, number)


def _document(bundle: Bundle, number: int) -> list[Cell]:
    [row] = [one for one in bundle.held.rows["documents"] if one["id"] == number]
    [intake] = [one for one in bundle.held.rows["intakes"] if one["id"] == row["intake_id"]]
    came = f"{words().show_instant(intake['received_at'])}, as {row['name_given']}"
    link, is_shared = bundle.files.originals[number], number in bundle.files.shared
    text = "holds other papers too" if is_shared else "original"
    return [
        cell(f"Document {number}"),
        cell(came, look=True),
        cell(text, look=is_shared, link=link),
    ]


def _corrections(bundle: Bundle, record: Row, form: Form | None) -> Iterator[list[Cell]]:
    labels = labels_of(form) if form else {}
    for row in bundle.held.rows["corrections"]:
        if row["record_id"] != record["id"]:
            continue
        key = row["field"]
        look = form is None or key not in labels or may_name_another(form, key)
        values: list[Any] = [row["before"]["value"], row["after"]["value"]]
        yield [
            cell(labels.get(key, key)),
            *(cell(value, look=look) for value in values),
            cell(row["at"]),
            cell(bundle.known.account(row["by_id"]), look=True),
        ]


def _withdrawals(bundle: Bundle, record: Row) -> Iterator[list[Cell]]:
    for row in bundle.held.rows["withdrawals"]:
        if row["record_id"] == record["id"]:
            why = row["reason"] or row["kind"]
            yield [cell(row["at"]), cell(str(why).replace("_", " ")), cell(row["note"], look=True)]


def sent(bundle: Bundle) -> Chapter:
    """Tell every copy of a form that was made, with what was printed on it."""
    tables = []
    for row in bundle.held.rows["issued_copies"]:
        form = form_of(bundle, row)
        copy = words().show_copy(row["copy_id"])
        head = [
            [cell("Made"), cell(row["issued_at"])],
            [cell("By"), cell(bundle.known.account(row["issued_by_id"]), look=True)],
            [cell("As it was printed"), cell("print", link=bundle.files.copies[row["copy_id"]])],
        ]
        name = f"{form.title if form else row['form_id']}, copy {copy}"
        tables.append(grid(name, ("Question", "Answer"), [*head, *_values(form, row["values"])]))
    return Chapter(key="sent", title="Forms that were made of what we hold", grids=tuple(tables))
