"""What clients ask of us about themselves: to see what is held, and to correct it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _maybe(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _make_access_requests() -> None:
    table = "access_requests"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("client_id", _ID),
        _needed("asked_by", sa.String(200)),
        _needed("reason", sa.Text()),
        _needed("at", _INSTANT),
        _maybe("by_id", _ID),
        _needed("channel", _WORD),
        _maybe("manifest_sha256", sa.String(64)),
        _refers(table, "client_id", "clients"),
        _refers(table, "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])


def _make_correction_requests() -> None:
    table = "correction_requests"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("client_id", _ID),
        _maybe("record_id", _ID),
        _needed("field", sa.String(120)),
        _needed("statement", sa.Text()),
        _needed("at", _INSTANT),
        _maybe("by_id", _ID),
        _needed("channel", _WORD),
        _needed("outcome", _WORD),
        _needed("because", sa.Text()),
        _maybe("decided_at", _INSTANT),
        _maybe("decided_by_id", _ID),
        _refers(table, "client_id", "clients"),
        _refers(table, "record_id", "records"),
        _refers(table, "by_id", "users"),
        _refers(table, "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    for column in ("client_id", "record_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    """Take the step."""
    _make_access_requests()
    _make_correction_requests()


def downgrade() -> None:
    """Take it back."""
    op.drop_table("correction_requests")
    op.drop_table("access_requests")
