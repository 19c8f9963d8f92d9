"""Clients who are held back from deletion; what was deleted; layouts that outlive their page."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_FACTS = ("consents", "consent_exceptions")
"""Facts about a client: they stay as long as the client does."""
_IS_ERASED = """
EXISTS (SELECT 1 FROM erasures
        WHERE subject = 'client' AND subject_id = CAST(OLD.client_id AS TEXT))
"""
_FUNCTION = f"""
CREATE FUNCTION facts_go_with_their_client() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {_IS_ERASED} THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'facts are only ever added';
END $$
"""


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _drop_guard(table: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_delete" + ("" if _is_sqlite() else f" ON {table}"))


def _guard(table: str, *, unless_erased: bool) -> None:
    """Refuse whoever would take a fact away; but for a client of whose deletion there is a note."""
    start = f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    if _is_sqlite():
        when = f"WHEN NOT {_IS_ERASED}" if unless_erased else ""
        op.execute(f"{start}{when} BEGIN SELECT RAISE(ABORT, 'facts are only ever added'); END")
    else:
        function = "facts_go_with_their_client" if unless_erased else "facts_stay"
        op.execute(f"{start}FOR EACH ROW EXECUTE FUNCTION {function}()")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "retention_holds",
        sa.Column("client_id", _ID, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", _ID, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_retention_holds_client_id_clients"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_retention_holds_by_id_users"),
        sa.PrimaryKeyConstraint("client_id", name="pk_retention_holds"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_subject_subject_id", "erasures", ["subject", "subject_id"])
    with op.batch_alter_table("learned_layouts") as batch:
        batch.alter_column("page_id", existing_type=_ID, nullable=True)
    if not _is_sqlite():
        op.execute(_FUNCTION)
    for table in _FACTS:
        _drop_guard(table)
        _guard(table, unless_erased=True)


def downgrade() -> None:
    """Take it back; layouts whose page was deleted go."""
    for table in _FACTS:
        _drop_guard(table)
        _guard(table, unless_erased=False)
    if not _is_sqlite():
        op.execute("DROP FUNCTION facts_go_with_their_client")
    op.execute("DELETE FROM learned_layouts WHERE page_id IS NULL")
    with op.batch_alter_table("learned_layouts") as batch:
        batch.alter_column("page_id", existing_type=_ID, nullable=False)
    op.drop_table("erasures")
    op.drop_table("retention_holds")
