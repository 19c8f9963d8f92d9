"""The register: what is known of clients beside their main values, their history, merges."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_NAME = sa.String(120)
_TOGETHER = 1000
_Type = sa.types.TypeEngine[Any]

_REFUSE = """
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the history of a client is only ever added to'; END $$
"""


def _column(name: str, of: _Type, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, of, nullable=null)


def _day(name: str) -> sa.Column[Any]:
    return _column(name, sa.Date(), null=True)


def _make(table: str, refers: dict[str, str], *columns: sa.Column[Any]) -> None:
    optional = {column for column in refers if column.endswith("by_id")}
    op.create_table(
        table,
        _column("id", _ID),
        *(_column(column, _ID, null=column in optional) for column in refers),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
            for column, other in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{'_'.join((table, *columns))}", table, list(columns), unique=False)


_PARTS: dict[str, Sequence[sa.Column[Any]]] = {
    "client_names": (_column("given_names", _NAME), _column("surname", _NAME)),
    "client_births": (_column("date_of_birth", sa.Date()),),
    "client_numbers": (
        _column("kind", _WORD),
        _column("text", sa.String(40)),
        _column("canonical", sa.String(40), null=True),
    ),
    "client_postcodes": (_column("postcode", sa.String(10)),),
    "custody_episodes": (
        _column("prison", sa.String(80)),
        _column("status", _WORD, null=True),
        _column("court", _NAME),
        *map(_day, ("release_date", "from_date", "to_date")),
    ),
    "key_workers": (
        _column("name", _NAME),
        _column("agency", _NAME),
        _column("telephone", sa.String(40)),
        _column("role", _WORD),
        *map(_day, ("from_date", "to_date")),
    ),
}


def _make_parts() -> None:
    for table, columns in _PARTS.items():
        _make(table, {"client_id": "clients"}, *columns)
        _index(table, "client_id")
    _index("client_births", "date_of_birth")
    _index("client_numbers", "canonical")


def _make_history() -> None:
    _make(
        "client_history",
        {"client_id": "clients", "by_id": "users"},
        _column("at", _INSTANT),
        _column("channel", _WORD),
        _column("action", _WORD),
        _column("changes", _JSON),
    )
    _index("client_history", "client_id")
    # Only changes are refused: a client's data may have to be erased, history and all.
    start = "CREATE TRIGGER client_history_no_update BEFORE UPDATE ON client_history "
    if op.get_bind().dialect.name == "sqlite":
        op.execute(start + "BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END")
    else:
        op.execute(_REFUSE)
        op.execute(start + "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()")


def _make_merges() -> None:
    _make(
        "client_merges",
        {
            "survivor_id": "clients",
            "merged_id": "clients",
            "by_id": "users",
            "undone_by_id": "users",
        },
        *(_column(name, _JSON) for name in ("moved", "made", "filled")),
        _column("at", _INSTANT),
        _column("undone_at", _INSTANT, null=True),
    )
    _index("client_merges", "survivor_id")
    _index("client_merges", "merged_id")


_MERGED_INTO = (
    "ALTER TABLE clients ADD COLUMN merged_into_id {type}"
    " CONSTRAINT fk_clients_merged_into_id_clients REFERENCES clients (id)"
)


def _widen_clients() -> None:
    # Not by a batch, which makes the table anew on SQLite: other rows refer to the old one.
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, of, default in (
        ("home_dat", sa.String(20), ""),
        ("is_ppo", sa.Boolean(), sa.false()),
        ("revision", sa.Integer(), "1"),
    ):
        op.add_column("clients", sa.Column(name, of, nullable=False, server_default=default))
        if not is_sqlite:
            op.alter_column("clients", name, server_default=None)
    if all(
        known["name"] != "merged_into_id"
        for known in sa.inspect(op.get_bind()).get_columns("clients")
    ):
        op.execute(_MERGED_INTO.format(type="INTEGER" if is_sqlite else "BIGINT"))
    is_merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "ix_clients_merged_into_id",
        "clients",
        ["merged_into_id"],
        unique=False,
        sqlite_where=is_merged,
        postgresql_where=is_merged,
    )
    op.create_index(
        "ix_clients_surname_given_names", "clients", ["surname", "given_names", "id"], unique=False
    )


def _names(client_id: int, aliases: str) -> list[dict[str, object]]:
    """Take aliases apart: the last word of each is the surname."""
    parts = [alias.strip().rpartition(" ") for alias in aliases.split(";") if alias.strip()]
    return [
        {"client_id": client_id, "given_names": given.strip()[:120], "surname": surname[:120]}
        for given, _, surname in parts
    ]


def _carry_over_aliases() -> None:
    bind = op.get_bind()
    clients = sa.table("clients", sa.column("id"), sa.column("aliases"))
    names = sa.table(
        "client_names", sa.column("client_id"), sa.column("given_names"), sa.column("surname")
    )
    found = bind.execute(sa.select(clients).where(clients.c.aliases != "").order_by(clients.c.id))
    rows = [name for client_id, aliases in found.all() for name in _names(client_id, aliases)]
    for start in range(0, len(rows), _TOGETHER):
        bind.execute(names.insert(), rows[start : start + _TOGETHER])
    op.drop_column("clients", "aliases")


def _begin_history() -> None:
    """Let the history of every client begin with its being added."""
    op.get_bind().execute(
        sa.text(
            "INSERT INTO client_history (client_id, at, channel, action, changes)"
            " SELECT id, created_at, 'service', 'added', :nothing FROM clients"
        ).bindparams(sa.bindparam("nothing", [], type_=_JSON))
    )


def upgrade() -> None:
    """Take the step; aliases become rows."""
    _make_parts()
    _make_history()
    _make_merges()
    _carry_over_aliases()
    _widen_clients()
    _begin_history()


def downgrade() -> None:
    """Take it back: aliases stay, all else that is only known since is lost."""
    op.add_column("clients", sa.Column("aliases", sa.Text(), nullable=False, server_default=""))
    bind = op.get_bind()
    found = bind.execute(
        sa.text("SELECT client_id, given_names, surname FROM client_names ORDER BY id")
    )
    together: dict[int, list[str]] = {}
    for client_id, given_names, surname in found.all():
        together.setdefault(client_id, []).append(f"{given_names} {surname}".strip())
    for client_id, written in together.items():
        bind.execute(
            sa.text("UPDATE clients SET aliases = :aliases WHERE id = :id"),
            {"aliases": "; ".join(written), "id": client_id},
        )
    op.drop_index("ix_clients_surname_given_names", "clients")
    op.drop_index("ix_clients_merged_into_id", "clients")
    for added in ("home_dat", "is_ppo", "revision"):
        op.drop_column("clients", added)
    if bind.dialect.name == "postgresql":
        # SQLite drops no column that refers to a table: there it stays, and the step up knows it.
        op.drop_column("clients", "merged_into_id")
    for table_name in ("client_merges", "client_history", *_PARTS):
        op.drop_table(table_name)
    if bind.dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_history_change")
