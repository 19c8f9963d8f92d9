"""From a field of theirs to a question of ours: its key, label, kind and places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms import definition as d
from forms.adoption.acroform import RawField, RawForm, RawKind
from forms.adoption.keys import known_question, plain, slug
from forms.adoption.labels import Printed, option_words, printed_label
from forms.geometry import BoxMm

_NAMELESS = re.compile(
    r"^(text|check ?box|untitled|undefined|field|radio|group|button|fill)?[\s\d._-]*$"
)
_DATE = re.compile(r"\b(date|dob|born|dated)\b")
_TIME = re.compile(r"\btime\b")
_SIGNATURE = re.compile(r"\b(signature|signed|sign here)\b")
_STYLES: Sequence[tuple[re.Pattern[str], d.TextStyle]] = (
    (re.compile(r"\b(tel|telephone|phone|mobile|fax)\b"), d.TextStyle.PHONE),
    (re.compile(r"\be ?mail\b"), d.TextStyle.EMAIL),
    (re.compile(r"\b(post ?code)\b"), d.TextStyle.POSTCODE),
    (re.compile(r"\baddress\b"), d.TextStyle.ADDRESS),
    (re.compile(r"\b(name|worker|surname|forenames?|officer|manager|gp)\b"), d.TextStyle.NAME),
)
_LETTER_MM, _LINE_MM = 1.25, 3.0
"""Width of a letter and height of a line at 7 pt, the smallest that is read back."""
_DATE_CELLS = (6, 8, 10)
_MOST_CELLS = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A field of ours with where it stands on their page."""

    asked: d.Field
    """Its places are on their page, in millimetres."""
    name: str
    """The field's own in the PDF."""
    known: bool
    """It has a key that forms share, and is pre-filled by it."""


def _is_telling(words: str) -> bool:
    return not _NAMELESS.match(plain(words))


def _text_kind(raw: RawField, said: str, known: d.Field | None) -> d.FieldKind:
    box, words = raw.places[0].box, plain(said)
    if isinstance(known and known.kind, d.Date) or _DATE.search(words):
        if not raw.comb or raw.longest in _DATE_CELLS:
            return d.Date()
    elif _TIME.search(words) and not raw.lines and (not raw.comb or raw.longest == 4):
        return d.Time()
    elif _SIGNATURE.search(words) and not raw.comb:
        return d.Signature()
    if raw.comb and 1 <= raw.longest <= _MOST_CELLS:
        return d.Comb(length=raw.longest)
    if known is not None and isinstance(known.kind, d.Comb) and not raw.lines:
        return known.kind
    return _free_text(raw, box.width, box.height, words, known)


def _free_text(
    raw: RawField, width: float, height: float, words: str, known: d.Field | None
) -> d.Text:
    lines = max(1, int(height / (_LINE_MM + 1.5))) if raw.lines else 1
    room = max(1, int((width - 2) / _LETTER_MM)) * lines
    style = next((style for pattern, style in _STYLES if pattern.search(words)), None)
    if known is not None and isinstance(known.kind, d.Text):
        style = known.kind.style
    if style is None:
        style = d.TextStyle.SENTENCE if lines > 1 else d.TextStyle.PLAIN
    return d.Text(max_length=min(raw.longest or room, room), lines=lines, style=style)


def _options(raw: RawField, printed: Printed, others: Sequence[BoxMm]) -> tuple[d.Option, ...]:
    options: list[d.Option] = []
    for place in raw.places:
        words = option_words(place, printed, others) or place.state
        key = slug(words, {option.key for option in options} | {"off"})
        options.append(d.Option(key=key, label=words))
    return tuple(options)


def _kind(
    raw: RawField, said: str, known: d.Field | None, options: tuple[d.Option, ...]
) -> d.FieldKind:
    match raw.kind:
        case RawKind.TEXT | RawKind.LIST:
            return _text_kind(raw, said, known)
        case RawKind.TICK:
            return d.Tick()
        case RawKind.CHOICE if len(options) > 1:
            return d.Choice(options=options, mark=d.ChoiceMark.BOX)
        case RawKind.CHOICE:
            return d.Tick()
        case RawKind.SIGNATURE:
            return d.Signature()


def _cells(raw: RawField, kind: d.FieldKind) -> int:
    return raw.longest if raw.comb and isinstance(kind, d.Comb | d.Date | d.Time) else 0


def _places(raw: RawField, kind: d.FieldKind) -> tuple[d.Place, ...]:
    if isinstance(kind, d.Choice):
        pairs = zip(kind.options, raw.places, strict=True)
        return tuple(
            d.Place(page=place.page, box=place.box, option=option.key) for option, place in pairs
        )
    place = raw.places[0]
    return (d.Place(page=place.page, box=place.box, cells=_cells(raw, kind)),)


def _suits(known: d.Field, kind: d.FieldKind) -> bool:
    """Tell whether the answers of a known question can stand in a field of this kind."""
    if isinstance(known.kind, d.Choice):
        ours = {plain(option.label): option.key for option in known.kind.options}
        return isinstance(kind, d.Choice) and {plain(o.label) for o in kind.options} == set(ours)
    if isinstance(known.kind, d.Text | d.Comb):
        return isinstance(kind, d.Text | d.Comb)
    return type(kind) is type(known.kind)


def _as_ours(known: d.Field, kind: d.FieldKind) -> d.FieldKind:
    """Give the options of a known choice the keys that they have on our forms."""
    if not isinstance(known.kind, d.Choice) or not isinstance(kind, d.Choice):
        return kind
    keys = {plain(option.label): option.key for option in known.kind.options}
    options = tuple(replace(o, key=keys[plain(o.label)]) for o in kind.options)
    return replace(kind, options=options)


def _question(
    raw: RawField, printed: Printed, others: Sequence[BoxMm], taken: set[str]
) -> Question:
    label = printed_label(raw, printed, others)
    own_name = raw.name.rpartition(".")[2]
    # Some programs repeat the field's name where a tooltip should be.
    tooltip = raw.tooltip if raw.tooltip not in {raw.name, own_name} else ""
    said = [text for text in (tooltip, label, own_name) if _is_telling(text)]
    words = label or next(iter(said), "") or raw.name
    options = _options(raw, printed, others) if raw.kind is RawKind.CHOICE else ()
    known = known_question(*said)
    kind = _kind(raw, " ".join(said[:2]), known, options)
    if known is not None and (known.key in taken or not _suits(known, kind)):
        known = None
    kind = _as_ours(known, kind) if known else kind
    key = known.key if known else slug(next(iter(said), words), taken)
    asked = d.Field(
        key=key,
        label=words,
        kind=kind,
        help=tooltip or words,
        reference=known.reference if known and isinstance(kind, type(known.kind)) else None,
        by_hand=known.by_hand if known else isinstance(kind, d.Signature),
        places=_places(raw, kind),
    )
    return Question(asked, raw.name, known is not None)


def questions(form: RawForm, printed: Printed) -> Iterator[Question]:
    """Yield a question for each field of a PDF, in its order.

    Args:
        form: the fields.
        printed: the words of the PDF without its fields.
    """
    taken: set[str] = set()
    for raw in form.fields:
        page = raw.places[0].page
        others = [
            place.box
            for other in form.fields
            for place in other.places
            if place.page == page and place not in raw.places[:1]
        ]
        question = _question(raw, printed, others, taken)
        taken.add(question.asked.key)
        yield question
