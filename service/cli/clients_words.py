"""A client's history as the console shows it."""

from collections.abc import Iterator

from service.entities import ClientChange, FieldChange


def change_lines(entry: ClientChange) -> Iterator[str]:
    """Give one entry: a line that says who did what and when, then one for each thing changed."""
    who = entry.by or f"by {entry.channel}"
    yield f"{entry.at:%Y-%m-%d %H:%M}  {entry.reference}  {entry.action}  {who}"
    for change in entry.changes:
        yield f"    {change.key}: {_shown(change)}"


def _shown(change: FieldChange) -> str:
    return f"{_text(change.before)} -> {_text(change.after)}"


def _text(value: object) -> str:
    match value:
        case None | "" | []:
            return "-"
        case list():
            return "; ".join(map(_text, value))
        case dict():
            return ", ".join(f"{key} {part}" for key, part in value.items())
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
