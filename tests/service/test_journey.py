"""The main journey in a real browser: a form goes out, comes back, is checked and exported."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms.answers import Answer
from forms.copies import parse_copy_id
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.migrations import upgrade
from service.runtime import open_runtime
from service.settings import Settings
from tests.service.served import launched, serving, sign_in


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """A service at work on a port of its own, with its worker."""
    queue = Queue(settings)
    runtime = open_runtime(settings, wake=queue.send)
    upgrade(runtime.engine)
    with serving(runtime) as found, Worker(runtime, queue, 1):
        yield found
    runtime.engine.dispose()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def browser_page(request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    with launched() as browser:
        page = browser.new_page(java_script_enabled=request.param, base_url=address)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text))
        yield page
        # The browser itself mentions the answer to the early acceptance.
        assert [problem for problem in problems if "409" not in problem] == []


def _sign_in(page: Page) -> None:
    sign_in(page)
    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()


def _add_client(page: Page) -> None:
    page.get_by_role("link", name="Clients").click()
    page.get_by_role("button", name="Add a client").click()
    page.get_by_label("Given names").fill("Laura Jane")
    page.get_by_label("Surname").fill("O'Severn")
    page.get_by_label("Day").fill("27")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("1974")
    page.get_by_label("Prisoner number").fill("A1234BC")
    page.get_by_role("button", name="Add client").click()
    expect(page.get_by_role("heading", name="Laura Jane O'Severn")).to_be_visible()


def _fill_in(downloaded: Path, name: str, form: Form) -> bytes:
    """Fill in the form on screen, as its holder would: same copy, more answers, one slip."""
    copy = parse_copy_id("-".join(name.removesuffix(".pdf").split("-")[-4:]))
    assert downloaded.read_bytes().startswith(b"%PDF")
    values: dict[str, Answer] = {
        "date_completed": "2009-06-14",
        "client_name": "Laura Jane O'Severn",
        "date_of_birth": "1974-03-27",
        "prisoner_number": "A1234BC",
        "prison_name": "HMP Leeds",
        "prison_code": "LEI",
        "change_prison": True,
    }
    return fill(pdf_template(form), values, copy)


def test_a_form_goes_out_and_comes_back(browser_page: Page, tmp_path: Path) -> None:
    page, form = browser_page, load_catalogue().find("alert-form")
    _sign_in(page)
    _add_client(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF to fill in Alert Form").click()
    returned = tmp_path / "returned.pdf"
    name = download.value.suggested_filename
    returned.write_bytes(_fill_in(download.value.path(), name, form))

    page.get_by_role("link", name="Send in forms").click()
    _send_in(page, returned)
    _until_read(page)
    page.get_by_role("link", name="Record 1").click()

    expect(page.get_by_text("issued for this client")).to_be_visible()
    page.get_by_role("button", name="Save and accept").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Insert new prison and code")
    page.locator("#value-change_prison_detail").fill("HMP Holme House HHI")
    page.get_by_role("button", name="Save and accept").click()
    expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()
    with page.expect_download() as export:
        page.get_by_role("link", name="Export as JSON").click()
    record = json.loads(export.value.path().read_text())
    assert record["values"]["change_prison_detail"] == "HMP Holme House HHI"
    assert (record["state"], record["matched_by"]) == ("accepted", "issued_copy")


def _send_in(page: Page, file: Path) -> None:
    """Send in a file: with scripts it goes as soon as it is chosen."""
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send in").or_(
        page.get_by_role("button", name="See how they are read")
    ).click()
    expect(
        page.get_by_role("heading", name=re.compile("1 file sent in|What came in"))
    ).to_be_visible()


def _until_read(page: Page) -> None:
    """Wait as a person does: with scripts the page renews itself, without them by its link."""
    tag = page.get_by_text("Check needed")
    for _ in range(100):
        if tag.is_visible():
            return
        link = page.get_by_role("link", name="Look again")
        if link.is_visible():
            link.click()
    expect(tag).to_be_visible()
