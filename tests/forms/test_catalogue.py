"""The forms that the product ships: the guidance's own words, and what the others must carry."""

import re

import pytest

from forms.definition import Choice, ChoiceMark, Comb, Date, Field, Form, Section, Signature, Tick
from forms.layout import lay_out
from forms.registry import load_catalogue

CATALOGUE = load_catalogue()
FORMS = tuple(CATALOGUE)
IDS = ["activity-form", "alert-form", "dir-consent", "fax-cover", "release-plan"]

# As printed, from the top down: each left block, then the one beside it.
ANNEX_E = {
    "date_completed": "Date form completed",
    "client_name": "Name",
    "date_of_birth": "Date of Birth",
    "prisoner_number": "Prisoner Number",
    "criminal_justice_status": "Client Criminal Justice Status",
    "prison_name": "Name of Prison",
    "prison_code": "Prison Code",
    "dat_name": "Name of DAT",
    "dat_code": "DAT code",
    "court_name": "Name of original court of appearance",
    "court_hearing_date": "Date of original court hearing",
    "initial_release_date": "Initial release date",
    "prison_key_worker": "Name of Prison Key Worker",
    "prison_spoc_phone": "Prison SPOC telephone number",
    "community_case_worker": "Name of Community Case Worker",
    "community_spoc_phone": "Community SPOC telephone number",
}
ANNEX_E_CHANGES = {
    "change_release_or_court_date": ("Change of release / court date", "Insert new date"),
    "change_worker": ("Change of Key / Case worker", "Insert new Key / Case worker"),
    "change_prison": ("Change of Prison", "Insert new prison and code"),
    "change_court_venue": ("Change of court appearance venue", "Insert new court and code"),
    "change_release_status": ("Change of release status", "(Delete as appropriate) From Remand to"),
    "disengaged": ("Client disengaged from treatment", None),
    "re_engaged": ("Client re-engaged with treatment", None),
    "change_treatment": (
        "Change of treatment delivered",
        "Insert details of change in treatment delivered",
    ),
    "change_release_plan": ("Change in release plan", "Insert details of change in release plan"),
    "death": ("Death", None),
    "other": ("Other", "Insert details of any other change in circumstance"),
}


def form(form_id: str) -> Form:
    return CATALOGUE.find(form_id)


def section(form_id: str, key: str) -> Section:
    return next(section for section in form(form_id).sections if section.key == key)


def prose(form_id: str) -> str:
    parts = (part for each in form(form_id).sections for part in (*each.paragraphs, *each.points))
    return " ".join(parts)


def options(field: Field) -> list[str]:
    assert isinstance(field.kind, Choice)
    return [option.key for option in field.kind.options]


def test_five_forms_are_shipped() -> None:
    assert [form.id for form in FORMS] == IDS


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_each_form_fits_the_pages_that_it_promises(form: Form) -> None:
    layout = lay_out(form)
    placed = {space.field.key for page in layout.pages for space in page.spaces()}
    assert len(layout.pages) == form.pages
    assert placed == {field.key for field in form.fields()}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_each_question_can_be_read_out_and_found_on_other_layouts(form: Form) -> None:
    for field in form.fields():
        assert field.help.strip(), field.key
        assert len(set(field.synonyms)) == len(field.synonyms), field.key


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_one_label_in_one_section_means_one_question(form: Form) -> None:
    for each in form.sections:
        said = [(field.label, field.help, field.detail_of) for field in each.fields]
        assert len(set(said)) == len(said), each.key


def test_a_key_that_forms_share_has_one_kind_on_all() -> None:
    kinds: dict[str, set[type]] = {}
    for each in FORMS:
        for field in each.fields():
            kinds.setdefault(field.key, set()).add(type(field.kind))
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}


# The Alert Form: Annex E


def test_the_alert_form_asks_annex_e_in_its_order() -> None:
    expected = list(ANNEX_E)
    for key, (_, detail) in ANNEX_E_CHANGES.items():
        expected += [key, f"{key}_detail"] if detail else [key]
    assert [field.key for field in form("alert-form").fields()] == expected


def test_the_alert_form_speaks_the_words_of_annex_e() -> None:
    fields = {field.key: field for field in form("alert-form").fields()}
    assert {key: fields[key].label for key in ANNEX_E} == ANNEX_E
    for key, (label, detail) in ANNEX_E_CHANGES.items():
        assert fields[key].label == label
        assert isinstance(fields[key].kind, Tick)
        if detail:
            assert fields[f"{key}_detail"].label == detail


def test_the_eleven_changes_are_numbered() -> None:
    numbers = [field.number for field in section("alert-form", "changes").fields if field.number]
    assert numbers == [str(number) for number in range(1, 12)]


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("criminal_justice_status", ["remand", "sentenced", "released"]),
        ("change_release_status_detail", ["sentenced", "released"]),
    ],
)
def test_the_alert_form_has_words_deleted_as_appropriate(key: str, answers: list[str]) -> None:
    field = form("alert-form").field(key)
    assert isinstance(field.kind, Choice)
    assert field.kind.mark is ChoiceMark.STRIKE
    assert options(field) == answers


def test_the_alert_form_is_one_page() -> None:
    assert form("alert-form").pages == 1


# The consent sheet: Annex A


def test_each_agency_has_its_own_yes_and_no() -> None:
    table = section("dir-consent", "choices").table
    assert table
    agencies = [row.key for row in table.rows]
    assert agencies == [
        *("smt_clinical", "carat", "cjit", "treatment_provider", "offender_manager"),
        *("psr_author", "prison_departments", "other_1", "other_2"),
    ]
    for agency in agencies:
        assert options(form("dir-consent").field(f"{agency}_share")) == ["yes", "no"]


def test_no_consent_is_ever_filled_in_for_the_client() -> None:
    for field in form("dir-consent").fields():
        if field.key.endswith("_share") or field.key in ("monitoring_consent", "refused"):
            assert field.by_hand, field.key


@pytest.mark.parametrize(
    "words",
    [
        "give facts about you to each other, and get them back",
        "without your consent",
        "harm yourself",
        "harm someone else",
        "Required Assessment",
        "Restriction on Bail",
        "We will still refer you for help",
        "may take longer",
        "You can take back your consent at any time",
        "Facts that cannot show who you are may be used for this without your consent",
        "If you leave a row empty, we will take it as no",
        "That includes the people we work for",
    ],
)
def test_the_consent_sheet_says_what_annex_a_asks_for(words: str) -> None:
    assert words in prose("dir-consent")


def test_the_consent_sheet_does_not_pass_for_the_home_offices() -> None:
    note = form("dir-consent").note
    assert note
    assert "our own consent sheet" in note
    assert "not the sheet that the Home Office made" in note


def test_both_sign_and_date_the_consent_sheet() -> None:
    fields = {field.key: field for field in form("dir-consent").fields()}
    for party in ("client", "worker"):
        assert isinstance(fields[f"{party}_signature"].kind, Signature)
        assert isinstance(fields[f"{party}_signed_date"].kind, Date)


@pytest.mark.parametrize(
    "key",
    [
        *("interpreter_used", "interpreter_name", "refused", "worker_name", "worker_role"),
        *("withdrawn_date", "withdrawal_scope", "withdrawn_agencies", "withdrawal_recorded_by"),
    ],
)
def test_the_consent_sheet_has_room_for_what_may_happen(key: str) -> None:
    assert form("dir-consent").field(key)


def syllables(word: str) -> int:
    """Count groups of vowels, less a silent e: right for nine words of ten."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def test_a_child_of_eleven_can_read_the_consent_sheet() -> None:
    text = prose("dir-consent")
    sentences = [part for part in re.split(r"[.:?]\s|;\s", f"{text} ") if part.strip()]
    words = re.findall(r"[a-z']+", text.lower())
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59  # Flesch and Kincaid, 1975
    assert grade + 5 <= 11, f"reading age {grade + 5:.1f}"


# The release plan: process points 7 and 9


def test_no_answer_is_not_no_on_the_release_plan() -> None:
    asked = [field for field in form("release-plan").fields() if isinstance(field.kind, Choice)]
    questions = [field for field in asked if {"yes", "no"} <= set(options(field))]
    assert len(questions) > 15
    for field in questions:
        if not field.key.endswith("_consent"):
            assert "no_answer" in options(field), field.key


def test_the_consent_behind_each_recipient_is_on_the_release_plan() -> None:
    table = section("release-plan", "recipients").table
    assert table
    for row in table.rows:
        fields = form("release-plan")
        assert options(fields.field(f"{row.key}_consent")) == ["yes", "no"]
        assert isinstance(fields.field(f"{row.key}_consent_date").kind, Date)
        assert fields.field(f"{row.key}_consent_date").required_when


def test_the_recipients_of_a_plan_are_those_of_the_consent_sheet() -> None:
    plan, consent = (
        section("release-plan", "recipients").table,
        section("dir-consent", "choices").table,
    )
    assert plan
    assert consent
    assert {row.key for row in plan.rows} <= {row.key for row in consent.rows}


@pytest.mark.parametrize(
    "key",
    [
        *("plan_version", "release_date", "release_type", "hdc_date", "ecl_date"),
        *("licence_expiry_date", "meeting_date", "meeting_mode", "treatment_continues"),
        *("prescribed_drug", "dose_mg", "dose_ml", "strength", "regime", "supervised"),
        *("last_dose_date", "last_dose_time", "script_until", "prescriber", "pharmacy"),
        *("first_appointment_date", "housing_plan", "housing_referred_answer"),
        *("benefits_referred_answer", "identity_papers_answer", "debts_answer", "gp_answer"),
        *("naloxone_answer", "overdose_advice_answer", "harm_reduction_advice_answer"),
        *("pick_up_requested", "pick_up_priority", "licence_conditions", "appointment_1_with"),
        *("prison_key_worker", "community_case_worker", "offender_manager"),
    ],
)
def test_the_release_plan_covers_what_the_day_of_release_needs(key: str) -> None:
    assert form("release-plan").field(key)


def test_three_people_sign_the_release_plan() -> None:
    fields = form("release-plan").fields()
    signed = [field.key for field in fields if isinstance(field.kind, Signature)]
    assert signed == ["client_signature", "prison_worker_signature", "community_worker_signature"]


@pytest.mark.parametrize(("form_id", "pages"), [("release-plan", 3), ("dir-consent", 2)])
def test_a_form_is_no_longer_than_people_will_fill_in(form_id: str, pages: int) -> None:
    assert form(form_id).pages <= pages


# The Activity Form and the cover sheet


@pytest.mark.parametrize("form_id", ["activity-form", "fax-cover"])
def test_forms_that_others_may_see_ask_for_no_name_of_a_client(form_id: str) -> None:
    keys = {field.key for field in form(form_id).fields()}
    assert not keys & {"client_name", "prisoner_number", "client_signature"}


def test_the_activity_form_asks_for_attributors_only_with_consent() -> None:
    fields = form("activity-form")
    for key in ("client_initials", "sex", "date_of_birth"):
        condition = fields.field(key).required_when
        assert condition
        assert (condition.field, condition.values) == ("monitoring_consent", ("yes",))


@pytest.mark.parametrize("action", ["opened", "transferred", "closed"])
def test_each_kind_of_activity_asks_for_its_reason(action: str) -> None:
    fields = form("activity-form")
    condition = fields.field(f"{action}_because").required_when
    assert condition
    assert (condition.field, condition.values) == ("case_action", (action,))
    assert action in options(fields.field("case_action"))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("closed_because", "entered_prison"),  # part 1
        ("opened_because", "arrived_from_community"),  # process point 4
        ("transferred_because", "from_community"),  # process point 4
        ("transferred_because", "to_prison"),  # process point 8, sending
        ("opened_because", "arrived_from_prison"),  # process point 8, receiving
        ("opened_because", "gate_pick_up"),  # process point 9
        ("closed_because", "released"),  # process point 9
        ("closed_because", "court_to_other_prison"),  # process point 11
        ("closed_because", "not_returned_from_court"),  # process point 13
        ("opened_because", "contact_made"),  # process points 13 and 14
        ("closed_because", "released_from_court"),  # process point 14
    ],
)
def test_the_activity_form_has_each_event_of_the_guidance(key: str, reason: str) -> None:
    assert reason in options(form("activity-form").field(key))


def test_the_cover_sheet_lists_what_follows() -> None:
    fields = form("fax-cover")
    for item in range(1, 7):
        for part in ("form", "copy", "pages"):
            assert fields.field(f"item_{item}_{part}")
    assert isinstance(fields.field("page_count").kind, Comb)
    assert {"death", "release", "treatment_change"} <= set(options(fields.field("urgent_because")))
