"""Writes what every role may do, address by address and command by command, as docs/permissions.md.

`python -m service.permission.matrix` writes it; a test fails where the file says anything else.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from service.permission.commands import COMMANDS
from service.permission.endpoints import ENDPOINTS, Rule
from service.permission.powers import WORDS, Power
from service.permission.roles import POWERS, ROLE_WORDS
from service.permission.rules import Open
from service.store.states import Role

TARGET = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
_YES, _NO = "yes", ""
_HEAD = """# Who may do what

Made by `python -m service.permission.matrix` from the tables in `service/permission/`;
`tests/service/test_permissions.py` calls every address and every command as every role and
compares. What is not here is refused. Of this, workers of other agencies have only what
`service/disclosure_rules.py` leaves them, with a ground, and logged.
"""


def is_allowed(rule: Rule | None, role: Role) -> bool:
    """Tell whether an account with this role alone may have what has this rule."""
    return isinstance(rule, Open) or (rule is not None and rule in POWERS[role])


def matrix() -> str:
    """Give the whole page, in Markdown."""
    return "\n".join([_HEAD, *_powers(), *_addresses(), *_commands()])


def _powers() -> Iterator[str]:
    yield "## Powers\n"
    yield from _table("May", [(WORDS[power], power) for power in Power])


def _addresses() -> Iterator[str]:
    yield "\n## Addresses\n"
    yield "`web.…` are pages, the others the API. A method in front: that method alone.\n"
    rows = [(f"`{name}`", rule) for name, rule in sorted(ENDPOINTS.items())]
    yield from _table("Address", rows)


def _commands() -> Iterator[str]:
    yield "\n## Commands, run as `throughcare --as NAME`\n"
    yield "Without `--as` the person at the console may do everything.\n"
    rows = [
        (f"`throughcare {name}`", Open.ANYBODY if power is None else power)
        for name, power in sorted(COMMANDS.items())
    ]
    yield from _table("Command", rows)


def _table(what: str, rows: Sequence[tuple[str, Rule]]) -> Iterator[str]:
    yield _line([what, *(ROLE_WORDS[role] for role in Role)])
    yield _line(["---", *(":-:" for _ in Role)])
    for name, rule in rows:
        yield _line([name, *(_mark(is_allowed(rule, role)) for role in Role)])


def _mark(allowed: bool) -> str:
    return _YES if allowed else _NO


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    TARGET.write_text(f"{matrix()}\n", encoding="utf-8")
