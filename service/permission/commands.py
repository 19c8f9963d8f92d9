"""The rule of every command: all the powers that it needs, asked before it does anything.

The person at the console has them all; `throughcare --as NAME` narrows them to an account's. What
keeps nothing and opens no installation needs no power. A command that is not in this table is
refused, and a test fails until it is.
"""

from collections.abc import Mapping

from service.permission.powers import Power

_STATELESS: frozenset[Power] = frozenset()
_BY_POWER: Mapping[Power, tuple[str, ...]] = {
    Power.SEE_CLIENTS: ("clients search", "clients history", "due", "batches exceptions"),
    Power.CHANGE_CLIENTS: ("clients add",),
    Power.MERGE_CLIENTS: ("clients merge", "clients unmerge", "clients alike"),
    Power.MOVE_REGISTER: ("clients import", "clients export"),
    Power.MAKE_FORMS: ("generate",),
    Power.TAKE_IN: ("ingest",),
    Power.ANSWER_CLIENTS: ("clients access",),
    Power.EXPORT: (
        "export records",
        "export record",
        "export decisions",
        "export verify",
        "export ndtms",
    ),
    Power.EXPORT_MONITORING: ("export monitoring",),
    Power.RUN_BATCHES: ("archive",),
    Power.SEE_FIGURES: ("export figures", "batches", "batches show", "quality", "digest"),
    Power.LOOK_UP: ("agencies list",),
    Power.MANAGE_AGENCIES: ("agencies import",),
    Power.MANAGE_ACCOUNTS: (
        *("users add", "users list", "users password", "users close", "users token"),
        *("users roles", "users tokens", "users revoke", "users unlock", "users sign-out"),
        *("users reset-second-factor", "users provider"),
    ),
    Power.MANAGE_DEFINITIONS: ("forms layouts", "forms layouts withdraw"),
    Power.MAINTAIN: (
        *("clients reindex", "records match", "originals verify", "backup"),
        *(f"keys {one}" for one in ("add", "list", "verify", "rotate", "drop")),
        *("retention show", "retention run"),
    ),
    Power.REVIEW_RETENTION: ("retention hold", "retention release"),
    Power.READ_AUDIT: tuple(f"audit {one}" for one in ("verify", "anchor", "search", "export")),
    Power.RUN_SERVICE: ("serve", "worker", "watch", "mail"),
}
_OPEN = (
    *(
        "forms",
        "forms check",
        "forms show",
        "forms prove",
        "forms release",
        "forms adopt",
        "forms learn",
    ),
    *("read", "match", "doctor", "keys new", "restore"),
)
COMMANDS: Mapping[str, Power | None] = {
    **{command: power for power, commands in _BY_POWER.items() for command in commands},
    **dict.fromkeys(_OPEN),
}
"""None: no power is needed."""
