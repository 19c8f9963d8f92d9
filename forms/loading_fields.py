"""Makes the fields of a form out of the tables of its definition."""

import re
from collections.abc import Callable, Iterator

from forms import definition as d
from forms.geometry import BoxMm
from forms.table_reader import KEY, TableReader


def _text(reader: TableReader) -> d.Text:
    return d.Text(
        max_length=reader.take("max_length", int),
        lines=reader.take("lines", int, 1),
        style=reader.member("style", d.TextStyle, d.TextStyle.PLAIN),
    )


def _comb(reader: TableReader) -> d.Comb:
    pattern = reader.maybe("pattern", str)
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            reader.fail(f"`pattern` is not a regular expression: {error}", "pattern")
    return d.Comb(length=reader.take("length", int), pattern=pattern)


def _choice(reader: TableReader) -> d.Choice:
    options = reader.take("options", dict)
    if len(options) < 2 or not all(isinstance(label, str) for label in options.values()):
        reader.fail('`options` must name at least two answers, each `key = "words"`', "options")
    if bad := [key for key in options if not KEY.match(key) or key == "off"]:
        reader.fail(
            f"option key {bad[0]!r} must be small letters, digits and underscores", "options"
        )
    return d.Choice(
        options=tuple(d.Option(key=key, label=label) for key, label in options.items()),
        mark=reader.member("mark", d.ChoiceMark, d.ChoiceMark.BOX),
    )


_KINDS: dict[str, Callable[[TableReader], d.FieldKind]] = {
    "text": _text,
    "comb": _comb,
    "date": lambda _reader: d.Date(),
    "time": lambda _reader: d.Time(),
    "choice": _choice,
    "tick": lambda _reader: d.Tick(),
    "signature": lambda _reader: d.Signature(),
}


def _kind(reader: TableReader) -> d.FieldKind:
    name = reader.take("kind", str)
    if name not in _KINDS:
        reader.fail(f"`kind` must be one of {', '.join(_KINDS)}, not {name!r}", "kind")
    return _KINDS[name](reader)


def _reference(reader: TableReader | None) -> d.ReferenceUse | None:
    if reader is None:
        return None
    use = d.ReferenceUse(
        list_name=reader.take("list", str),
        part=reader.member("part", d.ReferencePart),
        pairs_with=reader.maybe("pairs_with", str),
    )
    reader.done()
    return use


def _condition(reader: TableReader | None) -> d.Condition | None:
    if reader is None:
        return None
    values = reader.take("is", list, [True])
    condition = d.Condition(field=reader.take("field", str), values=tuple(values))
    reader.done()
    return condition


def field_of(
    reader: TableReader, key: str, *, label: str | None = None, owner: str | None = None
) -> d.Field:
    """Make a field.

    Args:
        reader: its table.
        key: by which it is known.
        label: printed where the table has none.
        owner: the tick whose detail it is.
    """
    words = reader.take("label", str, label)
    kind = _kind(reader)
    default_place = d.LabelPlace.RIGHT if isinstance(kind, d.Tick) else d.LabelPlace.LEFT
    field = d.Field(
        key=key,
        label=words,
        kind=kind,
        help=reader.take("help", str, words),
        number=reader.maybe("number", str),
        required=reader.take("required", bool, False),
        required_when=_required_when(reader, owner),
        reference=_reference(reader.child("reference")),
        synonyms=reader.words("synonyms"),
        detail_of=owner,
        span=reader.take("span", int, 12),
        label_place=reader.member("label_place", d.LabelPlace, default_place),
        label_width=reader.maybe("label_width", int),
        urgency=urgency_of(reader),
        by_hand=reader.take("by_hand", bool, False),
        places=tuple(_place(below) for below in reader.below("place")),
    )
    reader.done()
    return field


def urgency_of(reader: TableReader) -> int:
    """Take how soon somebody should look: 0 in turn, `MOST_URGENT` before all."""
    urgency = reader.take("urgency", int, 0)
    if not 0 <= urgency <= d.MOST_URGENT:
        reader.fail(f"`urgency` must be a whole number from 0 to {d.MOST_URGENT}", "urgency")
    return urgency


def _place(reader: TableReader) -> d.Place:
    edges = reader.take("box", list)
    if len(edges) != 4 or not all(isinstance(edge, int | float) for edge in edges):
        reader.fail("`box` must be four numbers: left, top, right, bottom in millimetres", "box")
    box = BoxMm(*(float(edge) for edge in edges))
    place = d.Place(
        page=reader.take("page", int),
        box=box,
        option=reader.maybe("option", str),
        cells=reader.take("cells", int, 0),
    )
    reader.done()
    return place


def _required_when(reader: TableReader, owner: str | None) -> d.Condition | None:
    """Give the stated condition; a tick's detail is required with its tick unless it says not."""
    stated = _condition(reader.child("required_when"))
    if owner is None or not reader.take("required_with_tick", bool, True):
        return stated
    return stated or d.Condition(field=owner, values=(True,))


def fields_of(reader: TableReader) -> Iterator[d.Field]:
    """Make a field and, where its tick asks for one, the field of its detail."""
    key, detail = reader.key(), reader.child("detail")
    yield field_of(reader, key)
    if detail is not None:
        yield field_of(detail, f"{key}_detail", owner=key)
