"""What is true of an invented client, and how a person writes it on an Alert Form."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from forms.answers import Answer
from forms.reference import Entry, shipped_lists
from tests.foreign.people import name_of, phone_number, prisoner_number

TICKS = (
    *("change_release_or_court_date", "change_worker", "change_prison", "change_court_venue"),
    *("change_release_status", "disengaged", "re_engaged", "change_treatment"),
    *("change_release_plan", "death", "other"),
)
DETAILED = frozenset(TICKS) - {"disengaged", "re_engaged", "death"}
DATES = frozenset(
    {
        *("date_completed", "date_of_birth", "court_hearing_date", "initial_release_date"),
        "change_release_or_court_date_detail",
    }
)
CODES = frozenset({"prisoner_number", "prison_code", "dat_code"})
TREATMENTS = (
    *("Methadone reduced to {n}ml daily", "Now on {n}mls methadone, supervised", "Detox completed"),
    *("Changed from methadone to Subutex {m}mg", "Buprenorphine {m}mg once daily", "Relapse group"),
    *("Methadone {n}ml, to reduce by 5ml a week", "Lofexidine course started", "IDTS maintenance"),
    *("Started naltrexone", "Weekly one to one sessions instead of group work"),
)
PLANS = (
    *("Will now live with sister in {t}", "Hostel bed at {t} fell through", "No fixed abode"),
    *(
        "Appointment moved to {h}.30am on Monday",
        "Gate pick-up needed at {h}am",
        "Rehab place found",
    ),
    *("Script to be collected from chemist in {t}", "Probation office changed to {t}"),
    *("Bail hostel in {t} agreed, room from release", "Housing benefit claim not yet started"),
)
OTHERS = (
    *("Client on ACCT, observed hourly", "Home detention curfew granted", "Recall to prison"),
    *(
        "Client now has a new mobile number",
        "Pregnant, due in {h} weeks",
        "Moved to healthcare wing",
    ),
    *("Safeguarding concern, ring before visit", "Outside hospital since Tuesday", "Appeal lodged"),
    *("Positive test on return from {t}", "Client asks for no contact with family"),
)
TOWNS = ("Leeds", "Luton", "Derby", "Exeter", "Crewe", "Bolton", "Dover", "Truro", "Ripon")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What is true, as the reader should give it, and the words that stand on the paper."""

    truth: Mapping[str, Answer] = field(repr=False)
    words: Mapping[str, str] = field(repr=False)


def ordinal(day: int) -> str:
    """Give a day of the month as it is spoken."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{day}{'th' if 10 < day < 14 else ends.get(day % 10, 'th')}"


def date_style(rng: random.Random) -> str:
    """Choose the one way in which a person writes dates."""
    common = ("d/m/Y", "d/m/y", "d.m.y", "d.m.Y", "d-m-Y", "d M Y", "d/m/y", "d/m/Y")
    seldom = ("D M Y", "d month Y", "D month Y", "d-M-y", "j/n/y", "d M y", "d m Y", "d-m-y")
    return rng.choice(common if rng.random() < 0.75 else seldom)


def written_date(value: date, style: str) -> str:
    """Write a date; `style` as from `date_style`."""
    month = _MONTHS[value.month - 1]
    parts = {
        "d": f"{value.day:02d}",
        "j": str(value.day),
        "D": ordinal(value.day),
        "m": f"{value.month:02d}",
        "n": str(value.month),
        "M": month[:3],
        "Y": str(value.year),
        "y": f"{value.year % 100:02d}",
    }
    if "month" in style:
        day, _, year = style.split(" ")
        return f"{parts[day]} {month} {parts[year]}"
    if "M" in style:
        parts["d"] = str(value.day)
    return "".join(parts.get(char, char) for char in style)


def _sentence(rng: random.Random, choices: tuple[str, ...]) -> str:
    fill = {"n": 5 * rng.randrange(3, 20), "m": 2 * rng.randrange(1, 9)}
    return rng.choice(choices).format(**fill, t=rng.choice(TOWNS), h=rng.randrange(2, 12))


def _entry(rng: random.Random, list_name: str) -> Entry:
    return rng.choice(
        [e for e in shipped_lists().entries(list_name) if e.code and len(e.name) < 52]
    )


def _prison(rng: random.Random) -> tuple[str, str]:
    entry = _entry(rng, "prisons")
    name = entry.name
    if rng.random() < 0.3:
        name = re.sub(r"^(HMP & YOI|HMP/YOI|HMYOI|HMP|YOI) ", "", name)
    return name, entry.code or ""


def _coded(rng: random.Random, name: str, code: str) -> str:
    return f"{name}{rng.choice((' ', ' ', ' - ', ', '))}{code}"


def _details(rng: random.Random, released: date) -> dict[str, Answer | date]:
    court = _entry(rng, "courts")
    return {
        "change_release_or_court_date_detail": released + timedelta(days=rng.randrange(1, 300)),
        "change_worker_detail": name_of(rng),
        "change_prison_detail": _coded(rng, *_prison(rng)),
        "change_court_venue_detail": _coded(rng, court.name, court.code or ""),
        "change_release_status_detail": rng.choice(("sentenced", "released")),
        "change_treatment_detail": _sentence(rng, TREATMENTS),
        "change_release_plan_detail": _sentence(rng, PLANS),
        "other_detail": _sentence(rng, OTHERS),
    }


def _facts(rng: random.Random) -> dict[str, Answer | date]:
    completed = date(2007, 1, 1) + timedelta(days=rng.randrange(12 * 365))
    prison, prison_code = _prison(rng)
    dat = rng.choice([entry for entry in shipped_lists().entries("dats") if len(entry.name) < 52])
    return {
        "date_completed": completed,
        "client_name": name_of(rng, middle=0.25),
        "date_of_birth": completed - timedelta(days=rng.randrange(18 * 366, 64 * 365)),
        "prisoner_number": prisoner_number(rng),
        "criminal_justice_status": rng.choice(("remand", "sentenced", "released")),
        "prison_name": prison,
        "prison_code": prison_code,
        "dat_name": dat.name,
        "dat_code": dat.code or f"{rng.choice('ABCDEFGHJ')}{rng.randrange(1, 60):02d}B",
        "court_name": _entry(rng, "courts").name,
        "court_hearing_date": completed - timedelta(days=rng.randrange(7, 500)),
        "initial_release_date": completed + timedelta(days=rng.randrange(3, 700)),
        "prison_key_worker": name_of(rng),
        "prison_spoc_phone": phone_number(rng),
        "community_case_worker": name_of(rng),
        "community_spoc_phone": phone_number(rng),
    }


_MAY_BE_BLANK = (
    *("court_name", "court_hearing_date", "initial_release_date", "community_case_worker"),
    *("community_spoc_phone", "prison_spoc_phone", "prison_key_worker", "dat_code", "prison_code"),
)


def alert_answers(rng: random.Random) -> Written:
    """Invent one client's alert: every question that the form may ask."""
    facts = _facts(rng)
    for key in _MAY_BE_BLANK:
        if rng.random() < 0.13:
            del facts[key]
    released = facts.get("initial_release_date", facts["date_completed"])
    details = _details(rng, released if isinstance(released, date) else date(2010, 1, 1))
    ticked = set(rng.sample(TICKS, rng.choice((1, 1, 2, 2, 3, 4))))
    for key in TICKS:
        facts[key] = key in ticked
        if key in ticked & DETAILED and rng.random() < 0.93:
            facts[f"{key}_detail"] = details[f"{key}_detail"]
    style = date_style(rng)
    words = {
        key: written_date(value, style) if isinstance(value, date) else value
        for key, value in facts.items()
        if isinstance(value, date | str)
    }
    truth = {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}
    return Written(truth, words)
