"""What figures and thresholds are counted by, apart from rows that are many times as large."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from service.clock import now_utc
from service.store.columns import Json, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ASKED_OF = timedelta(days=32)
"""Nobody asks what thresholds would have done before the last month."""
_TOGETHER = 500
_SURENESS = "page_sureness"
_PAGES = sa.table(
    "pages", sa.column("id", _ID), sa.column("reading", Json), sa.column("read_at", UtcDateTime)
)
_ADDED = {
    "ix_clients_created_at": ("clients", ["created_at"]),
    "ix_documents_of_intake": ("documents", ["intake_id", "batch_id"]),
    "ix_intakes_received": ("intakes", ["received_at", "channel"]),
    "ix_issued_copies_counted": ("issued_copies", ["issued_at", "form_id", "copy_id"]),
    "ix_match_findings_at": ("match_findings", ["at"]),
    "ix_records_counted": (
        "records",
        ["document_id", "form_id", "state", "accepted_by_id", "client_id"],
    ),
}
_OVERTAKEN = {
    "ix_intakes_received_at": ("intakes", ["received_at"]),
    "ix_documents_intake_id": ("documents", ["intake_id"]),
    "ix_records_counted": ("records", ["document_id", "form_id", "state", "accepted_by_id"]),
}
"""Each is the beginning of one that is added."""


def upgrade() -> None:
    """Take the step."""
    table = op.create_table(
        _SURENESS,
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.Column("confidences", Json, nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=f"fk_{_SURENESS}_page_id_pages"),
        sa.PrimaryKeyConstraint("page_id", name=f"pk_{_SURENESS}"),
    )
    op.create_index(f"ix_{_SURENESS}_read_at", _SURENESS, ["read_at"])
    for rows in _known():
        op.bulk_insert(table, rows)
    _exchange(_OVERTAKEN, _ADDED)


def _known() -> Iterator[list[dict[str, object]]]:
    """Gather what was read in the last month."""
    read = sa.select(_PAGES).where(_PAGES.c.read_at >= now_utc() - _ASKED_OF)
    found = op.get_bind().execute(read.order_by(_PAGES.c.id))
    while rows := found.fetchmany(_TOGETHER):
        yield [_row(page) for page in rows]


def _row(page: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    read = [one for one in page.reading["fields"].values() if one["state"] == "read"]
    return {
        "page_id": page.id,
        "read_at": page.read_at,
        "confidences": [one["confidence"] for one in read],
        "accepted": sum(one["accepted"] for one in read),
    }


def _exchange(
    gone: dict[str, tuple[str, list[str]]], new: dict[str, tuple[str, list[str]]]
) -> None:
    for name, (table, _) in gone.items():
        op.drop_index(name, table)
    for name, (table, columns) in new.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take it back."""
    _exchange(_ADDED, _OVERTAKEN)
    op.drop_table(_SURENESS)
