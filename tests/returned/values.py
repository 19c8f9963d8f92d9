"""Canonical values for any form, made from its definition alone."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import assert_never

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from forms.answers import Answer, Answers
from forms.copies import CopyId, derived_copy_id
from forms.definition import (
    Choice,
    Comb,
    Date,
    Field,
    Form,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.errors import FieldOverflowError
from forms.pdf.entries import entries
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.reading import PageReading

CATALOGUE = load_catalogue()
FORMS = tuple(CATALOGUE)
NAMES = (
    *("Laura", "O'Neill", "Siân", "Ŵyn", "Zoë", "Łukasz", "Şahin", "Müller", "ap Rhŷs", "É", "x"),
    *("Smith-Jones", "McDonald", "Ng", "Begum", "Ffion", "Jr.", "Nuñez", "Ça", "Abdul-Rahman"),
)
WORDS = (
    *NAMES,
    *("and", "dose", "60ml", "to", "45", "mg;", "(daily)", "[held]", "{all}", "{{x}}", "{%p%}"),
    *("<b>", "&amp;", "&", '"so"', "50%", "£12.50", "€9", "2\u20133", "\\n", "a/b", "#1", "*"),
    *("end.", "why?", "no!", "it\u2019s", "A1234BC", "14/06/2009", "x_y", "~", "^", "`", "|", "="),
    *("Pneumonoultramicroscopic", "-", "+44", "a@b.example", "N/A", "]]>", "%s", "Yes", "Off"),
)


def few(examples: int) -> settings:
    """So many examples, the same in every run; not shrunk, because programs run for each."""
    return settings(
        phases=(Phase.generate,),
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def _words(pool: Sequence[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pool), min_size=1, max_size=most).map(" ".join)


def _text(kind: Text) -> st.SearchStrategy[str]:
    match kind.style:
        case TextStyle.NAME:
            text = _words(NAMES, 3)
        case TextStyle.PHONE:
            text = st.integers(10**9, 10**10 - 1).map(lambda n: f"0{n}"[:4] + f" {n}"[4:])
        case TextStyle.EMAIL:
            text = st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}@[a-z]{2,8}\.example", fullmatch=True)
        case TextStyle.POSTCODE:
            text = st.from_regex(r"[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}", fullmatch=True)
        case TextStyle.NUMBER:
            text = st.integers(0, 99).map(str)
        case TextStyle.ADDRESS | TextStyle.SENTENCE | TextStyle.PLAIN:
            lines = st.lists(_words(WORDS, 6), min_size=1, max_size=kind.lines)
            text = lines.map("\n".join)
        case _:
            assert_never(kind.style)
    return text.filter(lambda value: len(value) <= kind.max_length)


def _comb(kind: Comb) -> st.SearchStrategy[str]:
    pattern = re.compile(kind.pattern or "[A-Z0-9]+", re.ASCII)
    return st.from_regex(pattern, fullmatch=True).filter(lambda cells: len(cells) <= kind.length)


def answer_of(field: Field) -> st.SearchStrategy[Answer]:
    """Any canonical answer to a question; no signature, only a pen gives one."""
    kind = field.kind
    answers: st.SearchStrategy[Answer]
    match kind:
        case Text():
            answers = _text(kind)
        case Comb():
            answers = _comb(kind)
        case Date():
            answers = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat)
        case Time():
            answers = st.times().map(lambda time: time.strftime("%H:%M"))
        case Choice(options=options):
            answers = st.sampled_from([option.key for option in options])
        case Tick():
            answers = st.booleans()
        case Signature():
            answers = st.none()
        case _:
            assert_never(kind)
    return answers


@cache
def answers_of(form: Form) -> st.SearchStrategy[Answers]:
    """Answers to any of the form's questions, so that every answer fits its box."""
    # Answered before left blank: hypothesis begins with the first of each.
    each = {field.key: st.one_of(answer_of(field), st.none()) for field in form.fields()}
    return st.fixed_dictionaries(each).map(lambda values: _fitting(form, values))


def all_answers() -> st.SearchStrategy[dict[str, Answers]]:
    """Answers to every form at once, for programs that are slow to start."""
    return st.fixed_dictionaries({form.id: answers_of(form) for form in FORMS})


def _fitting(form: Form, values: Answers) -> Answers:
    try:
        entries(pdf_template(form), values)
    except FieldOverflowError as refused:
        return {key: value for key, value in values.items() if key not in refused.problems}
    return values


def copy_of(form: Form, ordinal: int = 0) -> CopyId:
    """An id for a test's copy."""
    return derived_copy_id(form.code, {"made": "for a test"}, ordinal)


def full(form: Form, values: Answers) -> dict[str, Answer]:
    """Say every field's answer, the empty ones too."""
    return {
        field.key: values.get(field.key) or (False if isinstance(field.kind, Tick) else None)
        for field in form.fields()
    }


def read_values(pages: list[PageReading | None] | None) -> dict[str, Answer]:
    """Put the values of all pages together; every page must be there and need no person."""
    assert pages is not None
    values: dict[str, Answer] = {}
    for page in pages:
        assert page is not None
        doubted = {key for key, reading in page.fields.items() if not reading.accepted}
        assert (doubted, page.problems, str(page.status)) == (set(), (), "read")
        values |= {key: reading.value for key, reading in page.fields.items()}
    return values
