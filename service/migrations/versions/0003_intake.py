"""Jobs with leases, batches, what became of each document, samples of quality."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_HASH = sa.String(64)
_CODE = sa.String(80)
_Type = sa.types.TypeEngine[Any]

_QUEUE_WHAT_IS_UNFINISHED = """
INSERT INTO jobs
  (kind, document_id, priority, state, not_before, token, attempts, sends, created_at)
SELECT '{kind}', {document}, {priority}, 'waiting', CURRENT_TIMESTAMP, 0, 0, 0, CURRENT_TIMESTAMP
FROM {rows} WHERE {unfinished}
"""
_UNREAD = "state IN ('received', 'reading')"
_UNREAD_BEFORE = "UPDATE documents SET state = 'received' WHERE state = 'reading'"


def _column(name: str, of: _Type, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, of, nullable=null)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _make(table: str, *parts: sa.schema.SchemaItem) -> None:
    key = sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
    op.create_table(table, _column("id", _ID), *parts, key)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{'_'.join((table, *columns))}", table, list(columns), unique=False)


def _make_batches() -> None:
    _make(
        "batches",
        _column("name", sa.String(120)),
        _column("created_by_id", _ID, null=True),
        _column("created_at", _INSTANT),
        _refers("batches", "created_by_id", "users"),
        sa.UniqueConstraint("name", name="uq_batches_name"),
    )


def _make_jobs() -> None:
    _make(
        "jobs",
        _column("kind", _WORD),
        _column("document_id", _ID),
        _column("priority", sa.Integer()),
        _column("state", _WORD),
        _column("not_before", _INSTANT),
        _column("token", sa.Integer()),
        _column("holder", sa.String(120), null=True),
        _column("lease_until", _INSTANT, null=True),
        _column("attempts", sa.Integer()),
        _column("reason_code", _CODE, null=True),
        _column("sends", sa.Integer()),
        _column("sent_at", _INSTANT, null=True),
        _column("created_at", _INSTANT),
        _column("finished_at", _INSTANT, null=True),
        _refers("jobs", "document_id", "documents"),
    )
    _index("jobs", "document_id")
    op.create_index("ix_jobs_next", "jobs", ["state", "priority", "id"], unique=False)


def _make_events() -> None:
    _make(
        "document_events",
        _column("document_id", _ID),
        _column("state", _WORD),
        _column("reason_code", _CODE, null=True),
        _column("at", _INSTANT),
        _refers("document_events", "document_id", "documents"),
    )
    _index("document_events", "document_id")


def _make_record_keys() -> None:
    _make(
        "record_keys",
        _column("record_id", _ID),
        _column("key", _HASH),
        _refers("record_keys", "record_id", "records"),
    )
    _index("record_keys", "record_id")
    _index("record_keys", "key", "record_id")


def _make_quality_checks() -> None:
    table = "quality_checks"
    _make(
        table,
        _column("record_id", _ID),
        _column("field", sa.String(120)),
        _column("form_id", _CODE),
        _column("channel", sa.String(20)),
        _column("read", _JSON),
        _column("drawn_at", _INSTANT),
        _column("seen", _JSON, null=True),
        _column("seen_by_id", _ID, null=True),
        _column("seen_at", _INSTANT, null=True),
        _refers(table, "record_id", "records"),
        _refers(table, "seen_by_id", "users"),
    )
    op.create_index(f"uq_{table}_record_field", table, ["record_id", "field"], unique=True)
    _index(table, "seen_at")


def _widen_documents() -> None:
    with op.batch_alter_table("documents") as table:
        for gone in ("attempts", "claimed_by", "claimed_until"):
            table.drop_column(gone)
        table.add_column(_column("batch_id", _ID, null=True))
        table.add_column(_column("parent_id", _ID, null=True))
        table.add_column(_column("place", sa.Text(), null=True))
        table.add_column(_column("place_key", _HASH, null=True))
        table.add_column(_column("page_count", sa.Integer(), null=True))
        for column, other in (("batch_id", "batches"), ("parent_id", "documents")):
            table.create_foreign_key(f"fk_documents_{column}_{other}", other, [column], ["id"])
    _index("documents", "batch_id")
    _index("documents", "parent_id")
    op.create_index("uq_documents_batch_place", "documents", ["batch_id", "place_key"], unique=True)


def _widen_the_rest() -> None:
    with op.batch_alter_table("intakes") as table:
        table.add_column(_column("source_key", _HASH, null=True))
        table.create_unique_constraint("uq_intakes_source_key", ["source_key"])
    with op.batch_alter_table("pages") as table:
        table.add_column(_column("picture_hash", _HASH, null=True))
        table.add_column(_column("read_by", sa.Text(), null=True))
        table.add_column(_column("read_at", _INSTANT, null=True))
    with op.batch_alter_table("records") as table:
        table.add_column(sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(_column("resembles_id", _ID, null=True))
        table.create_foreign_key(
            "fk_records_resembles_id_records", "records", ["resembles_id"], ["id"]
        )
    with op.batch_alter_table("records") as table:
        table.alter_column("urgency", server_default=None)
    _index("records", "urgency")
    _index("audit_entries", "subject", "subject_id")


def _unfinished() -> Iterator[str]:
    yield _UNREAD_BEFORE
    yield _QUEUE_WHAT_IS_UNFINISHED.format(
        kind="read", document="id", priority=0, rows="documents", unfinished=_UNREAD
    )
    yield _QUEUE_WHAT_IS_UNFINISHED.format(
        kind="learn",
        document="pages.document_id",
        priority=10,
        rows="learned_layouts JOIN pages ON pages.id = learned_layouts.page_id",
        unfinished="learned_layouts.state = 'waiting' GROUP BY pages.document_id",
    )


def upgrade() -> None:
    """Take the step; what was being read is queued anew."""
    _make_batches()
    _make_jobs()
    _make_events()
    _make_record_keys()
    _make_quality_checks()
    _widen_documents()
    _widen_the_rest()
    for statement in _unfinished():
        op.execute(statement)


def downgrade() -> None:
    """Take it back; batches, jobs and samples are lost, documents and records are not."""
    op.drop_index("ix_audit_entries_subject_subject_id", "audit_entries")
    op.drop_index("ix_records_urgency", "records")
    with op.batch_alter_table("records") as table:
        table.drop_constraint("fk_records_resembles_id_records", type_="foreignkey")
        table.drop_column("resembles_id")
        table.drop_column("urgency")
    with op.batch_alter_table("pages") as table:
        for added in ("read_at", "read_by", "picture_hash"):
            table.drop_column(added)
    with op.batch_alter_table("intakes") as table:
        table.drop_constraint("uq_intakes_source_key", type_="unique")
        table.drop_column("source_key")
    for index in ("uq_documents_batch_place", "ix_documents_parent_id", "ix_documents_batch_id"):
        op.drop_index(index, "documents")
    with op.batch_alter_table("documents") as table:
        for column, other in (("batch_id", "batches"), ("parent_id", "documents")):
            table.drop_constraint(f"fk_documents_{column}_{other}", type_="foreignkey")
        for added in ("page_count", "place_key", "place", "parent_id", "batch_id"):
            table.drop_column(added)
        table.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(_column("claimed_by", sa.String(120), null=True))
        table.add_column(_column("claimed_until", _INSTANT, null=True))
    for table_name in ("quality_checks", "record_keys", "document_events", "jobs", "batches"):
        op.drop_table(table_name)
