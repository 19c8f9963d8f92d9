"""The audit trail as a chain, which the database itself lets only grow at its end.

Entries that are there already are chained as they stand, and a last one says up to where.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from service.auditing.chain import GENESIS, details_text, hash_of, instant_text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_TOGETHER = 2000
_PARTS = ("id", "at", "user_id", "action", "subject", "subject_id", "details")
_ENTRIES = sa.table("audit_entries", *(sa.column(name) for name in (*_PARTS, "hash")))
_SEALED = sa.text("UPDATE audit_entries SET previous_hash = :before, hash = :hash WHERE id = :id")
_SAID = sa.text(
    "INSERT INTO audit_entries (id, at, action, subject, subject_id, details, previous_hash, hash) "
    "VALUES (:id, :at, :action, :subject, :subject_id, :details, :before, :hash)"
)
_REFUSED = "audit entries are only ever added, at the end"
_SQLITE_END = f"""
CREATE TRIGGER audit_entries_only_at_end BEFORE INSERT ON audit_entries
WHEN NEW.id <> coalesce((SELECT max(id) FROM audit_entries), 0) + 1
OR NEW.previous_hash <>
coalesce((SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1), '{GENESIS}')
BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END
"""  # noqa: S608 - of our own constants
_POSTGRESQL_END = f"""
CREATE FUNCTION keep_audit_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_id bigint; last_hash text;
BEGIN
SELECT id, hash INTO last_id, last_hash FROM audit_entries ORDER BY id DESC LIMIT 1;
IF NEW.id <> coalesce(last_id, 0) + 1 OR NEW.previous_hash <> coalesce(last_hash, '{GENESIS}')
THEN RAISE EXCEPTION '{_REFUSED}'; END IF;
RETURN NEW;
END $$
"""  # noqa: S608 - of our own constants
_POSTGRESQL = (
    (
        "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    ),
    _POSTGRESQL_END,
    (
        "CREATE TRIGGER audit_entries_only_at_end BEFORE INSERT ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION keep_audit_chained()"
    ),
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _refuse_changes() -> None:
    for what in ("UPDATE", "DELETE"):
        start = f"CREATE TRIGGER audit_entries_no_{what} BEFORE {what} ON audit_entries "
        if _is_sqlite():
            op.execute(
                f"{start}BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
            )
        else:
            op.execute(f"{start}FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()")


def _let_change() -> None:
    on = "" if _is_sqlite() else " ON audit_entries"
    for what in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER audit_entries_no_{what}{on}")


def upgrade() -> None:
    """Take the step."""
    _let_change()
    with op.batch_alter_table("audit_entries") as table:
        table.alter_column(
            "details", existing_type=_JSON, type_=sa.Text(), postgresql_using="details::text"
        )
        table.add_column(sa.Column("previous_hash", sa.String(64), nullable=True))
        table.add_column(sa.Column("hash", sa.String(64), nullable=True))
    _chain()
    with op.batch_alter_table("audit_entries") as table:
        for name in ("previous_hash", "hash"):
            table.alter_column(name, existing_type=sa.String(64), nullable=False)
    op.create_index("ix_audit_entries_user_id", "audit_entries", ["user_id", "id"])
    op.create_index("ix_audit_entries_action", "audit_entries", ["action", "id"])
    _refuse_changes()
    for statement in (_SQLITE_END,) if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def _chain() -> None:
    count, last_id, before = 0, 0, GENESIS
    for together in _portions():
        sealed = []
        for entry in together:
            parts = (before, *(entry[name] for name in _PARTS))
            own = hash_of(*parts)
            sealed.append({"id": entry["id"], "before": before, "hash": own})
            last_id, before = entry["id"], own
        op.get_bind().execute(_SEALED, sealed)
        count += len(sealed)
    if count:
        _say(count, last_id, before)


def _portions() -> Iterator[list[dict[str, Any]]]:
    """Give the entries as they stand, some at a time."""
    at: sa.ColumnElement[Any] = _ENTRIES.c.at
    if not _is_sqlite():
        at = sa.func.to_char(sa.func.timezone("UTC", at), "YYYY-MM-DD HH24:MI:SS.US")
    others = [_ENTRIES.c[name] for name in _PARTS if name != "at"]
    query = sa.select(*others, at.label("at")).order_by(_ENTRIES.c.id).limit(_TOGETHER)
    after = 0
    while found := op.get_bind().execute(query.where(_ENTRIES.c.id > after)).mappings().all():
        yield [dict(row) for row in found]
        after = found[-1]["id"]


def _say(count: int, last_id: int, before: str) -> None:
    """Add the entry that says what was chained after the fact."""
    at = instant_text(datetime.now(UTC))
    details = details_text({"channel": "service", "entries": count})
    said = ("audit.chained", "audit", str(last_id), details)
    own = hash_of(before, last_id + 1, at, None, *said)
    row: dict[str, Any] = dict(
        zip(("action", "subject", "subject_id", "details"), said, strict=True)
    )
    stored_at = at if _is_sqlite() else f"{at}+00"
    row |= {"id": last_id + 1, "at": stored_at, "before": before, "hash": own}
    op.get_bind().execute(_SAID, row)


def downgrade() -> None:
    """Take it back."""
    _let_change()
    if _is_sqlite():
        op.execute("DROP TRIGGER audit_entries_only_at_end")
    else:
        for name in ("only_at_end", "no_truncate"):
            op.execute(f"DROP TRIGGER audit_entries_{name} ON audit_entries")
        op.execute("DROP FUNCTION keep_audit_chained()")
    op.drop_index("ix_audit_entries_action", "audit_entries")
    op.drop_index("ix_audit_entries_user_id", "audit_entries")
    with op.batch_alter_table("audit_entries") as table:
        table.drop_column("hash")
        table.drop_column("previous_hash")
        table.alter_column(
            "details", existing_type=sa.Text(), type_=_JSON, postgresql_using="details::jsonb"
        )
    _refuse_changes()
