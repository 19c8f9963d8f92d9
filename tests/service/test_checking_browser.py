"""Checking in a real browser, by the keyboard alone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms.copies import new_copy_id
from forms.definition import Form
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from service.clock import now_utc
from service.demo.fax import fax_of_pdf
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import holds, sessions, users
from service.store.engine import unit_of_work
from service.store.states import RecordState
from service.usecases.records import find_record, list_records
from tests.service.checkers import THREE, came, doubtful_page, lapse, person
from tests.service.conftest import add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader
from tests.service.served import PASSWORD, browsing, launched, serving, sign_in
from tests.service.stored import store_record
from tests.service.twins import OF_A_TWIN, add_twins

_LOOK_MS = 130
_TWICE_AT_ONCE = """() => {
  for (let time = 0; time < 2; time++) {
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })
    document.activeElement.dispatchEvent(enter)
  }
}"""


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """Wait as long as machines need that others share."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        """Press keys as fast as a person does: what comes sooner was not looked at."""
        for key in keys:
            expect(self.page.locator("form[data-checking]:not([data-ready])")).to_have_count(0)
            self.page.wait_for_timeout(_LOOK_MS)
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)


@contextmanager
def _checking(runtime: Runtime, *, scripts: bool = True) -> Iterator[tuple[Page, Keys]]:
    with serving(runtime) as address, browsing(address, scripts=scripts) as page:
        yield page, Keys(page)


def _now(page: Page) -> str | None:
    return page.locator(".tc-check--now").get_attribute("data-check")


def test_three_doubts_take_four_keys(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(small)
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    with _checking(small) as (page, keys):
        page.goto(f"/records/{record_id}")
        started = time.perf_counter()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        assert page.locator(".tc-check:visible").count() == 1
        keys.press("Enter", "Enter", "Enter")
        expect(page.get_by_role("button", name="Save and accept")).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
        assert time.perf_counter() - started < 10
    found = find_record(small, record_id)
    assert (found.state, len(found.corrections)) == (RecordState.ACCEPTED, 3)
    assert keys.pressed == 4


def test_other_answers_take_one_key_more_each_and_typing_is_judged_at_once(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(small)
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    with _checking(small) as (page, keys):
        page.goto(f"/records/{record_id}")
        expect(page.get_by_text("1 of 3")).to_be_visible()
        keys.press("2", "Enter")  # the second date
        assert _now(page) == "prison_code"
        keys.press("4")  # something else: the box, with what was read
        expect(page.locator("#value-prison_code")).to_be_focused()
        page.locator("#value-prison_code").fill("!")
        expect(page.locator("#error-prison_code [data-problem]")).not_to_be_empty()
        keys.press("Enter")
        assert _now(page) == "prison_code"
        keys.press("Escape", "1", "Enter")
        assert _now(page) == "court_name"
        keys.press("k", "Enter")  # back, and on again
        keys.press("4")
        expect(page.locator("#value-court_name")).to_be_focused()
        keys.type("Hull 1 2 s Crown Court")  # digits and letters are typed, not obeyed
        keys.press("Enter")
        expect(page.get_by_role("button", name="Save and accept")).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
    values = find_record(small, record_id).values
    assert values["date_completed"] == "2009-06-19"
    assert values["court_name"] == "Hull 1 2 s Crown Court"
    assert values["prison_code"] == "LEI"


def test_single_keys_lead_on_and_can_be_turned_off(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    first = came(small, reader, doubtful_page(alert_form, THREE))
    second = came(small, reader, doubtful_page(alert_form, THREE), mark="second")
    with _checking(small) as (page, keys):
        page.goto(f"/records/{first}")
        keys.press("s")
        page.wait_for_url(f"**/records/{second}")
        expect(page.get_by_text("1 of 3")).to_be_visible()
        page.get_by_text("Keyboard shortcuts").click()
        page.get_by_label("Turn single-key shortcuts off").check()
        page.reload()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        keys.press("b")
        page.wait_for_timeout(200)
        assert page.url.endswith(f"/records/{second}")
        page.get_by_text("Keyboard shortcuts").click()
        page.get_by_label("Turn single-key shortcuts off").uncheck()
        page.reload()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        keys.press("b")
        expect(page.get_by_role("heading", name="Send it back")).to_be_visible()
        keys.press("Space")
        page.get_by_role("button", name="Send back").press("Enter")
        expect(page.get_by_text("noted as sent back")).to_be_visible()
    assert find_record(small, second).state is RecordState.RETURNED


def test_a_key_that_is_held_down_takes_nothing_unseen(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(small)
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    with _checking(small) as (page, _):
        page.goto(f"/records/{record_id}")
        expect(page.locator("form[data-ready]")).to_be_attached()
        page.wait_for_timeout(_LOOK_MS)
        for _ in range(6):
            page.keyboard.down("Enter")
        page.keyboard.up("Enter")
        assert _now(page) == "prison_code"
        page.wait_for_timeout(_LOOK_MS)
        page.evaluate(_TWICE_AT_ONCE)
        assert _now(page) == "court_name"
    assert find_record(small, record_id).state is RecordState.REVIEW


def test_the_zone_under_work_is_marked_and_zoomed(small: Runtime, alert_form: Form) -> None:
    record_id = store_record(
        small, alert_form, ALERT, doubtful=["court_name", "prison_code"], content=b"II*\x00 zone"
    )
    with _checking(small) as (page, keys):
        page.goto(f"/records/{record_id}")
        for key in ("prison_code", "court_name"):
            assert _now(page) == key
            expect(page.locator(".tc-sheet__zone--now")).to_have_attribute("data-zone", key)
            place = page.locator(".tc-check--now img")
            expect(place).to_be_visible()
            # Whatever polls from within the page is kept from it by its policy.
            assert place.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
            keys.press("Enter")


def test_two_people_never_check_the_same_form(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    person(small, "nasreen")
    with serving(small) as address, launched() as browser:
        page, other = (browser.new_context(base_url=address).new_page() for _ in range(2))
        keys = Keys(page)
        sign_in(page, f"/records/{record_id}")
        expect(page.get_by_text("1 of 3")).to_be_visible()
        sign_in(other, f"/records/{record_id}", name="nasreen")
        expect(other.get_by_text("morag is checking this form, since")).to_be_visible()
        expect(other.get_by_role("button", name="Save and accept")).to_have_count(0)

        lapse(small)
        other.reload()
        expect(other.get_by_text("1 of 3")).to_be_visible()
        expect(page.locator("[data-lost]")).to_contain_text("nasreen is checking", timeout=10_000)
        keys.press("2", "Enter", "Enter", "Enter")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("alert").first).to_contain_text("nasreen is checking this form")
        expect(page.locator("#check-date_completed [value='=19 June 2009']")).to_be_checked()
    assert find_record(small, record_id).corrections == ()


def _seconds_left(runtime: Runtime, record_id: int) -> float:
    with unit_of_work(runtime.engine) as session:
        hold = holds.lock(session, record_id)
        assert hold is not None
        return (hold.until - now_utc()).total_seconds()


def test_whoever_leaves_a_page_lets_others_in_soon(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    with _checking(small) as (page, _):
        page.goto(f"/records/{record_id}")
        page.goto("/records?state=review")
        deadline = time.monotonic() + 10
        while _seconds_left(small, record_id) > 20:
            assert time.monotonic() < deadline
            page.wait_for_timeout(100)
        page.go_back()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        page.reload()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        page.wait_for_timeout(6000)  # the first beat
        assert _seconds_left(small, record_id) > 200
    assert find_record(small, record_id).corrections == ()


def test_without_scripts_it_is_a_plain_form(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(small)
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    with _checking(small, scripts=False) as (page, _):
        page.goto(f"/records/{record_id}")
        assert page.locator(".tc-check:visible").count() == 3
        expect(page.get_by_text("Keyboard shortcuts")).not_to_be_visible()
        page.get_by_label("19 June 2009").check()
        page.locator("#check-court_name").get_by_label("Something else").check()
        page.locator("#value-court_name").fill("Hull Crown Court")
        page.get_by_label("LEI").check()
        page.get_by_role("button", name="Save and accept").click()
        expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
    assert find_record(small, record_id).values["court_name"] == "Hull Crown Court"


def _end_sessions(runtime: Runtime) -> None:
    """Have everybody's time run out, whatever the browser asks meanwhile."""
    with unit_of_work(runtime.engine) as session:
        for user in users.listed(session):
            sessions.end_all(session, user.id, now_utc())


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_no_typing_is_lost_when_the_session_is_over(
    small: Runtime, reader: ScriptedReader, alert_form: Form, *, scripts: bool
) -> None:
    add_laura(small)
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    with serving(small) as address, launched() as browser:
        page = browser.new_page(java_script_enabled=scripts, base_url=address)
        sign_in(page, f"/records/{record_id}")
        other = page.locator("#check-date_completed")
        other.get_by_label("Something else").check()
        page.locator("#value-date_completed").fill("15 June 2009")
        _end_sessions(small)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("What you typed is kept")).to_be_visible()
        page.get_by_label("Name").fill("morag")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.locator("#value-date_completed")).to_have_value("15 June 2009")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert find_record(small, record_id).values["date_completed"] == "2009-06-15"


def test_the_client_is_chosen_on_the_way_and_nothing_chosen_is_lost(
    small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_twins(small)
    written = {**OF_A_TWIN, "client_name": "K Calder"}
    page_read = doubtful_page(alert_form, {**THREE, "dat_name": ()}, written)
    record_id = came(small, reader, page_read)
    assert find_record(small, record_id).client is None
    with _checking(small) as (page, keys):
        page.goto(f"/records/{record_id}")
        expect(page.get_by_text("1 of 4")).to_be_visible()
        keys.press("Enter", "Enter", "Enter", "Enter")
        first = page.get_by_role("button", name="This is").first
        expect(first).to_be_focused()
        chosen = first.inner_text()
        keys.press("Enter")
        expect(page.get_by_text("Chosen by morag")).to_be_visible()
        expect(page.get_by_role("button", name="Save and accept")).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
    found = find_record(small, record_id)
    assert found.client is not None
    assert f"This is {found.client.name}" in chosen
    assert (len(found.corrections), keys.pressed) == (4, 6)


def test_like_with_like_by_keyboard(small: Runtime, alert_form: Form) -> None:
    ids = [
        store_record(
            small,
            alert_form,
            {**ALERT, "prison_code": code},
            doubtful=["prison_code"],
            content=f"II*\x00 {number}".encode(),
        )
        for number, code in enumerate(["LEI", "HLI", "LEI"])
    ]
    with _checking(small) as (page, keys):
        page.goto("/check/together/prison_code")
        order = page.locator("[data-check]").evaluate_all(
            "all => all.map(one => one.dataset.check)"
        )
        assert order == [f"prison_code-{ids[at]}" for at in (1, 0, 2)]
        keys.press("Enter", "Enter", "Enter")
        expect(page.get_by_role("button", name="Save what is chosen")).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_text("3 values saved.")).to_be_visible()
    assert all("prison_code" not in find_record(small, one).doubts for one in ids)


# Real files, read by a real worker


@pytest.fixture
def at_work(settings: Settings) -> Iterator[Runtime]:
    queue = Queue(settings)
    runtime = open_runtime(settings, wake=queue.send)
    upgrade(runtime.engine)
    with Worker(runtime, queue, 1):
        yield runtime
    runtime.engine.dispose()


def _to(page: Page, name: str, role: str = "link") -> None:
    """Go to a link or button by the Tab key alone, and press it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement")
        text = focused.evaluate("one => (one.innerText || one.value || '').trim()")
        if text.startswith(name):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"no key leads to the {role} {name}")


def test_from_the_fax_to_the_accepted_record_by_the_keyboard_alone(
    at_work: Runtime, tmp_path: Path
) -> None:
    add_laura(at_work)
    form = load_catalogue().find("alert-form")
    fax = tmp_path / "fax.tif"
    copy = new_copy_id(form.code)
    fax.write_bytes(
        fax_of_pdf(print_pdf(pdf_template(form), {**ALERT, "change_prison": True}, copy))
    )
    with serving(at_work) as address, browsing(address) as page:
        keys = Keys(page)
        _to(page, "Send in forms")
        page.locator("input[type=file]").set_input_files(fax)
        expect(page.get_by_role("button", name="See how they are read")).to_be_visible()
        _to(page, "See how they are read", "button")
        expect(page.get_by_text("Check needed")).to_be_visible(timeout=60_000)
        _to(page, "Check records")
        _to(page, "Check the next one", "button")
        expect(page.locator("[data-at]")).to_contain_text("1 of")
        for _ in range(12):
            at = page.locator(".tc-check--now")
            if page.locator("[data-step=accept]:focus, [data-step=box]:focus").count():
                break
            if at.get_attribute("data-check") == "change_prison_detail":
                keys.press("2")
                keys.type("HMP Holme House HHI")
            keys.press("Enter")
            page.wait_for_timeout(150)
        keys.press("Enter")
        if page.locator("[data-step=accept]:focus").count():
            keys.press("Enter")
        expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
    [summary] = list_records(at_work)
    found = find_record(at_work, summary.id)
    assert found.state is RecordState.ACCEPTED
    assert found.values["change_prison_detail"] == "HMP Holme House HHI"
    assert found.client is not None
