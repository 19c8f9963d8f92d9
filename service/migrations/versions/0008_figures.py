"""What figures of the work and ledgers of batches are counted by; the outcome of each check."""

import sqlalchemy as sa
from alembic import op

from service.quality import Outcome, outcome_of
from service.store.columns import Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CHECKS = sa.table(
    "quality_checks",
    sa.column("id", sa.Integer),
    sa.column("read", Json),
    sa.column("seen", Json),
    sa.column("outcome", sa.String),
)
_ADDED = {
    "ix_documents_ledger": ("documents", ["batch_id", "state", "parent_id", "finished_at"]),
    "ix_intakes_received_at": ("intakes", ["received_at"]),
    "ix_pages_document_id_status": ("pages", ["document_id", "status"]),
    "ix_records_accepted": ("records", ["accepted_at", "document_id"]),
    "ix_records_counted": ("records", ["document_id", "form_id", "state", "accepted_by_id"]),
}
_OVERTAKEN = {
    "ix_documents_batch_id": ("documents", ["batch_id"]),
    "ix_records_document_id": ("records", ["document_id"]),
}
"""Each is the beginning of one that is added."""


def upgrade() -> None:
    """Take the step."""
    # Added in place: a table that is built anew on SQLite would lose what refers to it.
    outcome = sa.Column("outcome", sa.String(32), nullable=False, server_default=Outcome.WAITING)
    op.add_column("quality_checks", outcome)
    _judge()
    for name, (table, columns) in _ADDED.items():
        op.create_index(name, table, columns)
    for name, (table, _) in _OVERTAKEN.items():
        op.drop_index(name, table)


def _judge() -> None:
    """Note the outcome of what was answered before."""
    connection = op.get_bind()
    answered = sa.select(_CHECKS.c.id, _CHECKS.c.read, _CHECKS.c.seen)
    judged = [
        {"check": row.id, "judged": str(outcome_of(row.read, row.seen))}
        for row in connection.execute(answered.where(_CHECKS.c.seen.is_not(None)))
    ]
    if judged:
        change = sa.update(_CHECKS).where(_CHECKS.c.id == sa.bindparam("check"))
        connection.execute(change.values(outcome=sa.bindparam("judged")), judged)


def downgrade() -> None:
    """Take it back."""
    for name, (table, columns) in _OVERTAKEN.items():
        op.create_index(name, table, columns)
    for name, (table, _) in _ADDED.items():
        op.drop_index(name, table)
    op.drop_column("quality_checks", "outcome")
