"""What happened to clients, what is to be done because of it, and calendars of what is due."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_PLACE = sa.String(80)
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_EVENTS, _JOURNEYS, _ACTIONS, _FEEDS = (
    "journey_events",
    "journeys",
    "journey_actions",
    "calendar_feeds",
)
_IS_OPEN = sa.text("standing = 'open'")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _make_events() -> None:
    op.create_table(
        _EVENTS,
        sa.Column("id", _ID, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("prison", _PLACE, nullable=False),
        sa.Column("form", _PLACE, nullable=False),
        sa.Column("says", _JSON, nullable=False),
        sa.Column("action", _PLACE, nullable=False),
        sa.Column("record_id", _ID, nullable=True),
        sa.Column("entered_at", _INSTANT, nullable=False),
        sa.Column("entered_by_id", _ID, nullable=True),
        sa.Column("channel", _WORD, nullable=False),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", _ID, nullable=True),
        _refers(_EVENTS, "client_id", "clients"),
        _refers(_EVENTS, "record_id", "records"),
        _refers(_EVENTS, "entered_by_id", "users"),
        _refers(_EVENTS, "withdrawn_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_EVENTS}"),
    )
    for column in ("client_id", "record_id"):
        op.create_index(f"ix_{_EVENTS}_{column}", _EVENTS, [column])


def _make_journeys() -> None:
    op.create_table(
        _JOURNEYS,
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("point", sa.Integer(), nullable=True),
        sa.Column("dir_date", sa.Date(), nullable=True),
        sa.Column("release_date", sa.Date(), nullable=True),
        _refers(_JOURNEYS, "client_id", "clients"),
        sa.PrimaryKeyConstraint("client_id", name=f"pk_{_JOURNEYS}"),
    )


def _make_actions() -> None:
    words = ("work", "team", "to_team", "call", "standing")
    op.create_table(
        _ACTIONS,
        sa.Column("id", _ID, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("key", _PLACE, nullable=False),
        sa.Column("duty", sa.String(40), nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        *(sa.Column(name, _WORD, nullable=False) for name in words),
        *(sa.Column(name, _PLACE, nullable=False) for name in ("form", "place", "to_place")),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("done_at", _INSTANT, nullable=True),
        sa.Column("done_by", _WORD, nullable=True),
        _refers(_ACTIONS, "client_id", "clients"),
        _refers(_ACTIONS, "event_id", _EVENTS),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_ACTIONS}"),
    )
    op.create_index(f"uq_{_ACTIONS}_client_id_key", _ACTIONS, ["client_id", "key"], unique=True)
    op.create_index(f"ix_{_ACTIONS}_event_id", _ACTIONS, ["event_id"])
    _index_open("open", "due_at", "id", "work", "team", "place", "point")
    _index_open("team", "team", "place", "due_at", "id", "work", "point")


def _index_open(name: str, *columns: str) -> None:
    op.create_index(
        f"ix_{_ACTIONS}_{name}",
        _ACTIONS,
        [*columns],
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )


def _make_feeds() -> None:
    op.create_table(
        _FEEDS,
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("team", _WORD, nullable=False),
        sa.Column("place", _PLACE, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        _refers(_FEEDS, "user_id", "users"),
        sa.PrimaryKeyConstraint("user_id", name=f"pk_{_FEEDS}"),
        sa.UniqueConstraint("token_hash", name=f"uq_{_FEEDS}_token_hash"),
    )


def upgrade() -> None:
    """Take the step."""
    _make_events()
    _make_journeys()
    _make_actions()
    _make_feeds()


def downgrade() -> None:
    """Take it back; events are lost."""
    for table in (_FEEDS, _ACTIONS, _JOURNEYS, _EVENTS):
        op.drop_table(table)
