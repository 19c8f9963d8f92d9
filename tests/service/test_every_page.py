"""Every page in every state: axe-core finds nothing, on wide screens, narrow ones and zoomed in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from service.app import create_app
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from tests.service.conftest import MoreServers
from tests.service.full_house import House, furnish
from tests.service.page_checks import (
    NARROW,
    WIDE,
    ZOOMED,
    axe_source,
    resize,
    shortcomings,
    too_heavy,
    too_wide,
    unseen_focus,
    violations,
)
from tests.service.readings import ScriptedReader
from tests.service.served import PASSWORD, launched, serving, sign_in
from tests.service.visitor import Visitor
from tests.service.visits import EMPTY, NO_PAGES, VISITS, Visit, pay

_TERMS = {
    "THROUGHCARE_RETENTION_CLIENT_MONTHS": "72",
    "THROUGHCARE_RETENTION_DOCUMENT_MONTHS": "72",
}


def _installed(folder: Path, reader: ScriptedReader, **more: str) -> Runtime:
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder), **more})
    runtime = open_runtime(settings, read_file=reader)
    upgrade(runtime.engine)
    return runtime


@pytest.fixture(scope="module")
def full(
    tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers
) -> Iterator[tuple[Runtime, House]]:
    reader = ScriptedReader()
    runtime = _installed(tmp_path_factory.mktemp("full"), reader, **_TERMS, **more_servers())
    yield runtime, furnish(runtime, reader)
    runtime.engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_source()


class Watched:
    """A browser's page, and what it complained of or asked for."""

    def __init__(self, browser: Browser, address: str, *, scripts: bool = True) -> None:
        self.page = browser.new_page(base_url=address, java_script_enabled=scripts)
        self.address = address
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", lambda said: self.said.append(said.text))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def complaints(self, status: int) -> list[str]:
        """Tell what went wrong; the browser itself mentions an answer that is an error."""
        said = [one for one in self.said if str(status) not in one or status < 400]
        outside = [url for url in self.asked if not url.startswith(self.address)]
        self.said.clear()
        self.asked.clear()
        return [*said, *(f"asked for {url}" for url in outside)]


def _served(browser: Browser, runtime: Runtime) -> Iterator[dict[bool, Watched]]:
    """Give a page of somebody who is signed in, and of somebody who is not."""
    with serving(runtime, *Role) as address:
        both = {signed_in: Watched(browser, address) for signed_in in (True, False)}
        sign_in(both[True].page)
        yield both
        for watched in both.values():
            watched.page.close()


@pytest.fixture(scope="module")
def pages(browser: Browser, full: tuple[Runtime, House]) -> Iterator[dict[bool, Watched]]:
    yield from _served(browser, full[0])


@pytest.fixture(scope="module")
def empty_pages(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers
) -> Iterator[dict[bool, Watched]]:
    runtime = _installed(tmp_path_factory.mktemp("empty"), ScriptedReader(), **more_servers())
    yield from _served(browser, runtime)
    runtime.engine.dispose()


def _faults(visit: Visit, watched: Watched, house: House | None, axe: str) -> list[str]:
    """Tell all that is wrong with a page."""
    page, found = watched.page, []
    resize(page, WIDE)

    def answered(status: int, html: bytes) -> None:
        found.extend(too_heavy(html))
        if status != visit.status:
            found.append(f"answered {status}")

    pay(visit, page, house, answered)
    found += shortcomings(page, has_errors=visit.has_errors)
    found += [f"no focus is seen on {one}" for one in unseen_focus(page)]
    found += _at_each_size(page, axe)
    return found + watched.complaints(visit.status)


def _at_each_size(page: Page, axe: str) -> Iterator[str]:
    for size in (WIDE, NARROW, ZOOMED):
        resize(page, size)
        yield from (f"at {size}: {fault}" for fault in violations(page, axe))
        yield from (f"at {size}: {fault}" for fault in too_wide(page))


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_page_has_no_fault(
    visit: Visit, pages: dict[bool, Watched], full: tuple[Runtime, House], axe: str
) -> None:
    assert _faults(visit, pages[visit.signed_in], full[1], axe) == []


@pytest.mark.parametrize("visit", EMPTY, ids=str)
def test_a_page_with_nothing_on_it_has_no_fault(
    visit: Visit, empty_pages: dict[bool, Watched], axe: str
) -> None:
    assert _faults(visit, empty_pages[visit.signed_in], None, axe) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DATA_OFFICER])
def test_the_first_page_of_those_who_see_no_client_has_no_fault(
    browser: Browser, tmp_path: Path, servers: Mapping[str, str], axe: str, role: Role
) -> None:
    runtime = _installed(tmp_path, ScriptedReader(), **servers)
    with serving(runtime, role) as address:
        watched = Watched(browser, address)
        sign_in(watched.page)
        assert watched.page.get_by_role("heading", name="Your work").is_visible()
        assert list(shortcomings(watched.page, has_errors=False)) == []
        assert list(_at_each_size(watched.page, axe)) == []
        assert watched.complaints(200) == []
        watched.page.close()
    runtime.engine.dispose()


_FAULTY = """document.querySelector('main').innerHTML =
    '<h1>One</h1><h1>Two</h1><h4>Deep</h4><img src="/static/mark.svg" width="2000">'
    + '<button>Go</button>'
document.querySelector('main button').style.all = 'unset'"""


def test_what_is_wrong_with_a_page_is_found(pages: dict[bool, Watched], axe: str) -> None:
    page = pages[True].page
    page.goto("/")
    page.evaluate(_FAULTY)
    found = "\n".join([*shortcomings(page, has_errors=True), *_at_each_size(page, axe)])
    for expected in ("2 headings", "skip a level", "the title is", "no summary", "image-alt"):
        assert expected in found
    assert re.search(r"at 320 px: \d+ px wide", found)
    assert ["Go" in one for one in unseen_focus(page)] == [True]
    page.evaluate("fetch('https://elsewhere.invalid/').catch(() => {})")
    page.wait_for_timeout(200)
    assert any("elsewhere" in one for one in pages[True].complaints(200))


def _get_endpoints(app: Flask) -> set[str]:
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return {
        rule.endpoint.removeprefix("web.") for rule in rules if rule.endpoint.startswith("web.")
    }


def test_no_page_is_left_out(full: tuple[Runtime, House]) -> None:
    visited = {visit.endpoint for visit in VISITS}
    assert _get_endpoints(create_app(full[0])) <= visited | NO_PAGES
    assert not visited & NO_PAGES


def _title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html)
    assert found
    return found[1]


@pytest.mark.usefixtures("pages")
def test_no_two_pages_have_one_title(full: tuple[Runtime, House]) -> None:
    runtime, house = full
    visitor = Visitor(create_app(runtime, testing=True).test_client())
    visitor.post("/sign-in", name="morag", password=PASSWORD)
    titles: dict[str, str] = {}
    for visit in VISITS:
        if visit.sent is None and visit.signed_in and visit.status == 200:
            title = _title(visitor.text(visit.where(house)))
            assert titles.setdefault(title, visit.endpoint) == visit.endpoint, title


def test_the_first_page_is_of_use_without_scripts(
    browser: Browser, pages: dict[bool, Watched]
) -> None:
    watched = Watched(browser, pages[True].address, scripts=False)
    sign_in(watched.page)
    page = watched.page
    for name in ("Send in forms", "Check records", "Clients", "Get forms"):
        assert page.get_by_role("link", name=name).first.is_visible()
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.get_by_role("link", name="Clients").first.click()
    page.get_by_label("Search the register").fill("wye")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("link", name="Laura Jane O'Severn").is_visible()
    assert watched.complaints(200) == []
    watched.page.close()
