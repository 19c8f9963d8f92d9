"""What people decided: whose a record is, who are two people; and which clients look like one."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_Column = sa.Column[Any]


def _key(name: str, *, null: bool = False) -> _Column:
    return sa.Column(name, _ID, nullable=null)


def _references(table: str, columns: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")
        for column, to in columns.items()
    ]


def _said() -> Sequence[_Column]:
    return (
        _key("by_id", null=True),
        sa.Column("at", _INSTANT, nullable=False),
        _key("undone_by_id", null=True),
        sa.Column("undone_at", _INSTANT, nullable=True),
    )


_BY = {"by_id": "users", "undone_by_id": "users"}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "client_decisions",
        sa.Column("id", _ID, nullable=False),
        _key("record_id"),
        _key("client_id", null=True),
        sa.Column("pairs", _JSON, nullable=False),
        sa.Column("register_size", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=False),
        *_said(),
        *_references("client_decisions", {"record_id": "records", "client_id": "clients"} | _BY),
        sa.PrimaryKeyConstraint("id", name="pk_client_decisions"),
    )
    for column in ("record_id", "client_id"):
        op.create_index(f"ix_client_decisions_{column}", "client_decisions", [column])
    op.create_table(
        "apart_decisions",
        sa.Column("id", _ID, nullable=False),
        _key("first_id"),
        _key("second_id"),
        sa.Column("evidence", _JSON, nullable=False),
        *_said(),
        *_references("apart_decisions", {"first_id": "clients", "second_id": "clients"} | _BY),
        sa.PrimaryKeyConstraint("id", name="pk_apart_decisions"),
    )
    op.create_index("ix_apart_decisions_pair", "apart_decisions", ["first_id", "second_id"])
    op.create_index("ix_apart_decisions_second_id", "apart_decisions", ["second_id"])
    _alike()


def _alike() -> None:
    op.create_table(
        "clients_alike",
        sa.Column("first_id", _ID, autoincrement=False, nullable=False),
        sa.Column("second_id", _ID, autoincrement=False, nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("bits", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("evidence", _JSON, nullable=False),
        *_references("clients_alike", {"first_id": "clients", "second_id": "clients"}),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_clients_alike"),
    )
    for column in ("second_id", "bits"):
        op.create_index(f"ix_clients_alike_{column}", "clients_alike", [column])
    op.create_table(
        "alike_search",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alike_search"),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("alike_search", "clients_alike", "apart_decisions", "client_decisions"):
        op.drop_table(table)
