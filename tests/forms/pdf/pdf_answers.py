"""Values for any form, made from its definition: what hypothesis fills in and tests read back."""

from datetime import date
from typing import assert_never

from hypothesis import strategies as st

from forms.answers import Answer, Answers
from forms.copies import CopyId, derived_copy_id
from forms.definition import Choice, Comb, Date, Field, FieldKind, Form, Signature, Text, Tick, Time
from forms.errors import FieldOverflowError
from forms.pdf.fonts import ANSWER_CHARACTERS, font_program
from forms.pdf.template import pdf_template
from forms.registry import shipped_forms

FORMS = {form.id: form for form in shipped_forms()}
ALERT = FORMS["alert-form"]
PRINTABLE = sorted(
    char for char in ANSWER_CHARACTERS & font_program("LiberationSans-Regular").hex_codes.keys()
)
WORDS = st.text(st.sampled_from(PRINTABLE).filter(lambda char: not char.isspace()), min_size=1)


def text_of(kind: Text) -> st.SearchStrategy[str]:
    """Words with single blanks; several lines only where the box has them."""
    line = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
    text = st.lists(line, min_size=1, max_size=kind.lines).map("\n".join)
    return text.map(lambda value: value[: kind.max_length].strip()).filter(bool)


def answer_of(kind: FieldKind) -> st.SearchStrategy[Answer]:
    match kind:
        case Text():
            return text_of(kind)
        case Comb(length=length):
            return st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=length)
        case Date():
            return st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat)
        case Time():
            return st.times().map(lambda time: time.strftime("%H:%M"))
        case Choice(options=options):
            return st.sampled_from([option.key for option in options])
        case Tick():
            return st.booleans()
        case Signature():
            return st.just(None)
        case _:
            assert_never(kind)


def answers_of(form: Form) -> st.SearchStrategy[dict[str, Answer]]:
    """Any selection of the form's fields, answered."""
    return st.fixed_dictionaries(
        {}, optional={field.key: answer_of(field.kind) for field in form.fields()}
    )


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


def copy_of(form: Form, ordinal: int = 0) -> CopyId:
    return derived_copy_id(form.code, {"test": "copy"}, ordinal)


def fitting(form: Form, values: Answers) -> Answers:
    """Leave out the values that the form refuses as too long."""
    from forms.pdf.entries import entries

    try:
        entries(pdf_template(form), values)
    except FieldOverflowError as refused:
        return {key: value for key, value in values.items() if key not in refused.problems}
    return values


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
    "change_treatment_detail": "Methadone reduced from 60 ml to 45 ml daily,\nsupervised, from 3 June.",
}
