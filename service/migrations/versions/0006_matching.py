"""The index by which clients are found for forms, and what matching found for each record.

The clients already there are indexed after the step (`service.migrations.upgrade`), by the present
cleaning, as they are after any later change of it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "client_faces",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_client_faces_client_id_clients"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_client_faces"),
    )
    op.create_index("ix_client_faces_client_id", "client_faces", ["client_id"], unique=False)
    op.create_table(
        "client_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("face_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "face_id", name="pk_client_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register_terms",
        sa.Column("column", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("column", "term", name="pk_register_terms"),
        sqlite_with_rowid=False,
    )
    held = op.create_table(
        "client_index",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("faces", sa.Integer(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client_index"),
    )
    op.bulk_insert(held, [{"id": 1, "version": 0, "faces": 0, "clients": 0}])
    op.create_table(
        "match_findings",
        sa.Column("record_id", _ID, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("register_size", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=False),
        sa.Column("candidates", _JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name="fk_match_findings_record_id_records"
        ),
        sa.PrimaryKeyConstraint("record_id", name="pk_match_findings"),
    )


def downgrade() -> None:
    """Take it back."""
    for table in (
        *("match_findings", "client_index", "register_terms", "client_keys", "client_faces"),
    ):
        op.drop_table(table)
