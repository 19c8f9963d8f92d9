"""The words that a search finds clients by; pages sent twice; what is to be checked, in order.

The words of clients already there are gathered after the step, with the index of matching.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BYTEWISE = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "client_words",
        sa.Column("word", _BYTEWISE, nullable=False),
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "client_id", name="pk_client_words"),
        sqlite_with_rowid=False,
    )
    op.execute("UPDATE clients SET search_key = '' WHERE merged_into_id IS NOT NULL")
    op.execute("UPDATE client_index SET version = 0")
    op.add_column("clients", sa.Column("request_key", sa.String(64), nullable=True))
    op.create_index("uq_clients_request_key", "clients", ["request_key"], unique=True)
    op.create_index("ix_records_to_check", "records", ["state", "urgency", "id"])
    op.drop_index("ix_records_urgency", "records")


def downgrade() -> None:
    """Take it back."""
    op.create_index("ix_records_urgency", "records", ["urgency"])
    op.drop_index("ix_records_to_check", "records")
    op.drop_index("uq_clients_request_key", "clients")
    op.drop_column("clients", "request_key")
    op.drop_table("client_words")
