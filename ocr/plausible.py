"""Which days are plausible in a field, by its question and the day the form was completed."""

from datetime import date

from forms.definition import Field
from forms.written import BIRTH_KEY
from forms.written_dates import YOUNGEST_CLIENT_YEARS, today_utc

_COMPLETED_KEY = "date_completed"
_RARE, _ODD, _NEVER = -2.0, -5.0, -12.0
"""Nats."""


def _birth_prior(day: date, today: date) -> float:
    age = (today - day).days / 365.25
    if age < YOUNGEST_CLIENT_YEARS:
        return _NEVER
    if age < 17 or age > 95:
        return _ODD
    return _RARE if age > 80 else 0.0


def year_prior(asked: Field, value: str, form_day: date | None, today: date | None = None) -> float:
    """Weigh a day by what its question is about.

    Args:
        asked: the question.
        value: ISO 8601.
        form_day: when the form was completed, if that is clear.
        today: by default now.
    """
    today = today or today_utc()
    day = date.fromisoformat(value)
    if asked.key.endswith(BIRTH_KEY):
        return _birth_prior(day, form_day or today)
    if asked.key == _COMPLETED_KEY and day > today:
        return _NEVER
    if not 1995 <= day.year <= today.year + 30:
        return _ODD
    if form_day is None or asked.key == _COMPLETED_KEY:
        return 0.0
    years = abs((day - form_day).days) / 365.25
    return 0.0 if years <= 3 else _RARE if years <= 12 else _ODD
