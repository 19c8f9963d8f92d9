"""Who checks a record, what was sent back or withdrawn, pages that a person turned."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _make_withdrawals() -> None:
    table = "withdrawals"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("record_id", _ID, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("parts", _JSON, nullable=True),
        sa.Column("by_id", _ID, nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("undone_by_id", _ID, nullable=True),
        sa.Column("undone_at", _INSTANT, nullable=True),
        _refers(table, "record_id", "records"),
        _refers(table, "by_id", "users"),
        _refers(table, "undone_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_record_id", table, ["record_id"])


def _make_holds() -> None:
    table = "record_holds"
    op.create_table(
        table,
        sa.Column("record_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        _refers(table, "record_id", "records"),
        _refers(table, "user_id", "users"),
        sa.PrimaryKeyConstraint("record_id", name=f"pk_{table}"),
    )


def upgrade() -> None:
    """Take the step."""
    _make_holds()
    _make_withdrawals()
    op.add_column("documents", sa.Column("reread", _JSON, nullable=True))
    op.add_column(
        "pages",
        sa.Column("is_replaced", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Take it back; what was sent back or withdrawn waits for a person again."""
    op.execute("UPDATE records SET state = 'review' WHERE state IN ('returned', 'withdrawn')")
    op.execute("UPDATE documents SET state = 'review' WHERE state = 'returned'")
    # Not by a batch, which makes the table anew on SQLite: other rows refer to the old one.
    op.drop_column("pages", "is_replaced")
    op.drop_column("documents", "reread")
    op.drop_table("withdrawals")
    op.drop_table("record_holds")
