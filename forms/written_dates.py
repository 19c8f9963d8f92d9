"""Days and times as people in Britain write them, in canonical ISO 8601 form.

Day before month, always: an American order is never guessed. Years run from 1900 to 2099; anything
else is a slip of the pen.
"""

import re
from datetime import UTC, date, datetime

FIRST_YEAR, LAST_YEAR = 1900, 2099
CENTURY_PIVOT = 80
"""Two-digit years below it are 20yy, the others 19yy: these forms speak of 1980 to 2079."""
YOUNGEST_CLIENT_YEARS = 10
"""The age of criminal responsibility in England and Wales: nobody on these forms is younger."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b[\s.,]*")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:t[\d:.]+(?:z|[+-]\d\d:\d\d)?)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4}|\d{2})$")
_DIGITS_ONLY = re.compile(r"^(\d\d)(\d\d)(\d{4}|\d{2})$")
_DAY_AND_NAME = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th)?(?: day)?(?: of)?[-/.\s]*([a-z]{3,9})[-/.,\s]*(\d{4}|\d{2})$"
)
_NAME_AND_DAY = re.compile(r"^([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?[,\s]\s*(\d{4})$")
_TIME = re.compile(
    r"^(\d{1,2})(?:[:.h]?(\d\d))?(?:[:.]\d\d)?\s*(am|pm|a\.m\.?|p\.m\.?)?\s*(?:h|hrs?|hours)?\.?$"
)
_TIME_WORDS = {"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "midnight": "00:00"}


def today_utc() -> date:
    """Give the day that it is now."""
    return datetime.now(tz=UTC).date()


def _month(name: str) -> int:
    """Find a month by its name or the beginning of it; `sept` too."""
    found = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    if len(found) != 1:
        raise ValueError("no such month")
    return found[0]


def _parts(text: str) -> tuple[str, int, int]:
    """Take a written day apart: the year as written, month, day."""
    if found := _YEAR_FIRST.match(text):
        return found[1], int(found[2]), int(found[3])
    if found := _DAY_FIRST.match(text) or _DIGITS_ONLY.match(text):
        return found[3], int(found[2]), int(found[1])
    if found := _DAY_AND_NAME.match(text):
        return found[3], _month(found[2]), int(found[1])
    if found := _NAME_AND_DAY.match(text):
        return found[3], _month(found[1]), int(found[2])
    raise ValueError("not a date")


def _latest_birth_year(two_digits: int, month: int, day: int, today: date) -> int:
    """Choose the century that makes the client as young as a client can be, never unborn."""
    born_by = today.year - YOUNGEST_CLIENT_YEARS
    year = born_by - (born_by - two_digits) % 100
    return year if (year, month, day) <= (born_by, today.month, today.day) else year - 100


def _full_year(written: str, month: int, day: int, born: bool, today: date) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    if born:
        return _latest_birth_year(year, month, day, today)
    return year + (2000 if year < CENTURY_PIVOT else 1900)


def read_day(written: str, *, born: bool, today: date) -> str:
    """Read a day in any British style, `14/06/2009`, `14-6-09`, `14062009`, `14th June 2009`.

    Args:
        written: the day, also ISO 8601 and with a weekday before it.
        born: it is a date of birth, which sets the century of a two-digit year.
        today: the day that a date of birth is compared with.

    Raises:
        ValueError: no such day.
    """
    text = _WEEKDAY.sub("", " ".join(written.casefold().split()))
    text = re.sub(r"\s*([-/.,])\s*", r"\1", text).strip(" .,")
    year_written, month, day = _parts(text)
    year = _full_year(year_written, month, day, born, today)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("no such year on these forms")
    return date(year, month, day).isoformat()


def read_time(written: str) -> str:
    """Read a time of day, `14:30`, `1430`, `2.30 pm`, `9am`, as `HH:MM`.

    Raises:
        ValueError: no such time, or an hour alone that may be morning or afternoon.
    """
    text = " ".join(written.casefold().split())
    if text in _TIME_WORDS:
        return _TIME_WORDS[text]
    found = _TIME.match(text)
    if not found or not (found[2] or found[3]):
        raise ValueError("not a time of day")
    hour, minute = int(found[1]), int(found[2] or 0)
    if half := found[3]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour of the half day")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise ValueError("no such time of day")
    return f"{hour:02}:{minute:02}"
