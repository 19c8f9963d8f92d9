"""The trail in words: how it breaks, and what an entry says."""

from collections.abc import Mapping

from service.auditing.verifying import Breach, BreachKind

_BREACH: Mapping[BreachKind, str] = {
    BreachKind.CHANGED: "entry {}: something in it was changed after it was written",
    BreachKind.MISSING: "entry {}: entries before it are gone",
    BreachKind.OUT_OF_PLACE: "entry {}: it was put in or moved, or the one before it exchanged",
    BreachKind.CUT_OFF: "entry {}: the trail ends before it, but its hash was noted",
    BreachKind.REWRITTEN: "entry {}: its hash is not the one that was noted",
    BreachKind.UNGUARDED: "entry {} is the last, and the database no longer refuses changes",
    BreachKind.INDEX: "entry {} is the last, and an index over the trail hides or invents some",
}


def show_breach(breach: Breach) -> str:
    """Say where a trail breaks, and how."""
    return _BREACH[breach.kind].format(breach.entry_id)


def show_details(details: Mapping[str, object]) -> str:
    """Write details as a person reads them: `fields: surname, sex; role: worker`."""
    said = {key: text for key, value in sorted(details.items()) if (text := _text(value))}
    return "; ".join(f"{key.replace('_', ' ')}: {text}" for key, text in said.items())


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
