"""Chapters on who somebody is: identity and its history, custody, workers."""

from collections.abc import Iterator

from service.access.showing import cell, grid, plain, register_words, shown
from service.access.values import Bundle, Cell, Chapter
from service.store.clients import CLIENT_COLUMNS
from service.store.held import Row


def identity(bundle: Bundle) -> Chapter:
    """Tell the names, numbers and dates that the register has, entry by entry."""
    rows, fields = bundle.held.rows, register_words().FIELD
    entries = rows["clients"]
    references = {row["id"]: row["reference"] for row in entries}
    known = [
        [cell(references[row["id"]]), cell(fields[key]), cell(row[key])]
        for row in entries
        for key in CLIENT_COLUMNS
        if row[key] not in ("", None, False)
    ]
    return Chapter(
        key="identity",
        title="Who you are to us",
        about="Several entries: they were found to be of one person, and put together.",
        grids=(
            grid("What the register has", ("Entry", "What", "As we have it"), known),
            plain(
                "Other names",
                {"given_names": "Given names", "surname": "Surname"},
                rows["client_names"],
            ),
            plain("Other dates of birth", {"date_of_birth": "Date"}, rows["client_births"]),
            plain("Other numbers", {"kind": "Kind", "text": "Number"}, rows["client_numbers"]),
            plain("Other postcodes", {"postcode": "Postcode"}, rows["client_postcodes"]),
            plain("When an entry was made", {"reference": "Entry", "created_at": "When"}, entries),
        ),
    )


def history(bundle: Bundle) -> Chapter:
    """Tell every change of an entry, and every merge."""
    rows, known = bundle.held.rows, bundle.known
    merges = [
        [cell(row["at"]), cell(known.account(row["by_id"]), look=True), cell(row["undone_at"])]
        for row in rows["client_merges"]
    ]
    changes = [line for row in rows["client_history"] for line in _changes(bundle, row)]
    return Chapter(
        key="history",
        title="How that changed",
        grids=(
            grid("Changes", ("When", "Who", "What", "Before", "After"), changes),
            grid("Entries put together", ("When", "Who", "Taken back"), merges),
        ),
    )


def _changes(bundle: Bundle, row: Row) -> Iterator[list[Cell]]:
    words = register_words()
    who = bundle.known.account(row["by_id"], words.CHANNEL[row["channel"]])
    begin = [cell(row["at"]), cell(who, look=row["by_id"] is not None)]
    if not row["changes"]:
        yield [*begin, cell(words.ACTION[row["action"]]), cell(""), cell("")]
    for change in row["changes"]:
        name = words.FIELD.get(change["field"], change["field"])
        look = change["field"] == "workers"
        values = (cell(change[part], look=look) for part in ("before", "after"))
        yield [*begin, cell(name), *values]


def custody(bundle: Bundle) -> Chapter:
    """Tell stays in custody and who works with the person."""
    rows, prisons = bundle.held.rows, bundle.known.prisons
    stays = [
        [cell(prisons.get(row["prison"], row["prison"])), *map(cell, _stay(row))]
        for row in rows["custody_episodes"]
    ]
    workers = [
        [cell(row["name"], look=True), *(cell(row[key]) for key in _WORKER), cell(row["telephone"])]
        for row in rows["key_workers"]
    ]
    return Chapter(
        key="custody",
        title="Custody, and who works with you",
        grids=(
            grid("Stays in custody", ("Prison", "Status", "Court", "From", "To", "Release"), stays),
            grid("Workers", ("Name", "Role", "Agency", "From", "To", "Telephone"), workers),
        ),
    )


_WORKER = ("role", "agency", "from_date", "to_date")


def _stay(row: Row) -> list[str]:
    keys = ("status", "court", "from_date", "to_date", "release_date")
    return [shown(row[key]) for key in keys]
