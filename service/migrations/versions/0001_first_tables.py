"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

_REFUSE = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $$
"""


def _refuse_change(what: str) -> str:
    """Give the trigger that keeps audit entries as they were written."""
    start = f"CREATE TRIGGER audit_entries_no_{what} BEFORE {what} ON audit_entries "
    if op.get_bind().dialect.name == "sqlite":
        return start + "BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
    return start + "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "clients",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("given_names", sa.String(length=120), nullable=False),
        sa.Column("surname", sa.String(length=120), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=20), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("prisoner_number", sa.String(length=20), nullable=False),
        sa.Column("pnc", sa.String(length=20), nullable=False),
        sa.Column("cro", sa.String(length=20), nullable=False),
        sa.Column("nhs_number", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
        sa.UniqueConstraint("reference", name="uq_clients_reference"),
    )
    op.create_index(
        "ix_clients_number_birth", "clients", ["prisoner_number", "date_of_birth"], unique=False
    )

    op.create_table(
        "originals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_originals"),
    )
    op.create_table(
        "users",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", _WORD, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("session_stamp", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_tokens_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("user_id", _ID, nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_audit_entries_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"], unique=False)

    op.create_table(
        "intakes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel", _WORD, nullable=False),
        sa.Column("received_by_id", _ID, nullable=True),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["users.id"], name="fk_intakes_received_by_id_users"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intakes"),
    )
    op.create_table(
        "issued_copies",
        sa.Column("id", _ID, nullable=False),
        sa.Column("copy_id", sa.String(length=14), nullable=False),
        sa.Column("form_id", sa.String(length=80), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("artefact", sa.String(length=8), nullable=False),
        sa.Column("values", _JSON, nullable=False),
        sa.Column("client_id", _ID, nullable=True),
        sa.Column("issued_by_id", _ID, nullable=True),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_issued_copies_client_id_clients"
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["users.id"], name="fk_issued_copies_issued_by_id_users"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_issued_copies"),
        sa.UniqueConstraint("copy_id", name="uq_issued_copies_copy_id"),
    )
    op.create_index("ix_issued_copies_client_id", "issued_copies", ["client_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", _ID, nullable=False),
        sa.Column("intake_id", _ID, nullable=False),
        sa.Column("original_sha256", sa.String(length=64), nullable=False),
        sa.Column("name_given", sa.String(length=255), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("reason_code", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=120), nullable=True),
        sa.Column("claimed_until", _INSTANT, nullable=True),
        sa.Column("duplicate_of_id", _ID, nullable=True),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["documents.id"], name="fk_documents_duplicate_of_id_documents"
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["intakes.id"], name="fk_documents_intake_id_intakes"
        ),
        sa.ForeignKeyConstraint(
            ["original_sha256"], ["originals.sha256"], name="fk_documents_original_sha256_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_intake_id", "documents", ["intake_id"], unique=False)
    op.create_index("ix_documents_original_sha256", "documents", ["original_sha256"], unique=False)
    op.create_index("ix_documents_state", "documents", ["state"], unique=False)

    op.create_table(
        "records",
        sa.Column("id", _ID, nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("form_id", sa.String(length=80), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("copy_id", sa.String(length=14), nullable=True),
        sa.Column("values", _JSON, nullable=False),
        sa.Column("doubts", _JSON, nullable=False),
        sa.Column("concerns", _JSON, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("client_id", _ID, nullable=True),
        sa.Column("matched_by", _WORD, nullable=True),
        sa.Column("match_note", sa.String(length=40), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("accepted_at", _INSTANT, nullable=True),
        sa.Column("accepted_by_id", _ID, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["users.id"], name="fk_records_accepted_by_id_users"
        ),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_records_client_id_clients"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_records_document_id_documents"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
    )
    op.create_index("ix_records_client_id", "records", ["client_id"], unique=False)
    op.create_index("ix_records_copy_id", "records", ["copy_id"], unique=False)
    op.create_index("ix_records_document_id", "records", ["document_id"], unique=False)
    op.create_index("ix_records_state", "records", ["state"], unique=False)

    op.create_table(
        "corrections",
        sa.Column("id", _ID, nullable=False),
        sa.Column("record_id", _ID, nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("after", _JSON, nullable=False),
        sa.Column("by_id", _ID, nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_corrections_by_id_users"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name="fk_corrections_record_id_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_record_id", "corrections", ["record_id"], unique=False)

    op.create_table(
        "pages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reading", _JSON, nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
        sa.Column("record_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_pages_document_id_documents"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_pages_record_id_records"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
    )
    op.create_index("ix_pages_record_id", "pages", ["record_id"], unique=False)
    op.create_index("uq_pages_document_number", "pages", ["document_id", "number"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)
    for what in ("update", "delete"):
        op.execute(_refuse_change(what))


def downgrade() -> None:
    """Take it back."""
    op.drop_table("pages")

    op.drop_table("corrections")

    op.drop_table("records")

    op.drop_table("documents")

    op.drop_table("issued_copies")
    op.drop_table("intakes")

    op.drop_table("audit_entries")
    op.drop_table("api_tokens")
    op.drop_table("users")
    op.drop_table("originals")

    op.drop_table("clients")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change")
