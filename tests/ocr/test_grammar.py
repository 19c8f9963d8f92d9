"""Grammars: they accept what the regular expression accepts, and refuse what they do not know."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Comb
from forms.registry import load_catalogue
from ocr.engine import shapes
from ocr.engine.grammar import grammar

PATTERNS = (
    r"[A-Z]\d{4}[A-Z]{2}|[A-Z]{2}\d{4,6}",
    r"[A-Z]\d{2}B",
    r"(?:a|bc)*-[x-z.]+",
    r"[1-9]\d{0,2}",
    r"x(?:y?z){2,}",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_accepts_what_the_expression_accepts(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.one_of(st.from_regex(pattern, fullmatch=True), st.text("aAbB01-xyz.")))
    if text.isascii() and len(text) < 15:
        assert grammar(pattern).accepts(text) == bool(re.fullmatch(pattern, text, re.ASCII))


@pytest.mark.parametrize("pattern", ["(?=a)b", "[^a]", "a.b", "(a", "a)", "^a", r"\bword", "[a"])
def test_refuses_what_it_does_not_know(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        grammar(pattern)


def test_every_pattern_of_the_catalogue_is_understood() -> None:
    patterns = {
        field.kind.pattern
        for form in load_catalogue()
        for field in form.fields()
        if isinstance(field.kind, Comb) and field.kind.pattern
    }
    assert patterns
    for pattern in patterns:
        assert grammar(pattern).ends


@pytest.mark.parametrize(
    "written",
    [
        *("1/2/71", "01.02.1971", "01-02-71", "1 Feb 1971", "1st February 1971", "01 FEB 71"),
        *("010271", "01021971", "0 1 0 2 1 9 7 1", "1971-02-01", "Monday 1 February 1971"),
        *("3rd of Sept 2009", "feb 1st, 2010", "1/2/'09", "12-Mar-09"),
    ],
)
def test_days_as_people_write_them(written: str) -> None:
    assert shapes.days().accepts(written)


@pytest.mark.parametrize("written", ["32/01/2009", "01/13/2009", "1/2/3009", "hello", "1/2/9"])
def test_what_is_no_day(written: str) -> None:
    assert not shapes.days().accepts(written)


@pytest.mark.parametrize(
    "written",
    ["020 7946 0123", "(0161) 429 7832", "07700900123", "+44 7700 900123", "01632-960123"],
)
def test_telephone_numbers(written: str) -> None:
    assert shapes.phones().accepts(written)


@pytest.mark.parametrize("written", ["14:30", "1430", "2.30 pm", "9am", "noon"])
def test_times(written: str) -> None:
    assert shapes.times().accepts(written)
