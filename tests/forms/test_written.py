"""What was written, in the canonical form of its kind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import (
    Choice,
    ChoiceMark,
    Comb,
    Date,
    Field,
    FieldKind,
    Option,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.errors import ValuesError
from forms.written import canonical, clean_text

PRISONER = r"[A-Z][0-9]{4}[A-Z]{2}"
TODAY = date(2026, 11, 23)
STATUS = Choice(
    options=(Option(key="remand", label="On remand"), Option(key="sentenced", label="Sentenced")),
    mark=ChoiceMark.STRIKE,
)
KINDS: tuple[FieldKind, ...] = (
    *(Text(max_length=80, lines=lines, style=style) for style in TextStyle for lines in (1, 3)),
    Comb(length=8),
    Comb(length=13, pattern=r"\d{4}/\d{7}[A-Z]"),
    Date(),
    Time(),
    STATUS,
    Tick(),
    Signature(),
)
BRITISH_STYLES = (
    *("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%d %m %Y", "%d / %m / %Y", "%Y-%m-%d"),
    *("%d %B %Y", "%d %b %Y", "%dth %B, %Y", "%A %d %B %Y", "%a, %d-%b-%Y", "%B %d, %Y"),
    "%Y-%m-%dT00:00:00Z",
)


def field(kind: FieldKind, key: str = "asked") -> Field:
    return Field(key=key, label="Asked", kind=kind, help="Asked")


days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
plain_days = days.filter(lambda day: (day.month, day.day) != (2, 29))
adult_times = st.dates(date(2010, 1, 1), date(2099, 12, 31))


@given(day=days, style=st.sampled_from(BRITISH_STYLES), upper=st.booleans())
def test_a_day_in_any_british_style_is_the_same_day(day: date, style: str, upper: bool) -> None:
    written = day.strftime(style)
    written = written.upper() if upper else written
    assert canonical(field(Date()), written, today=TODAY) == day.isoformat()


@pytest.mark.parametrize(
    "written",
    ["14/6/9", "31/2/2009", "14/06/1666", "06/14/2009", "14 Juno 2009", "tomorrow", "2009"],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValuesError, match="asked"):
        canonical(field(Date()), written, today=TODAY)


@given(
    day=plain_days,
    style=st.sampled_from(["%d/%m/%y", "%d-%m-%y", "%d%m%y", "%d %b %y"]),
    now=adult_times,
)
def test_a_two_digit_year_of_birth_is_never_in_the_future(day: date, style: str, now: date) -> None:
    born = canonical(field(Date(), "date_of_birth"), day.strftime(style), today=now)
    assert isinstance(born, str)
    assert date.fromisoformat(born) <= now - timedelta(days=3650)
    assert born[4:] == day.isoformat()[4:]


def test_other_two_digit_years_turn_at_1980() -> None:
    assert canonical(field(Date()), "1/2/79") == "2079-02-01"
    assert canonical(field(Date()), "1/2/80") == "1980-02-01"


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("14:30", "14:30"),
        ("1430", "14:30"),
        ("14.30", "14:30"),
        ("930", "09:30"),
        ("2.30pm", "14:30"),
        ("9 am", "09:00"),
        ("12am", "00:00"),
        ("12 p.m.", "12:00"),
        ("0900 hrs", "09:00"),
        ("14h30", "14:30"),
        ("noon", "12:00"),
    ],
)
def test_times_of_day(written: str, time: str) -> None:
    assert canonical(field(Time()), written) == time


@pytest.mark.parametrize("written", ["9", "24:00", "13pm", "12:60", "after lunch"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValuesError):
        canonical(field(Time()), written)


@given(kind=st.sampled_from(KINDS), written=st.text(max_size=40))
def test_canonical_is_idempotent(kind: FieldKind, written: str) -> None:
    asked = field(kind)
    try:
        answer = canonical(asked, written, today=TODAY)
    except ValuesError:
        return
    if isinstance(answer, str):
        assert canonical(asked, answer, today=TODAY) == answer


@given(kind=st.sampled_from(KINDS), blank=st.text(" \t\n\u00a0\u2003\u200b", max_size=6))
def test_blank_is_no_answer_for_any_kind(kind: FieldKind, blank: str) -> None:
    assert canonical(field(kind), blank) is None


@given(
    cells=st.from_regex(PRISONER, fullmatch=True),
    gap=st.sampled_from(["", " ", "-", "."]),
)
def test_a_comb_forgives_small_letters_and_separators(cells: str, gap: str) -> None:
    comb = field(Comb(length=8, pattern=PRISONER))
    assert canonical(comb, gap.join(cells.lower())) == cells


def test_a_comb_keeps_the_separator_that_its_pattern_wants() -> None:
    comb = field(Comb(length=13, pattern=r"\d{4}/\d{7}[A-Z]"))
    assert canonical(comb, "2009 / 0123456 b") == "2009/0123456B"


@pytest.mark.parametrize("written", ["A123", "A1234BCD", "1234"])
def test_a_comb_that_breaks_its_pattern_is_refused(written: str) -> None:
    with pytest.raises(ValuesError):
        canonical(field(Comb(length=8, pattern=PRISONER)), written)


@pytest.mark.parametrize("written", ["remand", "ON REMAND", " On  remand. ", "on-remand"])
def test_a_choice_by_key_or_printed_words(written: str) -> None:
    assert canonical(field(STATUS), written) == "remand"


@pytest.mark.parametrize("written", ["remand sentenced", "On remand / Sentenced", "released"])
def test_a_choice_that_names_two_or_none_is_refused(written: str) -> None:
    with pytest.raises(ValuesError):
        canonical(field(STATUS), written)


@pytest.mark.parametrize("written", ["x", "X", "[x]", "☒", "✓", "yes", "On", "1"])
def test_a_tick_in_any_mark(written: str) -> None:
    assert canonical(field(Tick()), written) is True


@pytest.mark.parametrize("written", ["☐", "[ ]", "no", "Off", "0"])
def test_an_empty_tick(written: str) -> None:
    assert canonical(field(Tick()), written) is False


@pytest.mark.parametrize(
    ("style", "written", "answer"),
    [
        (TextStyle.NAME, "Laura  O\u2019Neill", "Laura O'Neill"),
        (TextStyle.PHONE, "020-7946.0123", "020 7946 0123"),
        (TextStyle.POSTCODE, "ec1a1bb", "EC1A 1BB"),
        (TextStyle.EMAIL, "a.worker @example.org", "a.worker@example.org"),
        (TextStyle.NUMBER, "1,200", "1200"),
        (TextStyle.SENTENCE, "Moved\u00a0 to\tWandsworth", "Moved to Wandsworth"),
    ],
)
def test_texts_by_style(style: TextStyle, written: str, answer: str) -> None:
    assert canonical(field(Text(max_length=60, style=style)), written) == answer


@given(st.text(max_size=60))
def test_lines_stay_apart_only_where_there_are_several(written: str) -> None:
    assert "\n" not in clean_text(written)
    assert clean_text(clean_text(written, lines=3)) == clean_text(written)


def test_a_refusal_names_the_field_and_not_the_value() -> None:
    with pytest.raises(ValuesError) as refused:
        canonical(field(Date(), "date_of_birth"), "32 Secret 1999")
    assert "date_of_birth" in refused.value.message
    assert "Secret" not in refused.value.message
