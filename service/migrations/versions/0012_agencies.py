"""Agencies and their contacts; consent, exceptions from it and disclosures; uploaded forms."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_FACTS = ("consents", "consent_exceptions", "agency_contacts")
"""Tables whose rows are only ever added."""
_MADE = (
    *("form_definitions", "disclosures", "consent_exceptions", "consents", "agency_contacts"),
    *("spoc_imports", "agencies"),
)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _maybe(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _make_agencies() -> None:
    op.create_table(
        "agencies",
        _needed("id", _ID),
        _needed("code", sa.String(20)),
        _needed("name", sa.String(120)),
        _needed("kind", _WORD),
        _needed("is_own", sa.Boolean()),
        _needed("is_active", sa.Boolean()),
        _maybe("confirmed_at", _INSTANT),
        _needed("created_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_agencies"),
        sa.UniqueConstraint("code", name="uq_agencies_code"),
    )
    op.create_table(
        "spoc_imports",
        _needed("id", _ID),
        _needed("counts", _JSON),
        _needed("at", _INSTANT),
        _maybe("by_id", _ID),
        _refers("spoc_imports", "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_spoc_imports"),
    )
    table = "agency_contacts"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("agency_id", _ID),
        _needed("name", sa.String(120)),
        _needed("telephone", sa.String(40)),
        _needed("fax", sa.String(40)),
        _needed("email", sa.String(200)),
        _needed("valid_from", sa.Date()),
        _maybe("import_id", _ID),
        _needed("recorded_at", _INSTANT),
        _maybe("recorded_by_id", _ID),
        _refers(table, "agency_id", "agencies"),
        _refers(table, "import_id", "spoc_imports"),
        _refers(table, "recorded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_agency_id", table, ["agency_id"])


def _make_consents() -> None:
    table = "consents"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("client_id", _ID),
        _maybe("agency_id", _ID),
        _maybe("holder_id", _ID),
        _needed("purpose", _WORD),
        _needed("stand", _WORD),
        _maybe("said_on", sa.Date()),
        _needed("sheet_version", sa.String(40)),
        _needed("client_signed", sa.Boolean()),
        _maybe("client_signed_on", sa.Date()),
        _needed("worker_signed", sa.Boolean()),
        _maybe("worker_signed_on", sa.Date()),
        _maybe("document_id", _ID),
        _maybe("record_id", _ID),
        _maybe("record_accepted_at", _INSTANT),
        _needed("recorded_at", _INSTANT),
        _maybe("recorded_by_id", _ID),
        _needed("channel", _WORD),
        _refers(table, "client_id", "clients"),
        _refers(table, "agency_id", "agencies"),
        _refers(table, "holder_id", "agencies"),
        _refers(table, "document_id", "documents"),
        _refers(table, "record_id", "records"),
        _refers(table, "recorded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])
    op.create_index(f"ix_{table}_record_id", table, ["record_id"])


def _make_exceptions() -> None:
    table = "consent_exceptions"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("client_id", _ID),
        _needed("agency_id", _ID),
        _needed("reason", _WORD),
        _needed("because", sa.Text()),
        _needed("until", sa.Date()),
        _needed("recorded_at", _INSTANT),
        _needed("recorded_by_id", _ID),
        _refers(table, "client_id", "clients"),
        _refers(table, "agency_id", "agencies"),
        _refers(table, "recorded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])


def _make_disclosures() -> None:
    table = "disclosures"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("client_id", _ID),
        _maybe("agency_id", _ID),
        _needed("purpose", _WORD),
        _needed("way", _WORD),
        _needed("subject", sa.String(40)),
        _needed("subject_id", sa.String(64)),
        _needed("form_id", sa.String(80)),
        _needed("ground", _WORD),
        _maybe("consent_id", _ID),
        _maybe("exception_id", _ID),
        _maybe("contact_id", _ID),
        _needed("at", _INSTANT),
        _maybe("by_id", _ID),
        _needed("channel", _WORD),
        _maybe("sent_at", _INSTANT),
        _maybe("failed_because", sa.String(200)),
        _maybe("follow_up_at", _INSTANT),
        _maybe("follow_up_by_id", _ID),
        _refers(table, "client_id", "clients"),
        _refers(table, "agency_id", "agencies"),
        _refers(table, "consent_id", "consents"),
        _refers(table, "exception_id", "consent_exceptions"),
        _refers(table, "contact_id", "agency_contacts"),
        _refers(table, "by_id", "users"),
        _refers(table, "follow_up_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_client_id", table, ["client_id"])
    op.create_index(f"ix_{table}_calls", table, ["follow_up_at", "way", "id"])


def _make_definitions() -> None:
    table = "form_definitions"
    op.create_table(
        table,
        _needed("id", _ID),
        _needed("form_id", sa.String(80)),
        _needed("version", sa.String(20)),
        _needed("title", sa.String(200)),
        _needed("content", sa.Text()),
        _needed("state", _WORD),
        _needed("uploaded_at", _INSTANT),
        _maybe("uploaded_by_id", _ID),
        _maybe("live_at", _INSTANT),
        _maybe("retired_at", _INSTANT),
        _refers(table, "uploaded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index("uq_form_definitions_version", table, ["form_id", "version"], unique=True)


def _add_reference(table: str, column: str) -> None:
    """Add a column in place: a table that is built anew on SQLite would lose what refers to it."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    named = f"CONSTRAINT fk_{table}_{column}_agencies REFERENCES agencies (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} {named}")


def _guard(table: str) -> None:
    """Refuse whoever would change a fact, or take it away."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for what in ("UPDATE", "DELETE"):
        name = f"{table}_no_{what.lower()}"
        start = f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
        if sqlite:
            op.execute(f"{start}BEGIN SELECT RAISE(ABORT, 'facts are only ever added'); END")
        else:
            op.execute(f"{start}FOR EACH ROW EXECUTE FUNCTION facts_stay()")


def _make_guards() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'facts are only ever added'; END $$"
        )
    for table in _FACTS:
        _guard(table)


def upgrade() -> None:
    """Take the step."""
    _make_agencies()
    _make_consents()
    _make_exceptions()
    _make_disclosures()
    _make_definitions()
    _add_reference("users", "agency_id")
    _add_reference("copy_sets", "recipient_id")
    _make_guards()


def downgrade() -> None:
    """Take it back: agencies, consent, and what was disclosed are lost."""
    op.drop_column("copy_sets", "recipient_id")
    op.drop_column("users", "agency_id")
    for table in _MADE:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION facts_stay()")
