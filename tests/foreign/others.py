"""Other agencies' versions of our other forms: activity forms, consent sheets, release plans.

They are set like the alert forms, with fewer questions; what they ask is in the truth.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.answers import Answer
from forms.definition import Choice
from forms.geometry import PAGE_WIDTH_MM, BoxMm
from forms.registry import load_catalogue
from tests.foreign.alert import COMBS
from tests.foreign.answers import TOWNS, Written, date_style, written_date
from tests.foreign.blocks import section
from tests.foreign.drawing import Drawing
from tests.foreign.faces import width_mm
from tests.foreign.furniture import Plan, foot, head, heading
from tests.foreign.people import name_of, phone_number, prisoner_number
from tests.foreign.rows import Item
from tests.foreign.style import Style
from tests.foreign.tick_boxes import tick_place
from tests.foreign.wordings import AGENCIES, FOOTERS, NOTES, PLACES

SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "activity-form": (
        ("Who sends this", ("date_completed", "worker_name", "worker_phone")),
        ("The client", ("client_reference", "sex", "date_of_birth")),
        ("What happened", ("case_action", "event_date", "from_agency", "to_agency")),
        ("Where the client lives", ("dat_name", "dat_code", "dir_date")),
    ),
    "dir-consent": (
        ("About you", ("client_name", "date_of_birth", "client_reference", "prisoner_number")),
        ("Witnessed by", ("worker_name", "worker_role")),
    ),
    "release-plan": (
        ("Client and custody", ("date_completed", "client_name", "date_of_birth")),
        ("Prison", ("prison_name", "prisoner_number", "prison_code", "release_date")),
        ("Release", ("release_type", "hdc_date", "licence_expiry_date")),
        ("Treatment", ("main_substance", "prescribed_drug", "prescriber")),
        ("Contacts", ("prison_key_worker", "community_case_worker")),
    ),
}
TITLES = {
    "activity-form": ("Activity Form", "CJIT Activity Form", "DIR Activity Form"),
    "dir-consent": ("Consent to share information", "Information sharing consent", "Consent form"),
    "release-plan": ("Release Plan", "Pre-release plan", "Throughcare plan"),
}
_CONSENT = (
    "I agree that facts about my drug use and treatment may be shared between the teams that look "
    "after me in prison and in the community. I can take back my consent at any time."
)
_CHANCE = {"hdc_date": 0.4, "licence_expiry_date": 0.5, "dir_date": 0.6}


@dataclass(frozen=True, slots=True)
class OtherForm:
    """A designed page and the answers written on it."""

    drawing: Drawing
    written: Written
    signed: BoxMm | None


def _words(rng: random.Random, key: str) -> str:
    if "number" in key:
        return prisoner_number(rng)
    plain = {
        "client_reference": f"{rng.choice('ABCD')}{rng.randrange(1000, 9999)}",
        "worker_role": rng.choice(("Drug worker", "Case manager", "Nurse, CARAT team")),
        "main_substance": rng.choice(("Heroin", "Crack cocaine", "Amphetamine")),
        "prescribed_drug": rng.choice(("Methadone 1mg/1ml", "Subutex", "None")),
        "prison_name": rng.choice(("HMP Leeds", "HMP Bristol", "HMP Hewell", "HMP Norwich")),
        "prison_code": rng.choice(("LEI", "BLI", "HEI", "NWI")),
        "dat_name": rng.choice(("Leeds", "Bristol", "Cardiff", "Sunderland", "Poole")),
        "dat_code": f"{rng.choice('ABCDEF')}{rng.randrange(1, 50):02d}B",
        "from_agency": rng.choice(AGENCIES).format(rng.choice(PLACES)),
        "to_agency": f"CJIT {rng.choice(TOWNS)}",
    }
    if key in plain:
        return plain[key]
    return phone_number(rng) if "phone" in key else name_of(rng)


def _answers(rng: random.Random, form_id: str) -> Written:
    form = load_catalogue().find(form_id)
    today = date(2009 + rng.randrange(8), rng.randrange(1, 13), rng.randrange(1, 28))
    style = date_style(rng)
    truth: dict[str, Answer] = {}
    words: dict[str, str] = {}
    for _, keys in (*SECTIONS[form_id], ("", ("client_signed_date",))):
        for key in keys:
            if rng.random() > _CHANCE.get(key, 0.92):
                continue
            kind = next((one.kind for one in form.fields() if one.key == key), None)
            if isinstance(kind, Choice):
                truth[key] = rng.choice(kind.options).key
            elif "date" in key:
                back = rng.randrange(19 * 366, 60 * 365) if "birth" in key else rng.randrange(40)
                truth[key] = (today - timedelta(days=back)).isoformat()
                words[key] = written_date(date.fromisoformat(str(truth[key])), style)
            else:
                truth[key] = words[key] = _words(rng, key)
    truth["refused"] = False
    return Written(truth, words)


def _item(rng: random.Random, style: Style, form_id: str, key: str) -> Item:
    asked = load_catalogue().find(form_id).field(key)
    label = asked.label if rng.random() < 0.6 else rng.choice((asked.label, *asked.synonyms))
    cells = COMBS.get("date" if "date" in key else key, 0) if style.comb else 0
    return Item(key, label, cells, choice=isinstance(asked.kind, Choice))


def _consent(drawing: Drawing, style: Style, top: float) -> tuple[float, BoxMm]:
    """Print what is agreed to, the tick of a refusal and a line to sign on."""
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    path, size, line = style.face.regular, style.size, ""
    for word in [*_CONSENT.split(), "\n"]:
        longer = f"{line} {word}".strip()
        if word == "\n" or width_mm(path, size, longer) > width:
            top += size * 0.48
            drawing.text(left, top, line, path, size)
            line = word
        else:
            line = longer
    end = tick_place(drawing, style, "refused", left, top + 7)
    drawing.text(end + 2, top + 8, "The client refused to agree to any sharing.", path, size)
    base = top + 24
    start = drawing.text(left, base, "Client signature:", style.label, size) + 2
    drawing.line(start, base + 0.3, start + 55, base + 0.3, style.rule)
    drawing.labels["client_signature"] = BoxMm(left, base - 3, start - 2, base + 1)
    item = Item("client_signed_date", "Date signed by client")
    box = (start + 60, left + width - start - 60, base - 9.0)
    low = section(drawing, replace(style, family="rule", columns=1), (item,), box, 1.0)
    return max(low, base + 4), BoxMm(start, base - 11, start + 55, base + 2)


def other_form(rng: random.Random, style: Style, form_id: str) -> OtherForm:
    """Design and answer one of our other forms as some team has it."""
    style = replace(style, ticks=replace(style.ticks, yes_no=False))
    drawing = Drawing()
    plan = Plan(
        title=rng.choice(TITLES[form_id]),
        agency=rng.choice(AGENCIES).format(rng.choice(PLACES)),
        note=rng.choice(NOTES[:3]),
        footer=rng.choice(FOOTERS).format(rng.randrange(1, 9)),
    )
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    top = head(drawing, style, plan)
    signed = None
    for number, (words, keys) in enumerate(SECTIONS[form_id]):
        if form_id == "dir-consent" and number == 1:
            top, signed = _consent(drawing, style, top + 3)
        low = heading(drawing, style, words, (left, width, top + 1))
        items = [_item(rng, style, form_id, key) for key in keys]
        top = section(drawing, style, items, (left, width, low), 1.0) + 1.5
    foot(drawing, style, plan)
    return OtherForm(drawing, _answers(rng, form_id), signed if rng.random() < 0.7 else None)
