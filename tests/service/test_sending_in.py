"""Sending in files in a real browser: picked, dropped, by keyboard, and without scripts."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import run_wsgi_app

from service.app import create_app
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import documents
from service.store.engine import unit_of_work
from service.store.states import DocumentState, Role
from service.usecases.accounts import add_user
from service.usecases.intakes import list_documents, original_of
from tests.service.conftest import ACTOR
from tests.service.readings import ScriptedReader
from tests.service.served import launched, listening, sign_in

_PASSWORD = "nine-rivers-run-deep"
_SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
_FAST = {**_SLOW, "uploadThroughput": -1}
# The browser mentions by itself each answer that is an error, and a connection that breaks.
_ITS_OWN = "Failed to load resource"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Runtime]:
    settings = {"DATA_DIR": str(tmp_path / "var"), "UPLOAD_MB": "2"}
    names = {f"THROUGHCARE_{name}": text for name, text in settings.items()}
    runtime = open_runtime(Settings.from_env(names), read_file=ScriptedReader())
    upgrade(runtime.engine)
    add_user(runtime, ACTOR, "morag", Role.TEAM_MANAGER, _PASSWORD)
    yield runtime
    runtime.engine.dispose()


class _Wire:
    """Breaks, while it is told to, after a file has arrived: its sender never hears of it."""

    def __init__(self, app: WSGIApplication) -> None:
        self.is_broken = False
        self._app = app

    def __call__(self, asked: WSGIEnvironment, answer: StartResponse) -> Iterable[bytes]:
        if not self.is_broken or asked["PATH_INFO"] != "/send-in/file":
            return self._app(asked, answer)
        run_wsgi_app(self._app, asked, buffered=True)
        answer("201 Created", [("Content-Length", "1000")])
        return [b"{"]


@pytest.fixture
def wire(served: Runtime) -> _Wire:
    return _Wire(create_app(served))


@pytest.fixture
def address(wire: _Wire) -> Iterator[str]:
    with listening(wire) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


def _opened(browser: Browser, address: str, *, scripts: bool) -> Iterator[Page]:
    page = browser.new_page(java_script_enabled=scripts, base_url=address)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text))
    sign_in(page, "/sign-in?next=/send-in", _PASSWORD)
    expect(page.get_by_role("heading", name="Send in forms")).to_be_visible()
    expect(page.locator("button#files" if scripts else "input#files")).to_be_visible()
    yield page
    page.close()
    assert [problem for problem in problems if _ITS_OWN not in problem] == []


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from _opened(browser, address, scripts=True)


@pytest.fixture
def plain_page(browser: Browser, address: str) -> Iterator[Page]:
    yield from _opened(browser, address, scripts=False)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "fax.tif": b"II*\0 a fax",
        "again.tif": b"II*\0 a fax",
        "empty.pdf": b"",
        "box.zip": b"PK\3\4" + bytes(2 << 20),
        "<b>scan</b>.pdf": b"%PDF a scan",
    }
    places = {name: tmp_path / name.replace("/", "\u2215") for name in contents}
    for name, path in places.items():
        path.write_bytes(contents[name])
    return places


def _pick(page: Page, *paths: Path) -> None:
    page.locator("input[type=file]").set_input_files(paths)


def test_several_files_are_sent_each_with_its_outcome(
    page: Page, files: dict[str, Path], served: Runtime
) -> None:
    _pick(page, *files.values())
    expect(page.get_by_role("heading", name="3 of 5 files kept safely, 2 not")).to_be_visible()
    states = page.locator("[data-outcome]").all_inner_texts()
    assert states == ["Kept safely", "Sent before", "Empty file", "Too large", "Kept safely"]
    expect(page.get_by_text("The limit is 2 MB")).to_be_visible()
    expect(page.get_by_text("it is not read twice")).to_be_visible()
    expect(page.get_by_role("link", name="Open fax.tif")).to_be_visible()
    said = page.locator("[data-said]")
    assert said.get_attribute("role") == "status"
    expect(said).to_contain_text("3 of 5 files kept safely, 2 not")
    names = {one.name_given for one in list_documents(served)}
    assert names == {"fax.tif", "again.tif", "empty.pdf", files["<b>scan</b>.pdf"].name}
    page.get_by_role("button", name="See how they are read").click()
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()


@pytest.mark.parametrize("place", ["#files", "h1"])
def test_files_are_dropped_in_the_field_or_beside_it(
    page: Page, served: Runtime, place: str
) -> None:
    dropped = page.evaluate_handle(
        """() => {
          const dropped = new DataTransfer()
          for (const name of ['one.pdf', 'two.pdf']) {
            dropped.items.add(new File([`%PDF ${name}`], name, { type: 'application/pdf' }))
          }
          return dropped
        }"""
    )
    page.dispatch_event(place, "drop", {"dataTransfer": dropped})
    expect(page.get_by_role("heading", name="All 2 files are kept safely")).to_be_visible()
    kept = {original_of(served, one.id).content for one in list_documents(served)}
    assert kept == {b"%PDF one.pdf", b"%PDF two.pdf"}


def test_progress_is_shown_and_a_file_is_stopped_and_sent_again(
    page: Page, tmp_path: Path, served: Runtime
) -> None:
    large = tmp_path / "large.tif"
    large.write_bytes(b"II*\0" + bytes(1_500_000))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", _SLOW)
    _pick(page, large)
    expect(page.get_by_role("heading", name="0 of 1 file sent")).to_be_visible()
    bar = page.get_by_role("progressbar", name="Sending large.tif")
    expect(bar).to_be_visible()
    expect(page.locator("[data-percent]")).to_have_text(re.compile(r"^[1-9]\d?%$"))
    page.get_by_role("button", name="Stop large.tif").click()
    expect(page.locator("[data-outcome]")).to_have_text("Stopped")
    expect(bar).to_be_hidden()
    assert list_documents(served) == []
    network.send("Network.emulateNetworkConditions", _FAST)
    page.get_by_role("button", name="Try again large.tif").click()
    expect(page.get_by_role("heading", name="1 file is kept safely")).to_be_visible()
    assert len(list_documents(served)) == 1


def test_a_broken_connection_is_said_and_trying_again_sends_nothing_twice(
    page: Page, files: dict[str, Path], served: Runtime, wire: _Wire
) -> None:
    wire.is_broken = True
    _pick(page, files["fax.tif"])
    expect(page.get_by_text("The connection broke")).to_be_visible()
    wire.is_broken = False
    page.get_by_role("button", name="Try again fax.tif").click()
    expect(page.locator("[data-outcome]")).to_have_text("Sent before")
    states = [one.state for one in list_documents(served)]
    assert states == [DocumentState.DUPLICATE, DocumentState.RECEIVED]


def test_somebody_who_was_signed_out_is_told(page: Page, files: dict[str, Path]) -> None:
    page.context.clear_cookies()
    _pick(page, files["fax.tif"])
    expect(page.get_by_text("You were signed out")).to_be_visible()


def test_a_refusal_of_the_server_is_shown_in_its_words(
    page: Page, files: dict[str, Path], served: Runtime
) -> None:
    served.originals.folder.write_text("in the way")
    _pick(page, files["fax.tif"])
    expect(page.get_by_text("The file cannot be stored")).to_be_visible()
    expect(page.get_by_role("heading", name="0 of 1 file kept safely, 1 not")).to_be_visible()


def test_everything_is_reached_by_keyboard(
    page: Page, files: dict[str, Path], served: Runtime
) -> None:
    # Who listens only when the key goes down may come too late for the browser.
    page.on("filechooser", lambda _: None)
    field = page.locator("button#files")
    while not field.evaluate("field => field === document.activeElement"):
        page.keyboard.press("Tab")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files([files["fax.tif"]])
    expect(page.get_by_role("heading", name="1 file is kept safely")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Open fax.tif")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="fax.tif")).to_be_visible()
    assert len(list_documents(served)) == 1


def test_without_scripts_all_files_are_sent_at_once(
    plain_page: Page, files: dict[str, Path], served: Runtime
) -> None:
    plain_page.get_by_label("Files").set_input_files([files["fax.tif"], files["again.tif"]])
    plain_page.get_by_role("button", name="Send in").click()
    expect(plain_page.get_by_role("heading", name="2 files sent in")).to_be_visible()
    expect(plain_page.get_by_text("Sent before")).to_be_visible()
    _finish(served, 1)
    plain_page.get_by_role("link", name="Look again").click()
    expect(plain_page.get_by_text("All is read.")).to_be_visible()
    expect(plain_page.get_by_role("link", name="Look again")).to_be_hidden()


def test_without_scripts_too_large_a_file_is_refused_in_words(
    plain_page: Page, files: dict[str, Path], served: Runtime
) -> None:
    plain_page.get_by_label("Files").set_input_files([files["box.zip"]])
    plain_page.get_by_role("button", name="Send in").click()
    expect(plain_page.get_by_text("larger than this service takes in")).to_be_visible()
    assert list_documents(served) == []


def _finish(runtime: Runtime, document_id: int) -> None:
    with unit_of_work(runtime.engine) as session:
        row = documents.get(session, document_id)
        assert row is not None
        row.state = DocumentState.DONE


def test_the_page_of_a_sending_renews_itself_and_leaves_the_focus(
    page: Page, files: dict[str, Path], served: Runtime
) -> None:
    _pick(page, files["fax.tif"], files["<b>scan</b>.pdf"])
    expect(page.get_by_role("heading", name="All 2 files are kept safely")).to_be_visible()
    page.get_by_role("button", name="See how they are read").click()
    link = page.get_by_role("link", name="fax.tif")
    link.focus()
    _finish(served, 1)
    expect(page.locator("#document-1")).to_contain_text("Done")
    expect(page.locator("#document-2")).to_contain_text("Waiting to be read")
    expect(link).to_be_focused()
    expect(page.get_by_text("Being read")).to_be_visible()
    _finish(served, 2)
    expect(page.locator("#document-2")).to_contain_text("Done")
    expect(page.get_by_text("Being read")).to_be_hidden()
