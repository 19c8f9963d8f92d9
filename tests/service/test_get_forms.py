"""Getting forms in a real browser: for one client, blank, and for a whole prison."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from sqlalchemy import func, select

from service.app import create_app
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.store.models import IssuedCopyRow
from service.store.states import CustodyStatus, Role
from service.usecases.accounts import add_user
from service.usecases.copy_sets import list_sets
from tests.service.conftest import ACTOR
from tests.service.prisons import add_inmate
from tests.service.readings import ScriptedReader
from tests.service.served import launched, listening, sign_in

_PASSWORD = "nine-rivers-run-deep"


@pytest.fixture
def queue(settings: Settings) -> Queue:
    return Queue(settings)


@pytest.fixture
def served(settings: Settings, queue: Queue) -> Iterator[Runtime]:
    runtime = open_runtime(settings, read_file=ScriptedReader(), wake=queue.send)
    upgrade(runtime.engine)
    add_user(runtime, ACTOR, "morag", Role.TEAM_MANAGER, _PASSWORD)
    add_inmate(runtime, "Severn", number="A4021CD", worker="Morag Tweed")
    add_inmate(runtime, "Derwent", status=CustodyStatus.REMAND)
    add_inmate(runtime, "Wharfe", number="A9182FR", release_in=20)
    yield runtime
    runtime.engine.dispose()


@pytest.fixture
def worker(served: Runtime, queue: Queue) -> Iterator[None]:
    with Worker(served, queue, 1):
        yield


@pytest.fixture
def address(served: Runtime) -> Iterator[str]:
    with listening(create_app(served)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(java_script_enabled=request.param, base_url=address)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text))
    sign_in(page, "/sign-in?next=/forms", _PASSWORD)
    expect(page.get_by_role("heading", name="Get forms")).to_be_visible()
    yield page
    page.close()
    # The browser itself mentions an answer that is an error.
    assert [problem for problem in problems if "422" not in problem] == []


def _issued(runtime: Runtime) -> int:
    with looking(runtime.engine) as session:
        return session.scalar(select(func.count()).select_from(IssuedCopyRow)) or 0


def _taken(page: Page, name: str, *, role: str = "button") -> tuple[str, bytes]:
    with page.expect_download() as download:
        if role == "button":
            page.get_by_role("button", name=name).click()
        else:
            page.get_by_role("link", name=name).click()
    path: Path = download.value.path()
    return download.value.suggested_filename, path.read_bytes()


def _fits(page: Page) -> None:
    """Nothing is wider than the narrowest screen."""
    page.set_viewport_size({"width": 320, "height": 640})
    box = page.locator("body").bounding_box()
    assert box
    for part in page.locator("main *:visible").all():
        inner = part.bounding_box()
        assert inner is None or inner["x"] + inner["width"] <= 320 + 1, part
    page.set_viewport_size({"width": 1200, "height": 900})


def test_a_form_is_seen_and_taken_for_a_client_who_is_searched(page: Page, served: Runtime) -> None:
    page.get_by_label("Fill in for a client").fill("nobody like this")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("No client has all these words.")).to_be_visible()
    page.get_by_label("Fill in for a client").fill("severn")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Aled Severn").click()
    assert "severn" not in page.url.lower()
    page.get_by_role("link", name="See it first Alert Form").click()
    picture = page.get_by_role("img", name="Page 1 of 1 of the Alert Form, filled in")
    expect(picture).to_be_visible()
    answer = page.request.get(str(picture.get_attribute("src")))
    assert answer.body().startswith(b"\x89PNG")
    assert answer.headers["cache-control"] == "no-store"
    _fits(page)
    assert _issued(served) == 0
    starts = {"PDF to fill in": b"%PDF", "Print": b"%PDF", "Word": b"PK"}
    for button, start in starts.items():
        name, content = _taken(page, f"{button} Alert Form")
        assert content.startswith(start)
        assert "Severn" not in name
    assert _issued(served) == 3


def test_a_blank_form_is_seen_and_taken(page: Page, served: Runtime) -> None:
    page.get_by_role("link", name="See it first Release plan").click()
    pictures = page.get_by_role("img", name="of the Release plan, blank")
    expect(pictures).to_have_count(3)
    _, content = _taken(page, "Print Release plan")
    assert len(PdfReader(BytesIO(content)).pages) == 3
    assert _issued(served) == 1


def _count(page: Page, **chosen: str) -> None:
    page.get_by_role("link", name="A whole prison").click()
    page.get_by_label("Prison", exact=True).select_option("LEI")
    for label, value in chosen.items():
        page.get_by_label(label).check() if value == "on" else page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Count the clients").click()


def _until_ready(page: Page) -> None:
    """Wait as a person does: with scripts the page renews itself, without them by its link."""
    ready = page.get_by_text("are ready")
    for _ in range(200):
        if ready.is_visible():
            return
        link = page.get_by_role("link", name="Look again")
        if link.is_visible():
            link.click()
    expect(ready).to_be_visible()


@pytest.mark.usefixtures("worker")
def test_a_whole_prison_is_counted_made_and_taken_as_one_pdf(page: Page, served: Runtime) -> None:
    _count(page)
    expect(page.get_by_role("heading", name="3 clients")).to_be_visible()
    expect(page.get_by_text("Of 1 client the register does not know")).to_be_visible()
    _fits(page)
    page.get_by_role("button", name="Make 3 forms").click()
    _until_ready(page)
    _fits(page)
    name, content = _taken(page, "Download the PDF to print")
    assert name == "alert-form-1-set-1.pdf"
    texts = [one.extract_text() for one in PdfReader(BytesIO(content)).pages]
    surnames = ["Derwent", "Severn", "Wharfe"]
    assert [next(one for one in surnames if one in text) for text in texts] == surnames
    assert _issued(served) == 3
    page.get_by_role("link", name="Made for a prison").first.click()
    _, again = _taken(page, "Download Alert Form, HMP Leeds", role="link")
    assert again == content
    _fits(page)


@pytest.mark.usefixtures("worker")
def test_a_prison_is_narrowed_and_taken_as_a_zip(page: Page) -> None:
    _count(page, **{"Sentenced": "on", "A ZIP of PDFs to fill in": "on", "Released within": "6"})
    expect(page.get_by_role("heading", name="1 client")).to_be_visible()
    page.get_by_role("link", name="Aled Wharfe").click()
    expect(page.get_by_role("heading", name="Alert Form")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Make 1 form").click()
    expect(page.get_by_text("Sentenced, release within 6 weeks")).to_be_visible()
    for _ in range(100):
        if page.get_by_text("1 form is ready").is_visible():
            break
        link = page.get_by_role("link", name="Look again")
        if link.is_visible():
            link.click()
    _, content = _taken(page, "Download the ZIP")
    with ZipFile(BytesIO(content)) as box:
        assert len(box.namelist()) == 1


def test_nobody_found_and_what_is_typed_wrongly_are_said(page: Page) -> None:
    _count(page, **{"Released within": "0"})
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    expect(page.get_by_role("button", name="Make")).to_have_count(0)
    page.get_by_label("Released within").fill("soon")
    page.get_by_role("button", name="Count the clients").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a whole number of weeks")
    expect(page.get_by_label("Released within")).to_have_value("soon")
    page.get_by_label("Released within").fill("")
    page.get_by_label("Key worker").select_option("Morag Tweed")
    page.get_by_role("button", name="Count the clients").click()
    expect(page.get_by_role("heading", name="1 client")).to_be_visible()
    assert "Tweed" not in page.url


def test_a_double_click_makes_one_set_whose_making_survives_the_page(
    page: Page, served: Runtime
) -> None:
    _count(page)
    page.get_by_role("button", name="Make 3 forms").dblclick()
    expect(page.get_by_text("You may close this page")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    [found] = list_sets(served)
    assert (found.total, found.created_by) == (3, "morag")
