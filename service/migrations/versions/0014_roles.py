"""Accounts have roles, several where need be, in place of one of two.

Workers become CJIT workers. Whoever was an administrator saw clients until now and may be the only
one who does: they become team managers besides, until somebody takes that away.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NOW = {"worker": "cjit_worker", "administrator": "team_manager administrator"}


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "users", sa.Column("roles", sa.String(200), nullable=False, server_default=sa.text("''"))
    )
    users = sa.table("users", sa.column("role"), sa.column("roles"))
    for before, now in _NOW.items():
        op.execute(users.update().where(users.c.role == before).values(roles=now))
    op.drop_column("users", "role")


def downgrade() -> None:
    """Take it back; whoever is neither worker nor administrator there could sign in no more."""
    op.add_column(
        "users",
        sa.Column("role", sa.String(32), nullable=False, server_default=sa.text("'worker'")),
    )
    users = sa.table("users", sa.column("role"), sa.column("roles"), sa.column("active"))
    is_administrator = users.c.roles.contains("administrator")
    op.execute(users.update().where(is_administrator).values(role="administrator"))
    sees_less = users.c.roles.in_(["", "data_officer", "auditor"])
    op.execute(users.update().where(sees_less).values(active=sa.false()))
    op.drop_column("users", "roles")
