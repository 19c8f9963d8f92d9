"""What forms change about clients; what copies are for, where they are, what came back of them."""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_PAGES = {"dir-consent": 2, "release-plan": 3}
"""Of the forms that came with the service; the others have one."""
_GONE = ("returned", "withdrawn")
_COPIES = "issued_copies"
_INDEXES = {
    "ix_issued_copies_prison_id": ["prison", "id"],
    "ix_issued_copies_recipient_id_id": ["recipient_id", "id"],
    "ix_issued_copies_due_back": ["due_back"],
}


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _needed(
    name: str, kind: sa.types.TypeEngine[Any], default: str | None = None
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _maybe(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _make_decisions() -> None:
    table = "effect_decisions"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("record_id", _ID),
        _needed("client_id", _ID),
        _needed("fact", _WORD),
        _needed("field", sa.String(120)),
        _needed("value", sa.Text()),
        _needed("before", sa.Text()),
        _needed("outcome", _WORD),
        _needed("reason", sa.Text()),
        _needed("day", sa.Date()),
        _needed("at", _INSTANT),
        _maybe("by_id", _ID),
        _needed("channel", _WORD),
        _maybe("history_id", _ID),
        _maybe("patch", _JSON),
        _maybe("taken_back_at", _INSTANT),
        _maybe("taken_back_by_id", _ID),
        _maybe("undo_history_id", _ID),
        _refers(table, "record_id", "records"),
        _refers(table, "client_id", "clients"),
        _refers(table, "by_id", "users"),
        _refers(table, "history_id", "client_history"),
        _refers(table, "taken_back_by_id", "users"),
        _refers(table, "undo_history_id", "client_history"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_record_id", table, ["record_id"])
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])


def _make_counts() -> None:
    table = "open_effects"
    op.create_table(
        table,
        sa.Column("record_id", _ID, nullable=False, autoincrement=False),
        _needed("client_id", _ID),
        _needed("number", sa.Integer()),
        _refers(table, "record_id", "records"),
        _refers(table, "client_id", "clients"),
        sa.PrimaryKeyConstraint("record_id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])


def _widen_stays() -> None:
    table = "custody_episodes"
    op.add_column(table, _maybe("court_date", sa.Date()))
    op.add_column(table, _needed("treatment", sa.Text(), ""))
    op.add_column(table, _needed("release_plan", sa.Text(), ""))


def _add_reference(column: str, other: str) -> None:
    """Add a column in place: a table that is built anew on SQLite would lose what refers to it."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    named = f"CONSTRAINT fk_{_COPIES}_{column}_{other} REFERENCES {other} (id)"
    op.execute(f"ALTER TABLE {_COPIES} ADD COLUMN {column} {kind} {named}")


def _widen_copies() -> None:
    _add_reference("recipient_id", "agencies")
    op.add_column(_COPIES, _needed("purpose", _WORD, "stock"))
    op.add_column(_COPIES, _needed("prison", sa.String(80), ""))
    op.add_column(_COPIES, _maybe("due_back", sa.Date()))
    op.add_column(_COPIES, _needed("all_pages", sa.Integer(), "1"))
    op.add_column(_COPIES, _needed("pages_back", sa.Integer(), "0"))
    op.add_column(_COPIES, _maybe("back_at", _INSTANT))
    op.add_column(_COPIES, _maybe("written_off_at", _INSTANT))
    _add_reference("written_off_by_id", "users")
    op.add_column(_COPIES, _needed("written_off_because", sa.Text(), ""))
    op.add_column("copy_sets", _maybe("due_back", sa.Date()))
    for name, columns in _INDEXES.items():
        op.create_index(name, _COPIES, columns)


def _tell_pages() -> None:
    """Say of the copies that are out how many pages they have, and which of these came back."""
    copies = sa.table(
        "issued_copies",
        *map(sa.column, ("copy_id", "form_id", "form_version", "all_pages", "pages_back")),
        sa.column("back_at", _INSTANT),
    )
    connection = op.get_bind()
    kinds = sa.select(copies.c.form_id, copies.c.form_version).distinct()
    for form_id, version in connection.execute(kinds).all():
        mask = (1 << _page_count(connection, form_id, version)) - 1
        same = (copies.c.form_id == form_id, copies.c.form_version == version)
        connection.execute(sa.update(copies).where(*same).values(all_pages=mask))
    for copy_id, (mask, at) in _came_back(connection).items():
        came = sa.update(copies).where(copies.c.copy_id == copy_id)
        connection.execute(came.values(pages_back=mask, back_at=at))


def _page_count(connection: sa.Connection, form_id: str, version: str) -> int:
    definitions = sa.table("form_definitions", *map(sa.column, ("form_id", "version", "content")))
    found = connection.scalar(
        sa.select(definitions.c.content).where(
            definitions.c.form_id == form_id, definitions.c.version == version
        )
    )
    said = re.search(r"^pages\s*=\s*(\d+)", found or "", re.MULTILINE)
    return int(said[1]) if said else _PAGES.get(form_id, 1)


def _came_back(connection: sa.Connection) -> dict[str, tuple[int, Any]]:
    pages = sa.table(
        "pages",
        sa.column("record_id"),
        sa.column("is_replaced", sa.Boolean()),
        sa.column("reading", _JSON),
        sa.column("read_at", _INSTANT),
    )
    records = sa.table("records", *map(sa.column, ("id", "copy_id", "state")))
    query = (
        sa.select(records.c.copy_id, pages.c.reading, pages.c.read_at)
        .join(records, records.c.id == pages.c.record_id)
        .where(
            records.c.copy_id.is_not(None),
            records.c.state.not_in(_GONE),
            pages.c.is_replaced.is_(False),
        )
    )
    found: dict[str, tuple[int, Any]] = {}
    for copy_id, reading, read_at in connection.execute(query):
        number = (reading or {}).get("form_page")
        if number:
            mask, at = found.get(copy_id, (0, None))
            latest = max((one for one in (at, read_at) if one is not None), default=None)
            found[copy_id] = (mask | 1 << (number - 1), latest)
    return found


def upgrade() -> None:
    """Take the step."""
    _widen_stays()
    _widen_copies()
    _tell_pages()
    _make_decisions()
    _make_counts()


def downgrade() -> None:
    """Take it back."""
    op.drop_table("open_effects")
    op.drop_table("effect_decisions")
    for name in _INDEXES:
        op.drop_index(name, _COPIES)
    for column in (
        *("written_off_because", "written_off_by_id", "written_off_at", "back_at"),
        *("pages_back", "all_pages", "due_back", "prison", "purpose", "recipient_id"),
    ):
        op.drop_column(_COPIES, column)
    op.drop_column("copy_sets", "due_back")
    for column in ("release_plan", "treatment", "court_date"):
        op.drop_column("custody_episodes", column)
