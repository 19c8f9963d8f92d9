"""Sets of copies for a whole prison, and jobs on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_AT_PRISON = "ix_custody_episodes_at_prison"
_AT_PRISON_NOW = ("prison", "to_date", "from_date", "status", "release_date", "client_id")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _make_sets() -> None:
    table = "copy_sets"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("request_key", sa.String(64), nullable=True),
        sa.Column("form_id", sa.String(80), nullable=False),
        sa.Column("form_version", sa.String(20), nullable=False),
        sa.Column("artefact", sa.String(8), nullable=False),
        sa.Column("prison", sa.String(80), nullable=False),
        sa.Column("status", _WORD, nullable=True),
        sa.Column("release_weeks", sa.Integer(), nullable=True),
        sa.Column("worker", sa.String(120), nullable=False),
        sa.Column("home_dat", sa.String(20), nullable=False),
        sa.Column("sorted_by", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("channel", _WORD, nullable=False),
        sa.Column("created_by_id", _ID, nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.Column("delete_at", _INSTANT, nullable=True),
        sa.Column("file_sha256", sa.String(64), nullable=True),
        sa.Column("file_size", sa.Integer(), nullable=True),
        _refers(table, "created_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("request_key", name=f"uq_{table}_request_key"),
    )
    op.create_index(f"ix_{table}_state", table, ["state"])


def _make_members() -> None:
    table = "copy_set_members"
    op.create_table(
        table,
        sa.Column("copy_set_id", _ID, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("copy_id", _ID, nullable=True),
        sa.Column("problems", _JSON, nullable=True),
        _refers(table, "copy_set_id", "copy_sets"),
        _refers(table, "client_id", "clients"),
        _refers(table, "copy_id", "issued_copies"),
        sa.PrimaryKeyConstraint("copy_set_id", "client_id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])
    op.create_index(f"uq_{table}_place", table, ["copy_set_id", "place"], unique=True)
    op.create_index(f"uq_{table}_copy", table, ["copy_id"], unique=True)


def _widen_jobs() -> None:
    with op.batch_alter_table("jobs") as table:
        table.alter_column("document_id", existing_type=_ID, nullable=True)
        table.add_column(sa.Column("copy_set_id", _ID, nullable=True))
        table.create_foreign_key(
            "fk_jobs_copy_set_id_copy_sets", "copy_sets", ["copy_set_id"], ["id"]
        )
    op.create_index("ix_jobs_copy_set_id", "jobs", ["copy_set_id"])


def upgrade() -> None:
    """Take the step."""
    _make_sets()
    _make_members()
    _widen_jobs()
    op.create_index(_AT_PRISON, "custody_episodes", [*_AT_PRISON_NOW])


def downgrade() -> None:
    """Take it back; sets are lost, the copies that were issued for them are not."""
    op.drop_index(_AT_PRISON, "custody_episodes")
    op.execute("DELETE FROM jobs WHERE document_id IS NULL")
    op.drop_index("ix_jobs_copy_set_id", "jobs")
    with op.batch_alter_table("jobs") as table:
        table.drop_constraint("fk_jobs_copy_set_id_copy_sets", type_="foreignkey")
        table.drop_column("copy_set_id")
        table.alter_column("document_id", existing_type=_ID, nullable=False)
    op.drop_table("copy_set_members")
    op.drop_table("copy_sets")
