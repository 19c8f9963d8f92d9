"""Whose a record is, as a person decides it in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms.definition import Form
from service.runtime import Runtime
from service.store.states import MatchedBy, RecordState
from service.usecases.alike import compare_register, list_alike
from service.usecases.clients import add_client, search_clients
from service.usecases.deciding import assign_client
from service.usecases.records import find_record
from tests.service.conftest import ACTOR
from tests.service.readings import ScriptedReader
from tests.service.served import browsing, serving
from tests.service.twins import KIERAN, OF_A_TWIN, add_twins, came_back


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def browser_page(request: pytest.FixtureRequest, small: Runtime) -> Iterator[Page]:
    with serving(small) as address, browsing(address, scripts=request.param) as page:
        yield page


def _fits(page: Page) -> None:
    """No page is wider than a small telephone."""
    page.set_viewport_size({"width": 320, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    page.set_viewport_size({"width": 1280, "height": 900})


def _to_button(page: Page, name: str) -> None:
    """Go to a button by the Tab key alone, and press it by Enter."""
    button = page.get_by_role("button", name=name).first
    if page.locator("body.js-enabled").count():
        # A key that comes before anybody can have looked takes nothing.
        expect(page.locator("form[data-checking]:not([data-ready])")).to_have_count(0)
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no key leads to {name}")


def test_of_twins_a_person_chooses_by_keyboard_and_the_record_is_accepted(
    browser_page: Page, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    page = browser_page
    _, kieron = add_twins(small)
    record_id = came_back(small, reader, alert_form, {**OF_A_TWIN, "client_name": "K Calder"})
    page.goto(f"/records/{record_id}")
    names = page.get_by_role("heading", level=4)
    expect(names).to_have_count(2)
    table = page.get_by_role("table").first
    expect(table.get_by_role("row", name="Date of birth")).to_contain_text("7 July 1992")
    expect(table.get_by_role("row", name="Surname")).to_contain_text("The same")
    _fits(page)

    _to_button(page, f"This is {kieron.name}")
    expect(page.get_by_text("Chosen by morag")).to_be_visible()
    _to_button(page, "Save and accept")
    expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
    record = find_record(small, record_id)
    assert (record.state, record.matched_by) == (RecordState.ACCEPTED, MatchedBy.PERSON)
    assert record.client == kieron


def test_a_choice_is_undone_and_the_candidates_are_back(
    browser_page: Page, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    page = browser_page
    kieran, _ = add_twins(small)
    record_id = came_back(small, reader, alert_form, {**OF_A_TWIN, "client_name": "K Calder"})
    revision = find_record(small, record_id).revision
    assign_client(small, ACTOR, record_id, revision=revision, client_id=kieran.id)
    page.goto(f"/records/{record_id}")
    page.get_by_role("button", name="Undo this choice").click()
    expect(page.get_by_role("heading", level=4)).to_have_count(2)
    assert find_record(small, record_id).client is None


def test_none_of_these_is_a_new_client_with_what_the_form_says(
    browser_page: Page, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    page = browser_page
    add_twins(small)
    written = {**OF_A_TWIN, "client_name": "Kim Calder", "prisoner_number": "A9999XY"}
    record_id = came_back(small, reader, alert_form, written)
    page.goto(f"/records/{record_id}")
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_label("Given names")).to_have_value("Kim")
    expect(page.get_by_label("Year")).to_have_value("1992")
    _fits(page)
    page.get_by_role("button", name="Add client and link the record").click()
    expect(page.get_by_role("link", name="Kim Calder")).to_be_visible()
    [kim] = search_clients(small, "kim")
    assert (find_record(small, record_id).client, kim.prisoner_number) == (kim, "A9999XY")


def test_a_copy_printed_for_one_and_filled_in_for_another_names_both(
    browser_page: Page, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    page = browser_page
    kieran, kieron = add_twins(small)
    written = {**OF_A_TWIN, "prisoner_number": kieron.prisoner_number}
    record_id = came_back(small, reader, alert_form, written, printed_for=kieran)
    page.goto(f"/records/{record_id}")
    warning = page.locator(".govuk-warning-text").first
    expect(warning).to_contain_text(f"printed for {kieran.name} ({kieran.reference})")
    expect(warning).to_contain_text(f"filled in for {kieron.name} ({kieron.reference})")
    assert find_record(small, record_id).client is None
    _fits(page)


def test_clients_who_look_like_one_are_merged_or_said_to_be_two(
    browser_page: Page, small: Runtime
) -> None:
    page = browser_page
    kieran, kieron = add_twins(small)
    again = add_client(small, ACTOR, KIERAN)
    page.goto("/clients")
    page.get_by_role("link", name="look like one person").click()
    page.get_by_role("button", name="Compare all clients").click()
    pair = (
        page.get_by_role("listitem")
        .filter(has_text=kieran.reference)
        .filter(has_text=again.reference)
    )
    expect(pair.get_by_role("row", name="Prison number")).to_contain_text("The same")
    _fits(page)
    pair.get_by_role("button", name="They are two people").click()
    expect(page.get_by_text("They are kept as two people")).to_be_visible()
    compare_register(small, ACTOR)
    found = list_alike(small)
    assert (kieran.id, again.id) not in [(one.first.id, one.second.id) for one in found.pairs]
    page.get_by_text("Said to be two people").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Compare and merge").first.click()
    expect(page.get_by_role("heading", name="Are these the same person?")).to_be_visible()
    del kieron


def test_a_record_that_was_linked_by_itself_says_why(
    browser_page: Page, small: Runtime, reader: ScriptedReader, alert_form: Form, tmp_path: Path
) -> None:
    page = browser_page
    kieran, _ = add_twins(small)
    written = {**OF_A_TWIN, "client_name": kieran.name, "prisoner_number": kieran.prisoner_number}
    record_id = came_back(small, reader, alert_form, written)
    assert find_record(small, record_id).client == kieran
    page.goto(f"/records/{record_id}")
    page.get_by_text("Why this client").click()
    expect(page.get_by_role("row", name="Prison number")).to_contain_text(kieran.prisoner_number)
    expect(page.get_by_text("the chance that it is somebody else")).to_be_visible()
    page.screenshot(path=tmp_path / "linked.png")
