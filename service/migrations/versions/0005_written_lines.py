"""What the recogniser saw of the fields that say whose a form is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "written_lines"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        _TABLE,
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=f"fk_{_TABLE}_page_id_pages"),
        sa.PrimaryKeyConstraint("page_id", "field", name=f"pk_{_TABLE}"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table(_TABLE)
