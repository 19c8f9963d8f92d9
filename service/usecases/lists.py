"""The reference lists that answers are checked against: how much is in each, and whence."""

from dataclasses import dataclass

from forms.definition_checks import REFERENCE_LISTS
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One list."""

    name: str
    entries: int
    active: int
    without_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """An entry as its file has it."""

    name: str
    code: str
    other_codes: str
    aliases: str
    active: str
    successor: str


@needs(Power.LOOK_UP)
def list_reference_lists(runtime: Runtime) -> list[ListView]:
    """Count the entries of each list."""
    found = {name: runtime.lists.entries(name) for name in sorted(REFERENCE_LISTS)}
    return [
        ListView(
            name=name,
            entries=len(entries),
            active=sum(entry.active for entry in entries),
            without_code=sum(entry.code is None for entry in entries),
        )
        for name, entries in found.items()
    ]


@needs(Power.LOOK_UP)
def reference_rows(runtime: Runtime, name: str) -> list[ListRow]:
    """Give the entries of a list; none where there is no such list."""
    if name not in REFERENCE_LISTS:
        return []
    return [
        ListRow(
            name=entry.name,
            code=entry.code or "",
            other_codes=";".join(entry.other_codes),
            aliases=";".join(entry.aliases),
            active="yes" if entry.active else "no",
            successor=entry.successor or "",
        )
        for entry in runtime.lists.entries(name)
    ]
