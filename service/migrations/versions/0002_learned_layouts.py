"""Layouts of other agencies that were learned from pages which a person had confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_TABLE = "learned_layouts"


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_{_TABLE}_{column}_{table}")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("form_id", sa.String(length=80), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason_code", sa.String(length=80), nullable=True),
        sa.Column("layout_id", sa.String(length=16), nullable=True),
        sa.Column("layout", sa.Text(), nullable=True),
        sa.Column("confirmed_by_id", _ID, nullable=True),
        sa.Column("confirmed_at", _INSTANT, nullable=False),
        sa.Column("ended_by_id", _ID, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        _refers("page_id", "pages"),
        _refers("confirmed_by_id", "users"),
        _refers("ended_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_TABLE}"),
    )
    op.create_index(f"ix_{_TABLE}_page_id", _TABLE, ["page_id"], unique=False)
    op.create_index(f"ix_{_TABLE}_state", _TABLE, ["state"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table(_TABLE)
