"""Every page, in the states that it has: where it is, and what is done on it first."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from playwright.sync_api import Page

from tests.service.full_house import House

NO_PAGES = frozenset(
    (
        *("next_check", "original", "picture", "look_page", "export", "evidence_package"),
        *("batch_exceptions_csv", "copy_set_file", "quality_place", "small", "copy_small"),
        *("check", "place", "definition_picture", "due_ics", "reference_list", "copies_csv"),
        *("second_factor_picture", "ask_provider", "back_from_provider"),
        "figures_csv",
    )
)
"""What answers with a file, a picture, or another address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page in one state."""

    endpoint: str
    path: str
    """With the names of `House` in braces."""
    state: str = "filled"
    sent: Mapping[str, str] | None = None
    """What is posted by the page's own form; None: the page is only opened."""
    form: str = "main form[method=post]"
    """Which form that is."""
    status: int = 200
    has_errors: bool = False
    signed_in: bool = True

    def __str__(self) -> str:
        """Name it in a test's id."""
        return f"{self.endpoint} {self.state}"

    def where(self, house: House | None) -> str:
        """Give the address."""
        return self.path.format(**asdict(house)) if house else self.path

    def which_form(self, house: House | None) -> str:
        """Give what finds the form."""
        return self.form.format(**asdict(house)) if house else self.form


def _wrong(endpoint: str, path: str, state: str = "wrong", status: int = 422, **sent: str) -> Visit:
    return Visit(
        endpoint=endpoint, path=path, state=state, sent=sent, status=status, has_errors=True
    )


def _searched(endpoint: str, path: str, form: str, **more: str) -> list[Visit]:
    return [
        Visit(endpoint=endpoint, path=path, state=state, sent={"words": words, **more}, form=form)
        for state, words in (("found", "severn"), ("close", "sevren"), ("nobody found", "qqqq"))
    ]


PARTS = ("names", "births", "numbers", "postcodes", "episodes", "workers")
EMPTY = (
    Visit(endpoint="home", path="/"),
    Visit(endpoint="send_in", path="/send-in"),
    Visit(endpoint="documents", path="/documents"),
    Visit(endpoint="records", path="/records"),
    Visit(endpoint="records", path="/records?state=review", state="to check"),
    Visit(endpoint="clients", path="/clients"),
    Visit(endpoint="alike", path="/clients/alike"),
    Visit(endpoint="new_client", path="/clients/new"),
    Visit(endpoint="import_clients", path="/clients/import"),
    Visit(endpoint="batches", path="/batches"),
    Visit(endpoint="work", path="/work"),
    Visit(endpoint="quality", path="/quality"),
    Visit(endpoint="monitoring", path="/monitoring"),
    Visit(endpoint="figures", path="/figures"),
    Visit(endpoint="forms", path="/forms"),
    Visit(endpoint="prison_forms", path="/forms/prison"),
    Visit(endpoint="copy_sets", path="/forms/sets"),
    Visit(endpoint="kinds_together", path="/check/together"),
    Visit(endpoint="ready_records", path="/check/ready"),
    Visit(endpoint="effects", path="/effects"),
    Visit(endpoint="copies", path="/forms/copies"),
    Visit(endpoint="due", path="/due"),
    Visit(endpoint="due_calendar", path="/due/calendar"),
    Visit(endpoint="settings", path="/settings"),
    Visit(endpoint="agencies", path="/settings/agencies"),
    Visit(endpoint="new_agency", path="/settings/agencies/new"),
    Visit(endpoint="import_agencies", path="/settings/agencies/import"),
    Visit(endpoint="thresholds", path="/settings/thresholds"),
    Visit(endpoint="reference_lists", path="/settings/lists"),
    Visit(endpoint="definitions", path="/settings/forms"),
    Visit(endpoint="users", path="/settings/users"),
    Visit(endpoint="audit", path="/audit"),
    Visit(endpoint="user", path="/settings/users/1"),
    Visit(endpoint="account", path="/account"),
    Visit(
        endpoint="set_up_second_factor",
        path="/account",
        sent={},
        form="form[action='/account/second-factor']",
    ),
    Visit(endpoint="sendings", path="/sendings"),
    Visit(endpoint="ended", path="/retention"),
    Visit(endpoint="for_agencies", path="/for-your-agency"),
)
"""The pages that there are before anything came in."""
_FILLED = (
    Visit(endpoint="sign_in", path="/sign-in", signed_in=False),
    Visit(
        endpoint="enter_code",
        path="/sign-in",
        sent={"name": "shona", "password": "nine-rivers-run-deep"},
        signed_in=False,
    ),
    Visit(endpoint="user", path="/settings/users/{strong_user}", state="with all there is"),
    Visit(endpoint="documents", path="/documents?state=unidentified", state="of a state"),
    Visit(endpoint="document", path="/documents/{document}"),
    Visit(endpoint="document", path="/documents/{unidentified}", state="not recognised"),
    Visit(endpoint="intake", path="/intakes/{intake}"),
    Visit(endpoint="records", path="/records?state=accepted", state="accepted"),
    Visit(endpoint="record", path="/records/{doubtful}"),
    Visit(endpoint="record", path="/records/{undecided}", state="undecided"),
    Visit(endpoint="record", path="/records/{accepted}", state="accepted"),
    Visit(endpoint="record", path="/records/{doubtful}?edit=all", state="edited"),
    Visit(endpoint="values_of_kind", path="/check/together/dates", state="dates"),
    Visit(endpoint="values_of_kind", path="/check/together/ticks", state="ticks"),
    Visit(endpoint="record_pages", path="/records/{doubtful}/pages"),
    Visit(endpoint="record", path="/records/{changing}", state="that changes something"),
    Visit(endpoint="record_effects", path="/records/{changing}/effects"),
    Visit(endpoint="issued_copy", path="/forms/copies/{copy}"),
    Visit(endpoint="copies", path="/forms/copies?state=out", state="of a state"),
    Visit(endpoint="send_record_on", path="/records/{changing}/send"),
    Visit(endpoint="send_record_on", path="/records/{doubtful}/send", state="not accepted"),
    Visit(endpoint="ask_send_back", path="/records/{doubtful}/send-back"),
    Visit(endpoint="ask_not_ours", path="/records/{doubtful}/not-ours"),
    Visit(endpoint="due", path="/due?when=overdue", state="overdue"),
    Visit(endpoint="client_journey", path="/clients/{client}/journey"),
    Visit(endpoint="client_rights", path="/clients/{client}/rights"),
    Visit(
        endpoint="client_rights",
        path="/clients/{client}/rights?record={doubtful}",
        state="of a form",
    ),
    Visit(endpoint="client_rights", path="/clients/{other}/rights", state="nothing asked"),
    Visit(endpoint="ended", path="/retention?state=held", state="held"),
    Visit(endpoint="ended", path="/retention?state=all", state="all"),
    Visit(endpoint="client_ended", path="/retention/clients/{ended}"),
    Visit(endpoint="client_ended", path="/retention/clients/{kept}", state="held"),
    Visit(endpoint="client_ended", path="/retention/clients/{client}", state="not yet"),
    Visit(endpoint="document_ended", path="/retention/files/{ended_file}"),
    Visit(
        endpoint="ask_approval",
        path="/retention/approve?item=client-{ended}&item=document-{ended_file}",
    ),
    Visit(endpoint="say_consent", path="/clients/{client}/consent"),
    Visit(endpoint="except_consent", path="/clients/{client}/consent/exception"),
    Visit(endpoint="send_form_to", path="/clients/{client}/send"),
    Visit(endpoint="agency", path="/settings/agencies/{agency}"),
    Visit(endpoint="definition", path="/settings/forms/{definition}"),
    Visit(endpoint="user_roles", path="/settings/users/1/roles"),
    Visit(endpoint="new_client_of_record", path="/records/{undecided}/client/new"),
    Visit(endpoint="client", path="/clients/{client}"),
    Visit(endpoint="client", path="/clients/{other}", state="new"),
    Visit(endpoint="client_history", path="/clients/{client}/history"),
    Visit(endpoint="client_seen", path="/clients/{client}/seen"),
    Visit(endpoint="client_seen", path="/clients/{other}/seen", state="new"),
    Visit(endpoint="change_details", path="/clients/{client}/change"),
    *(
        Visit(endpoint="client_part", path=f"/clients/{{client}}/{kind}", state=kind)
        for kind in PARTS
    ),
    Visit(endpoint="find_other", path="/clients/{client}/merge"),
    Visit(endpoint="compare", path="/clients/{client}/merge/{other}"),
    Visit(endpoint="batch", path="/batches/{batch}"),
    Visit(endpoint="batch_exceptions", path="/batches/{batch}/exceptions"),
    Visit(
        endpoint="batch_exceptions",
        path="/batches/{batch}/exceptions?state=unidentified",
        state="of a state",
    ),
    Visit(endpoint="work", path="/work?by=month", state="by month"),
    Visit(
        endpoint="figures",
        path="/figures?first-day=1&first-month=1&first-year=2026&last-day=31&last-month=12&last-year=2026",
        state="of a year",
    ),
    Visit(
        endpoint="figures",
        path="/figures?first-day=31&first-month=2&first-year=2026",
        state="wrong",
        status=422,
        has_errors=True,
    ),
    Visit(endpoint="quality_check", path="/quality/{check}"),
    Visit(endpoint="quality_check", path="/quality/{answered_check}", state="answered"),
    Visit(endpoint="forms", path="/forms?client={client}", state="for a client"),
    Visit(endpoint="look", path="/forms/alert-form/look?client={client}"),
    Visit(endpoint="prison_forms", path="/forms/prison?prison=LEI", state="counted"),
    Visit(endpoint="prison_forms", path="/forms/prison?prison=LEI&release_weeks=0", state="nobody"),
    Visit(endpoint="copy_set", path="/forms/sets/{copy_set}"),
    Visit(endpoint="copy_set", path="/forms/sets/{waiting_set}", state="waiting"),
)
_SEARCHED = (
    *_searched("clients", "/clients", "main form[method=post]"),
    *_searched("forms", "/forms", "main form[action='/forms']"),
    *_searched("find_other", "/clients/{client}/merge", "main form[method=post]"),
    *_searched(
        "search_for_record",
        "/records/{undecided}",
        "form#check",
        by_enter="yes",
    ),
)
_AUDITED = (
    Visit(
        endpoint="audit",
        path="/audit",
        state="searched",
        sent={"action": "record"},
        form="form[action='/audit']",
    ),
)
_WRONG = (
    Visit(
        endpoint="sign_in",
        path="/sign-in",
        state="wrong",
        sent={"name": "morag", "password": "wrong"},
        status=401,
        has_errors=True,
        signed_in=False,
    ),
    Visit(
        endpoint="change_password",
        path="/account",
        state="wrong",
        sent={"new_password": "short"},
        form="form[action='/account/password']",
        status=422,
        has_errors=True,
    ),
    _wrong("send_in", "/send-in"),
    _wrong("new_client", "/clients/new", **{"date_of_birth-day": "31", "date_of_birth-month": "2"}),
    _wrong("change_details", "/clients/{client}/change", surname=""),
    _wrong("new_client_of_record", "/records/{undecided}/client/new", surname=""),
    *(_wrong("client_part", f"/clients/{{client}}/{kind}", f"{kind} wrong") for kind in PARTS),
    _wrong("import_clients", "/clients/import"),
    Visit(
        endpoint="audit",
        path="/audit",
        state="wrong",
        sent={"client": "nobody", "first_day": "31 2 2026"},
        form="form[action='/audit']",
        status=422,
        has_errors=True,
    ),
    _wrong("import_agencies", "/settings/agencies/import"),
    _wrong("new_agency", "/settings/agencies/new"),
    _wrong("definitions", "/settings/forms"),
    _wrong("say_consent", "/clients/{client}/consent"),
    _wrong("except_consent", "/clients/{client}/consent/exception"),
    _wrong("send_form_to", "/clients/{client}/send"),
    _wrong("send_record_on", "/records/{changing}/send"),
    _wrong("ask_send_back", "/records/{doubtful}/send-back"),
    _wrong("record_effects", "/records/{changing}/effects", refuse="yes"),
    Visit(
        endpoint="write_off",
        path="/forms/copies/{copy}",
        state="wrong",
        sent={"because": ""},
        form="form#write-off",
        status=422,
        has_errors=True,
    ),
    Visit(
        endpoint="users",
        path="/settings/users",
        state="wrong",
        sent={"name": ""},
        form="form[action='/settings/users']",
        status=422,
        has_errors=True,
    ),
    Visit(
        endpoint="client_journey",
        path="/clients/{client}/journey",
        state="wrong",
        sent={"kind": ""},
        form="form[action='/clients/{client}/events']",
        status=422,
        has_errors=True,
    ),
    Visit(
        endpoint="prison_forms",
        path="/forms/prison?prison=LEI&release_weeks=soon",
        state="wrong",
        status=422,
        has_errors=True,
    ),
    *(
        Visit(
            endpoint=endpoint,
            path="/clients/{client}/rights",
            state="wrong",
            sent=sent,
            form=form,
            status=422,
            has_errors=True,
        )
        for endpoint, form, sent in (
            ("access_bundle", "form#access", {"asked_by": "", "reason": ""}),
            ("ask_for_correction", "form#correct", {"field": "", "statement": ""}),
            ("decide_on_correction", "form[action*='/corrections/']", {"value": "x"}),
        )
    ),
    *(
        Visit(
            endpoint="decide_on_ended_client",
            path=f"/retention/clients/{{{who}}}",
            state=f"{act} wrong",
            sent={"reason": ""},
            form=f"form#{act}",
            status=422,
            has_errors=True,
        )
        for who, act in (("ended", "keep"), ("ended", "hold"), ("kept", "release"))
    ),
    Visit(
        endpoint="decide_on_ended_document",
        path="/retention/files/{ended_file}",
        state="wrong",
        sent={"reason": ""},
        form="form#keep",
        status=422,
        has_errors=True,
    ),
    _wrong("approve", "/retention/approve?item=client-{ended}"),
    _wrong("quality_check", "/quality/{check}"),
    Visit(
        endpoint="save",
        path="/records/{doubtful}",
        state="accepted too soon",
        sent={"accept": "yes"},
        form="form[action='/records/{doubtful}']",
        status=409,
        has_errors=True,
    ),
    Visit(
        endpoint="save",
        path="/records/{doubtful}?edit=all",
        state="wrong",
        sent={"value-date_of_birth": "31 2 1974"},
        form="form[action='/records/{doubtful}']",
        status=422,
        has_errors=True,
    ),
    Visit(endpoint="nowhere", path="/nowhere", state="missing", status=404),
)
VISITS = (*EMPTY, *_FILLED, *_SEARCHED, *_AUDITED, *_WRONG)

_SEND = """([form, values]) => {
    const one = document.querySelector(form)
    for (const [name, value] of Object.entries(values)) {
        const known = one.querySelector(`[name="${name}"]:not(button)`)
        const box = known || document.createElement('input')
        box.name = name
        box.value = value
        if (!known) { box.type = 'hidden'; one.append(box) }
    }
    HTMLFormElement.prototype.submit.call(one)
}"""


def pay(
    visit: Visit, page: Page, house: House | None, answered: Callable[[int, bytes], None]
) -> None:
    """Open a page and do on it what is to be done; `answered` is told the status and the text."""
    answer = page.goto(visit.where(house))
    if visit.sent is not None:
        with page.expect_navigation() as arrival:
            page.evaluate(_SEND, [visit.which_form(house), dict(visit.sent)])
        answer = arrival.value
    if answer is not None:
        answered(answer.status, answer.body())
