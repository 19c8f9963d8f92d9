"""Weigh the values that a field may hold: strokes, habits of writing and the second reader."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from forms.answers import Answer
from forms.definition import (
    Choice,
    Comb,
    Date,
    Field,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.errors import ValuesError
from forms.reference_names import without_accents
from forms.written import canonical
from ocr.decode import decoded
from ocr.engine import shapes
from ocr.engine.ctc import Scored, beam, best_free, scored
from ocr.engine.grammar import Grammar
from ocr.engine.habits import day_prior, name_prior, phone_prior, sentence_prior
from ocr.engine.respelling import respelt
from ocr.engine.search import compact, n_best
from ocr.engine.wording import SentenceWording, Wording, names, sentences
from ocr.judged import Evidence, Judged
from ocr.plausible import year_prior
from ocr.seen import Seen

_NAME_CHARACTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    " '\u2019-.,&()/\u00e0\u00e1\u00e2\u00e4\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f2"
    "\u00f3\u00f4\u00f6\u00f9\u00fa\u00fb\u00fc\u0175\u0177\u00ff\u00e7\u00c0\u00c1\u00c2\u00c8"
    "\u00c9\u00ca\u00d3\u00d4\u00d6\u00dc\u0174\u0176"
)
_AROUND_NAMES = " -\u2013\u2014:;,/|_"
"""Belongs to the label before a name, or is dirt."""
_BROKEN = re.compile(r"(?<=[^\W\d_])-\s+(?=[^\W\d_])")
"""A double name with a blank behind its hyphen."""
_STROKE = re.compile(r"[-/.]")
_NOISE_IN_CODES = " .-_,:;'/|"
_TRUST = 4.0
"""Nats that Tesseract's reading is worth where it reads print and is sure."""
_PRINT_FROM, _PRINT_SPAN = 0.55, 0.35
"""Likeness of both readers over the page from which on Tesseract counts, and counts fully."""
_UNSAID = -3.0
"""Nats for each character that stands apart in its cell and that a text leaves out."""
_UNMARKED = -2.0
"""Nats for each accent or dot that stands above a name and that a text leaves out. The count is
right for 319 of 333 typed names of fine faxes and for some 9 in 10 of standard ones."""
_WORDING = 0.8
"""How much a nat of how common names and words are counts beside a nat of the strokes."""
_CLEAR = 0.97
"""Probability of the least sure character from which on words that are known are taken as read."""
_FOLLOWED = 60
_LIKELY = 0.003
_MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Context:
    """What a page tells of all its fields."""

    likeness: float = 0.5
    """How alike both readers read it."""
    form_day: date | None = None
    """The day the form was completed, where that is clear."""
    padded: bool = False
    """The page's other days have a nought before days and months below ten."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a field may hold; `repr` shows no text."""

    value: Answer = field(repr=False)
    text: str = field(repr=False)
    weight: float
    """Nats: strokes, habits and the second reader together."""
    log_likelihood: float
    """Nats: the strokes alone."""


def _canonical(asked: Field, text: str) -> Answer:
    ways: tuple[str, ...] = (text,)
    if isinstance(asked.kind, Date | Time):
        # Digits that stand one a cell are read with blanks anywhere between them, and the rule of
        # a cell may hide one of two strokes, or leave something like one.
        ways = (text, text.replace(" ", ""), _STROKE.sub("", text))
    if isinstance(asked.kind, Text) and asked.kind.style is TextStyle.NAME:
        ways = (_BROKEN.sub("-", text.strip(_AROUND_NAMES)),)
    for way in ways:
        try:
            return canonical(asked, way)
        except ValuesError:
            continue
    return None


def _key(asked: Field, value: Answer) -> str:
    """Reduce a value to what tells it from others: numbers to digits, words to their letters."""
    text = str(value)
    if isinstance(asked.kind, Text) and asked.kind.style is TextStyle.PHONE:
        return "".join(char for char in text if char.isdigit())
    return " ".join(text.casefold().split())


def _plus(one: float, other: float) -> float:
    high, low = max(one, other), min(one, other)
    return high + math.log1p(math.exp(low - high))


def _merged(asked: Field, options: Iterable[Option]) -> list[Option]:
    """Add up the ways to write one value; the likeliest way is shown."""
    found: dict[str, Option] = {}
    for option in sorted(options, key=lambda o: -o.weight):
        key = _key(asked, option.value)
        known = found.get(key)
        if known is None:
            found[key] = option
        else:
            found[key] = replace(known, weight=_plus(known.weight, option.weight))
    return sorted(found.values(), key=lambda o: -o.weight)


def trust(seen: Seen, context: Context) -> float:
    """Give the nats that Tesseract's reading counts for: none in handwriting."""
    print_like = min(1.0, max(0.0, (context.likeness - _PRINT_FROM) / _PRINT_SPAN))
    return _TRUST * print_like * max(0.0, seen.least) / 100


_Prior = Callable[[str, Answer], float]


def _none(_text: str, _value: Answer) -> float:
    return 0.0


def _counted(seen: Seen) -> _Prior:
    """Give the prior of a text by the characters that were counted in its cells."""
    return lambda text, _: _UNSAID * seen.unsaid_in(text)


def _name_like(seen: Seen) -> _Prior:
    """Give the prior of a name by its letters and by the ink above them."""
    return lambda text, _: name_prior(text) + _UNMARKED * seen.unmarked_in(text)


def _options(asked: Field, found: Sequence[Scored], prior: _Prior) -> list[Option]:
    options = []
    for one in found:
        value = _canonical(asked, one.entry)
        if value is not None:
            weight = one.log_likelihood + prior(one.entry, value)
            options.append(Option(value, one.entry, weight, one.log_likelihood))
    return options


def _of_grammar(
    asked: Field, seen: Seen, language: Grammar, prior: _Prior, *, code: bool = False
) -> list[Option]:
    output = seen.output
    if code:
        output = shapes.in_capitals(shapes.without(output, _NOISE_IN_CODES))
    told = decoded(asked, seen.words).value if seen.words else None
    more = [seen.words, *([str(told)] if told is not None else [])]
    return _options(asked, n_best(output, language, more), prior)


def _of_beam(asked: Field, seen: Seen, prior: _Prior, characters: str | None) -> list[Option]:
    output = seen.output if characters is None else shapes.only(seen.output, characters)
    found = {one.entry.strip() for one in beam(compact(output))} | {seen.words}
    found |= {str(decoded(asked, text).value or text) for text in found}
    texts = sorted(text for text in found if text)
    line, wording = compact(seen.output), _wording(asked)
    if wording is None:
        return _options(asked, scored(line, texts), prior)
    spelt = respelt(
        line,
        texts,
        wording,
        lambda text: prior(text, text) + _WORDING * _log_share(asked, wording, text),
        clear=_least_sure(asked, seen) >= _CLEAR,
    )
    return [
        Option(value, one.text, one.weight, one.log_likelihood)
        for one in spelt[:_FOLLOWED]
        if (value := _canonical(asked, one.text)) is not None
    ]


def _without_gaps(seen: Seen) -> Seen:
    """Take the blanks between digits that stand one a cell for nothing."""
    compacted = seen.free.text.replace(" ", "")
    if not (seen.cells and compacted.isdigit() and len(compacted) in {6, 8}):
        return seen
    return replace(seen, outputs=tuple(shapes.without(out, " ") for out in seen.outputs))


def _day_options(asked: Field, seen: Seen, context: Context) -> list[Option]:
    def prior(text: str, value: Answer) -> float:
        unsaid = _UNSAID * seen.unsaid_in(text)
        habit = day_prior(text, cells=seen.cells, padded=context.padded)
        return unsaid + habit + year_prior(asked, str(value), context.form_day)

    return _of_grammar(asked, _without_gaps(seen), shapes.days(), prior)


def _wording(asked: Field) -> Wording | None:
    """Give what is known of how a free text is worded; lists know their own names better."""
    if not isinstance(asked.kind, Text) or asked.reference is not None:
        return None
    match asked.kind.style:
        case TextStyle.NAME:
            return names()
        case TextStyle.SENTENCE | TextStyle.PLAIN:
            return sentences()
        case _:
            return None


def _log_share(asked: Field, wording: Wording, text: str) -> float:
    """Weigh the words of a text; one that fills its field may break off within the last."""
    full = isinstance(asked.kind, Text) and len(text) == asked.kind.max_length
    if full and isinstance(wording, SentenceWording):
        return wording.log_share_cut(text)
    return wording.log_share(text)


def _text_options(asked: Field, kind: Text, seen: Seen) -> list[Option]:
    match kind.style:
        case TextStyle.PHONE:
            return _of_grammar(asked, seen, shapes.phones(), lambda text, _: phone_prior(text))
        case TextStyle.NUMBER:
            return _of_grammar(asked, seen, shapes.numbers(), _none)
        case TextStyle.POSTCODE:
            return _of_grammar(asked, seen, shapes.postcodes(), _none, code=True)
        case TextStyle.NAME:
            return _of_beam(asked, seen, _name_like(seen), _NAME_CHARACTERS)
        case TextStyle.SENTENCE | TextStyle.PLAIN | TextStyle.ADDRESS:
            return _of_beam(asked, seen, lambda text, _: sentence_prior(text), None)
        case TextStyle.EMAIL:
            return _of_beam(asked, seen, _none, None)
        case _:
            assert_never(kind.style)


def options(asked: Field, seen: Seen, context: Context) -> list[Option]:
    """Give the values that a field may hold, likeliest first; none where nothing fits its kind."""
    kind = asked.kind
    match kind:
        case Text():
            found = _text_options(asked, kind, seen)
        case Comb():
            language = shapes.codes(kind.pattern, kind.length)
            found = _of_grammar(asked, seen, language, _counted(seen), code=True)
        case Date():
            found = _day_options(asked, seen, context)
        case Time():
            found = _of_grammar(asked, seen, shapes.times(), _none)
        case Choice() | Tick() | Signature():
            raise TypeError("marks are no writing")
        case _:
            assert_never(kind)
    return trusted(asked, seen, _merged(asked, found), context)


def told_by_words(asked: Field, seen: Seen) -> str | None:
    """Reduce what Tesseract read to what tells it from others; None where it fits no value."""
    value = decoded(asked, seen.words).value if seen.words else None
    return None if value is None else _key(asked, value)


def _plain(key: str | None) -> str | None:
    """Leave accents out: Tesseract's English data has next to none."""
    return key and without_accents(key)


def trusted(asked: Field, seen: Seen, found: Sequence[Option], context: Context) -> list[Option]:
    """Count Tesseract's reading for the value that it agrees with."""
    told = _plain(told_by_words(asked, seen))
    extra = trust(seen, context)
    weighed = [
        replace(option, weight=option.weight + extra * (_plain(_key(asked, option.value)) == told))
        for option in found
    ]
    return sorted(weighed, key=lambda o: -o.weight)


def _alternatives(found: Sequence[Option]) -> tuple[tuple[str, float], ...]:
    top = found[0].weight
    total = sum(math.exp(max(option.weight - top, -50)) for option in found)
    shares = ((str(o.value), math.exp(max(o.weight - top, -50)) / total) for o in found[1:])
    return tuple(pair for pair in shares if pair[1] >= _LIKELY)[:_MOST_ALTERNATIVES]


def _least_sure(asked: Field, seen: Seen) -> float:
    """Give the probability of the least sure character; strokes between digits tell nothing."""
    shaped = evidence_of(asked) is Evidence.SHAPE
    telling = (c for c in seen.free.chars if (c.text.isalnum() if shaped else c.text != " "))
    return min((char.probability for char in telling), default=0.0)


def judged(
    asked: Field, seen: Seen, found: Sequence[Option], context: Context, evidence: Evidence
) -> Judged:
    """Judge the likeliest of several values."""
    if not found:
        return Judged(value=None, raw=seen.free.text or seen.words)
    best = found[0]
    behind = max(0.0, best_free(compact(seen.output)) - best.log_likelihood)
    return Judged(
        value=best.value,
        raw=best.text,
        evidence=evidence,
        margin=best.weight - found[1].weight if len(found) > 1 else 20.0,
        below_free=behind / max(1, len(best.text)),
        behind_free=behind,
        sure=_least_sure(asked, seen),
        agrees=told_by_words(asked, seen) == _key(asked, best.value),
        least=seen.least,
        likeness=seen.likeness,
        likeness_of_page=context.likeness,
        known=evidence is Evidence.FREE and _is_known(asked, best.text),
        alternatives=_alternatives(found),
    )


def _is_known(asked: Field, text: str) -> bool:
    wording = _wording(asked)
    return wording is not None and wording.knows(text)


def evidence_of(asked: Field) -> Evidence:
    """Tell what the shape of a field's kind says for a value that has it."""
    free = (TextStyle.NAME, TextStyle.SENTENCE, TextStyle.PLAIN, TextStyle.ADDRESS)
    open_text = isinstance(asked.kind, Text) and asked.kind.style in free
    shapeless = isinstance(asked.kind, Comb) and asked.kind.pattern is None
    return Evidence.FREE if open_text or shapeless else Evidence.SHAPE
