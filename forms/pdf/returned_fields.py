"""What a viewer wrote into form fields: names or strings, on fields or widgets, in any encoding."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pypdf.generic import ByteStringObject, DictionaryObject, NameObject, StreamObject

from forms.definition import Choice, Field, Signature, Tick
from forms.pdf.zones import field_name, on_state
from forms.returned import WrittenAnswer

_OFF = {"", "Off", "off", "None"}
_TICK = "x"
_RENAMED = re.compile(r"[+#]\d+$")


def inherited(widget: DictionaryObject, key: str) -> object:
    """Look an entry up on the widget, then on the fields above it (ISO 32000-1, 12.7.3.1)."""
    level: DictionaryObject | None = widget
    seen: set[int] = set()
    while level is not None and id(level) not in seen:
        if key in level:
            return level[key]
        seen.add(id(level))
        parent = level.get("/Parent")
        level = parent.get_object() if parent is not None else None
    return None


def text_of(value: object) -> str:
    """Give a PDF value as text: a string in either encoding, a name, or a stream of text."""
    if value is None:
        return ""
    if isinstance(value, StreamObject):
        value = value.get_data()
    if isinstance(value, ByteStringObject | bytes):
        return _decoded(bytes(value))
    if isinstance(value, NameObject):
        return str(value).removeprefix("/")
    return str(value) if isinstance(value, str) else ""


def _decoded(raw: bytes) -> str:
    """Decode a text string that pypdf could not: UTF-16 and UTF-8 by their marks, else Latin."""
    for mark, encoding in (
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    return raw.decode("cp1252", errors="replace")


def _state(widget: DictionaryObject) -> str:
    return text_of(widget.get("/AS"))


def _tick(widgets: Sequence[DictionaryObject]) -> WrittenAnswer:
    """Read a tick: its value, and what its box shows, must say the same where both speak."""
    said = [
        text_of(inherited(w, "/V")) not in _OFF for w in widgets if inherited(w, "/V") is not None
    ]
    shown = [_state(w) not in _OFF for w in widgets if "/AS" in w]
    ticked = any(said) if said else any(shown)
    agree = not said or not shown or any(said) == any(shown)
    return WrittenAnswer(text=_TICK if ticked else "", certain=agree)


def _option_named(value: str, options: Sequence[str]) -> str:
    """Find the option that a value names, also by its place: viewers with /Opt write that."""
    if value in options:
        return value
    if value.isdigit() and int(value) < len(options):
        return options[int(value)]
    return "" if value in _OFF else value


def _choice(field: Field, widgets: Sequence[DictionaryObject]) -> WrittenAnswer:
    options = (
        [option.key for option in field.kind.options] if isinstance(field.kind, Choice) else []
    )
    said = _option_named(text_of(inherited(widgets[0], "/V")), options)
    shown = {on_state(w) or _state(w) for w in widgets if _state(w) not in _OFF}
    if not shown:
        return WrittenAnswer(text=said)
    shown_named = {_option_named(state, options) for state in shown}
    if said:
        return WrittenAnswer(text=said, certain=shown_named == {said})
    return WrittenAnswer(text=" ".join(sorted(shown_named)), certain=len(shown_named) == 1)


def read_field(field: Field, widgets: Sequence[DictionaryObject]) -> WrittenAnswer:
    """Read what was entered in a field through its widgets on one page."""
    match field.kind:
        case Tick():
            return _tick(widgets)
        case Choice():
            return _choice(field, widgets)
        case Signature():
            signed = any(text_of(inherited(w, "/V")) for w in widgets)
            signed = signed or any(
                isinstance(inherited(w, "/V"), DictionaryObject) for w in widgets
            )
            return WrittenAnswer(text=_TICK if signed else "")
        case _:
            texts = {text_of(inherited(w, "/V")) for w in widgets}
            return WrittenAnswer(text=" ".join(sorted(texts)), certain=len(texts) == 1)


def widgets_by_key(widgets: Iterable[DictionaryObject]) -> Mapping[str, list[DictionaryObject]]:
    """Group a page's widgets by the field that they belong to.

    Programs that put several copies into one file rename fields: `file.client_name`, or
    `client_name+1`.
    """
    grouped: dict[str, list[DictionaryObject]] = defaultdict(list)
    for widget in widgets:
        name = field_name(widget).rpartition(".")[2]
        grouped[_RENAMED.sub("", name)].append(widget)
    return grouped
