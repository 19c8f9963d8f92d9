"""Who gets in: sessions, failed tries, second factors, ties to the provider, tokens that end.

Tokens that there are already go on for ninety days, for all that there are scopes for. Everybody
signs in again: sessions are kept here from now on.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_DAYS = 90
_SCOPES = "read write intake forms export"


def upgrade() -> None:
    """Take the step."""
    _tokens()
    _sessions()
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_tries"),
    )
    _second_factors()
    _provider_ties()


def _tokens() -> None:
    until = datetime.now(UTC) + timedelta(days=_DAYS)
    default = until.strftime("%Y-%m-%d %H:%M:%S")
    if op.get_bind().dialect.name == "postgresql":
        default += "+00"
    with op.batch_alter_table("api_tokens") as table:
        table.add_column(
            sa.Column("scopes", sa.String(120), nullable=False, server_default=_SCOPES)
        )
        table.add_column(sa.Column("expires_at", _INSTANT, nullable=False, server_default=default))
        table.add_column(sa.Column("last_used_at", _INSTANT, nullable=True))
    with op.batch_alter_table("api_tokens") as table:
        table.alter_column("scopes", server_default=None)
        table.alter_column("expires_at", server_default=None)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("browser", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id_users"),
        sa.UniqueConstraint("key_hash", name="uq_sessions_key_hash"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id", "id"])


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", _ID, autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_second_factors_user_id_users"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recovery_codes_user_id_users"),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])


def _provider_ties() -> None:
    op.create_table(
        "provider_ties",
        sa.Column("user_id", _ID, autoincrement=False, nullable=False),
        sa.Column("known_as", sa.String(254), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=True),
        sa.Column("subject", sa.String(255), nullable=True),
        sa.Column("tied_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_provider_ties"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_provider_ties_user_id_users"),
        sa.UniqueConstraint("known_as", name="uq_provider_ties_known_as"),
    )
    op.create_index("uq_provider_ties_person", "provider_ties", ["issuer", "subject"], unique=True)


def downgrade() -> None:
    """Take it back."""
    for name in ("provider_ties", "recovery_codes", "second_factors", "sign_in_tries", "sessions"):
        op.drop_table(name)
    with op.batch_alter_table("api_tokens") as table:
        for column in ("last_used_at", "expires_at", "scopes"):
            table.drop_column(column)
