"""Gathers every row that is held on one person, whatever table it is in.

`HELD` says of each table how its rows are found; a test walks all tables that lead to clients by
foreign keys and fails where one is not in it. What a row says of other people is left out here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, or_, select
from sqlalchemy.orm import Session

from service.store import (  # noqa: F401 - these declare their tables
    checking_models,
    consent_models,
    decision_models,
    effect_models,
    journey_models,
    matching_models,
    retention_models,
    rights_models,
    work_models,
)
from service.store.base import Base

Row = Mapping[str, Any]
_OF_CLIENT = (("client_id", "clients"),)
_OF_RECORD = (("record_id", "records"),)
_OF_DOCUMENT = (("document_id", "documents"),)
_OF_PAGE = (("page_id", "pages"),)
_OF_TWO = (("first_id", "clients"), ("second_id", "clients"))
HELD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "clients": (("id", "clients"),),
    **dict.fromkeys(("client_names", "client_births", "client_numbers"), _OF_CLIENT),
    **dict.fromkeys(("client_postcodes", "custody_episodes", "key_workers"), _OF_CLIENT),
    "client_history": _OF_CLIENT,
    "client_merges": (("survivor_id", "clients"), ("merged_id", "clients")),
    "records": _OF_CLIENT,
    **dict.fromkeys(("corrections", "withdrawals", "record_holds"), _OF_RECORD),
    **dict.fromkeys(("quality_checks", "record_keys"), _OF_RECORD),
    "pages": _OF_RECORD,
    **dict.fromkeys(("written_lines", "page_sureness", "learned_layouts"), _OF_PAGE),
    "documents": (("id", "documents"),),
    "document_events": _OF_DOCUMENT,
    "intakes": (("id", "intakes"),),
    "originals": (("sha256", "originals"),),
    "jobs": _OF_DOCUMENT,
    "issued_copies": _OF_CLIENT,
    "copy_set_members": _OF_CLIENT,
    "copy_sets": (("id", "copy_sets"),),
    **dict.fromkeys(("consents", "consent_exceptions", "disclosures"), _OF_CLIENT),
    **dict.fromkeys(("journeys", "journey_events", "journey_actions"), _OF_CLIENT),
    "match_findings": _OF_RECORD,
    "client_decisions": (*_OF_RECORD, *_OF_CLIENT),
    **dict.fromkeys(("clients_alike", "apart_decisions"), _OF_TWO),
    **dict.fromkeys(("client_faces", "client_words"), _OF_CLIENT),
    "client_keys": (("face_id", "client_faces"),),
    **dict.fromkeys(("access_requests", "correction_requests"), _OF_CLIENT),
    **dict.fromkeys(("effect_decisions", "open_effects", "retention_holds"), _OF_CLIENT),
    "retention_decisions": (*_OF_CLIENT, *_OF_DOCUMENT),
}
"""By table, the columns that tell whose a row is, each with whose ids it holds."""
_FOUND_BY = (
    ("records", "id", "records"),
    ("records", "document_id", "documents"),
    ("pages", "id", "pages"),
    ("pages", "document_id", "documents"),
    ("consents", "document_id", "documents"),
    ("documents", "intake_id", "intakes"),
    ("documents", "original_sha256", "originals"),
    ("client_faces", "id", "client_faces"),
    ("copy_set_members", "copy_set_id", "copy_sets"),
)
"""What the rows of a table lead to: table, column, and whose ids that column holds. In order."""
AUDIT = "audit_entries"
_ABOUT = {"client": "clients", "record": "records", "document": "documents"}


@dataclass(slots=True)
class Held:
    """All that is held on one person."""

    ids: dict[str, set[Any]]
    """By table, of what the person's own rows are or lead to."""
    rows: dict[str, list[Row]] = field(default_factory=dict, repr=False)


def gather(session: Session, client_ids: Collection[int]) -> Held:
    """Gather all rows of a person.

    Args:
        session: the transaction.
        client_ids: of the person, of entries that were merged away too.
    """
    held = Held({"clients": set(client_ids)})
    for table, column, of in _FOUND_BY:
        leads_to = Base.metadata.tables[table].c[column]
        found = session.scalars(select(leads_to).where(_is_theirs(table, held)))
        held.ids.setdefault(of, set()).update(one for one in found if one is not None)
    for table in HELD:
        held.rows[table] = [_own(table, row, held) for row in _rows(session, table, held)]
    held.rows["match_findings"] += _considered(session, held, "match_findings", "candidates")
    held.rows["client_decisions"] += _considered(session, held, "client_decisions", "pairs")
    held.rows[AUDIT] = _trail(session, held)
    return held


def _is_theirs(table: str, held: Held) -> ColumnElement[bool]:
    columns = Base.metadata.tables[table].c
    return or_(*(columns[column].in_(held.ids.get(of, ())) for column, of in HELD[table]))


def _rows(session: Session, name: str, held: Held) -> list[Row]:
    table = Base.metadata.tables[name]
    query = select(table).where(_is_theirs(name, held)).order_by(*table.primary_key.columns)
    return [dict(row) for row in session.execute(query).mappings()]


def _own(name: str, row: Row, held: Held) -> Row:
    """Leave out of a row who else it speaks of."""
    theirs = held.ids["clients"]
    match name:
        case "match_findings":
            return {**row, "candidates": _without_others(row["candidates"], theirs)}
        case "client_decisions":
            return {**row, "pairs": _without_others(row["pairs"], theirs)}
        case "clients_alike" | "apart_decisions":
            others = {key: row[key] if row[key] in theirs else None for key, _ in _OF_TWO}
            return {**row, **others}
        case _:
            return row


def _without_others(candidates: list[Any], theirs: set[int]) -> list[Any]:
    return [one if one["client_id"] in theirs else {"client_id": None} for one in candidates]


def _considered(session: Session, held: Held, name: str, column: str) -> list[Row]:
    """Give where this person was thought of for somebody else's form: only what is about them."""
    table = Base.metadata.tables[name]
    text = cast(table.c[column], String)
    mentions = [
        text.like(f'%"client_id": {client_id}{end}%')
        for client_id in held.ids["clients"]
        for end in (",", "}")
    ]
    query = select(table).where(or_(*mentions))
    return [
        _only_theirs(dict(row), column, held)
        for row in session.execute(query).mappings()
        if row["record_id"] not in held.ids.get("records", ())
        and row.get("client_id") not in held.ids["clients"]
        and any(one["client_id"] in held.ids["clients"] for one in row[column])
    ]


def _only_theirs(row: dict[str, Any], column: str, held: Held) -> Row:
    return {**row, column: [one for one in row[column] if one["client_id"] in held.ids["clients"]]}


def _trail(session: Session, held: Held) -> list[Row]:
    """Give what the audit trail says of the person, and of their forms."""
    table: Table = Base.metadata.tables[AUDIT]
    copies = [row["copy_id"] for row in held.rows["issued_copies"]]
    events = [str(row["id"]) for row in held.rows["journey_events"]]
    about = {kind: [str(one) for one in held.ids.get(of, ())] for kind, of in _ABOUT.items()}
    given = [str(row["id"]) for row in held.rows["disclosures"]]
    about |= {"copy": copies, "event": events, "disclosure": given}
    of_one = [
        (table.c.subject == kind) & table.c.subject_id.in_(subjects)
        for kind, subjects in about.items()
        if subjects
    ]
    query = select(table).where(or_(*of_one)).order_by(table.c.id)
    return [dict(row) for row in session.execute(query).mappings()]


def shared_documents(session: Session, held: Held) -> frozenset[int]:
    """Name the documents that hold, or may hold, other papers than this person's."""
    pages = Base.metadata.tables["pages"].c
    known = held.ids.get("documents", set())
    query = select(pages.document_id, pages.record_id).where(pages.document_id.in_(known))
    records: dict[int, set[int | None]] = {document: set() for document in known}
    for document, record in session.execute(query):
        records[document].add(record)
    theirs = held.ids.get("records", set())
    return frozenset(one for one, found in records.items() if not found or found - theirs)


def names(
    session: Session, table: str, ids: Collection[int], column: str = "name"
) -> dict[int, str]:
    """Give what accounts, agencies or contacts are called, by id."""
    columns = Base.metadata.tables[table].c
    found = session.execute(select(columns.id, columns[column]).where(columns.id.in_(ids)))
    return {key: str(name) for key, name in found}
