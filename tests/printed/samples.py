"""Forms by id, what their fields say when filled, and one filled Alert Form of invented people."""

from pathlib import Path

from forms.answers import Answer, Answers
from forms.definition import Choice, Date, Field, Tick, Time
from forms.fontfile import REGULAR_NAME
from forms.loading import load_form_file
from forms.pdf.fonts import font_program
from forms.registry import shipped_forms

LOCAL = load_form_file(Path(__file__).with_name("every-kind.toml"))
FORMS = {form.id: form for form in (*shipped_forms(), LOCAL)}
ALERT = FORMS["alert-form"]
PRINTABLE = sorted(font_program(REGULAR_NAME).hex_codes)


def expected_entry(field: Field, value: Answer) -> str:
    """What the field's /V says for a canonical value."""
    match field.kind:
        case Tick():
            return "/Yes" if value else "/Off"
        case Choice():
            return f"/{value}"
        case Date():
            return "".join(reversed(str(value).split("-")))
        case Time():
            return str(value).replace(":", "")
        case _:
            return str(value)


SAMPLE: Answers = {
    "date_completed": "2009-06-14",
    "client_name": "Siân Ŵyn O'Neill-ŷ",
    "date_of_birth": "1979-02-28",
    "prisoner_number": "A1234BC",
    "criminal_justice_status": "sentenced",
    "court_name": "Llandudno Magistrates' Court",
    "court_hearing_date": "2009-03-02",
    "initial_release_date": "2009-07-01",
    "prison_name": "HMP Example",
    "prison_code": "EXI",
    "dat_name": "Gwynedd",
    "dat_code": "A12B",
    "prison_key_worker": "Łukasz Zażółć",
    "prison_spoc_phone": "029 2018 0123",
    "community_case_worker": "Zoë Müller",
    "community_spoc_phone": "0117 496 0123",
    "change_release_or_court_date": True,
    "change_release_or_court_date_detail": "2009-07-15",
    "change_release_status": True,
    "change_release_status_detail": "released",
    "change_treatment": True,
    "change_treatment_detail": "Methadone reduced from 60 ml to 45 ml,\nsupervised, from 3 June.",
}
