"""What people said of how long things are kept: nothing goes that nobody has reviewed."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TABLE = "retention_decisions"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFERS = (("client_id", "clients"), ("document_id", "documents"), ("by_id", "users"))


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        *(sa.Column(column, _ID, nullable=True) for column, _ in _REFERS),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{_TABLE}_{column}_{other}")
            for column, other in _REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_TABLE}"),
    )
    for column in ("client_id", "document_id"):
        op.create_index(f"ix_{_TABLE}_{column}", _TABLE, [column])


def downgrade() -> None:
    """Take it back; what was approved waits for a review again, should it be taken once more."""
    op.drop_table(_TABLE)
