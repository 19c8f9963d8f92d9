"""Batches and pictures of the work in a real browser: wide, narrow, empty, and without scripts."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.filling_tables import fill_tables
from service.app import create_app
from service.clock import now_utc
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import unit_of_work
from service.store.models import DocumentRow
from service.store.states import DocumentState, Role
from service.usecases.accounts import add_user
from tests.service.conftest import ACTOR, MoreServers
from tests.service.readings import ScriptedReader
from tests.service.served import launched, listening, sign_in

_PASSWORD = "nine-rivers-run-deep"
_PAGES = ("/batches", "/batches/3", "/batches/3/exceptions", "/work", "/work?by=month")
_DRAWN = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of letters; 1.4.11 asks 3 of what is drawn."""
_UNEVEN = """() => {
  // Every text and mark of the charts, with its colour, against the white that it stands on.
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(Number)
      .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const worst = (nodes, of) => Math.min(...[...nodes].map(n => 1.05 / (light(of(n)) + 0.05)))
  const all = (selector) => document.querySelectorAll(selector)
  return {
    text: worst(all('.tc-chart text'), n => getComputedStyle(n).fill),
    marks: worst(all('.tc-chart__disc, .tc-chart__diamond'), n => getComputedStyle(n).fill),
    fills: worst(all('pattern > rect'), n => getComputedStyle(n).fill),
    words: worst(all('main p, main th, main td, main a, main li'), n => getComputedStyle(n).color),
  }
}"""
_NAMELESS = """() => [
  ...document.querySelectorAll('main svg[role=img], main progress, main nav')
].filter(n => {
  const ids = (n.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
  const named = ids.length && ids.every(id => document.getElementById(id)?.textContent.trim())
  return !named && !n.getAttribute('aria-label')
}).length"""


def _opened(folder: Path, servers: Mapping[str, str]) -> Runtime:
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder), **servers})
    runtime = open_runtime(settings, read_file=ScriptedReader())
    upgrade(runtime.engine)
    add_user(runtime, ACTOR, "morag", Role.TEAM_MANAGER, _PASSWORD)
    return runtime


def _served(runtime: Runtime) -> Iterator[str]:
    with listening(create_app(runtime)) as found:
        yield found
    runtime.engine.dispose()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers) -> Runtime:
    """An installation with 600 documents, some of them in a batch under way."""
    runtime = _opened(tmp_path_factory.mktemp("filled"), more_servers())
    fill_tables(runtime, 600, now_utc=now_utc())
    return runtime


@pytest.fixture(scope="module")
def address(filled: Runtime) -> Iterator[str]:
    yield from _served(filled)


@pytest.fixture
def empty_address(tmp_path: Path, servers: Mapping[str, str]) -> Iterator[str]:
    yield from _served(_opened(tmp_path / "var", servers))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


def _page(browser: Browser, address: str, width: int = 1100, *, scripts: bool = True) -> Page:
    page = browser.new_page(
        java_script_enabled=scripts,
        base_url=address,
        viewport={"width": width, "height": 800},
    )
    sign_in(page, "/sign-in?next=/batches", _PASSWORD)
    expect(page.get_by_role("heading", name="Batches of historic paper")).to_be_visible()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_what_came_in_to_a_file_that_needs_a_person(
    browser: Browser, address: str, *, scripts: bool
) -> None:
    page = _page(browser, address, scripts=scripts)
    page.goto("/documents")
    page.get_by_role("link", name="Batches of historic paper").click()
    page.get_by_role("link", name="Leeds 2009 box 14", exact=True).click()
    expect(page.get_by_role("heading", name="Leeds 2009 box 14")).to_be_visible()
    page.get_by_role("link", name=re.compile("files that need a person")).click()
    page.get_by_role("link", name=re.compile("Not recognised")).click()
    expect(page.get_by_role("row", name=re.compile("Check needed"))).to_have_count(0)
    page.get_by_role("link", name=re.compile("shelf")).first.click()
    expect(page).to_have_url(re.compile(r"/documents/\d+$"))
    page.close()


def test_records_are_saved_from_the_page(browser: Browser, address: str) -> None:
    page = _page(browser, address, scripts=False)
    page.goto("/batches/1")
    expect(page.get_by_text("Nothing has been put into this batch yet.")).to_be_visible()
    page.goto("/batches/3/exceptions")
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("as CSV")).click()
    assert saved.value.suggested_filename == "batch-3-exceptions.csv"
    page.close()


def test_a_batch_under_way_renews_itself(browser: Browser, address: str, filled: Runtime) -> None:
    page, plain = _page(browser, address), _page(browser, address, scripts=False)
    for one in (page, plain):
        one.goto("/batches/3")
        expect(one.get_by_text("Being read.")).to_be_visible()
    with unit_of_work(filled.engine) as session:
        for row in session.query(DocumentRow).filter_by(batch_id=3, state=DocumentState.RECEIVED):
            row.state, row.finished_at = DocumentState.UNIDENTIFIED, now_utc()
    expect(page.get_by_text("All is read.")).to_be_visible(timeout=15_000)
    expect(page.locator("#ledger-received")).to_contain_text("0")
    plain.get_by_role("link", name="Look again").click()
    expect(plain.get_by_text("All is read.")).to_be_visible()
    for one in (page, plain):
        one.close()


@pytest.mark.parametrize("width", [1100, 320])
def test_every_page_fits_and_can_be_read_by_all(browser: Browser, address: str, width: int) -> None:
    page = _page(browser, address, width)
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text))
    for path in _PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.get_by_role("heading", level=1).count() == 1
        levels = [
            int(tag[1])
            for tag in page.evaluate(
                "[...document.querySelectorAll('main h1,main h2,main h3')].map(h => h.tagName)"
            )
        ]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert page.evaluate(_NAMELESS) == 0
        assert page.evaluate(
            "new Set([...document.querySelectorAll('[id]')].map(n => n.id)).size"
            " == document.querySelectorAll('[id]').length"
        ), path
    assert problems == []
    page.close()


@pytest.mark.parametrize("width", [1100, 320])
def test_charts_have_names_contrast_and_their_numbers(
    browser: Browser, address: str, width: int
) -> None:
    page = _page(browser, address, width)
    page.goto("/work")
    charts = page.get_by_role("img", name=re.compile("Forms that came in|Time|Read|Errors|waits"))
    assert charts.count() == 6
    assert page.locator("main details").count() == 6
    contrast = page.evaluate(_UNEVEN)
    assert min(contrast["text"], contrast["words"]) >= _DRAWN
    assert min(contrast["marks"], contrast["fills"]) >= 3
    # No label of a row runs under its bars or its number.
    assert page.evaluate("""() => [...document.querySelectorAll('.tc-chart')].every(chart => {
      const first = Math.min(...[...chart.querySelectorAll('line.tc-chart__scale')]
        .map(n => n.getBoundingClientRect().left))
      return [...chart.querySelectorAll('text[x="0"]')]
        .every(n => n.getBoundingClientRect().right <= first)
    })""")
    page.locator("summary").first.press("Enter")
    expect(page.get_by_role("table", name="Forms that came in, by form")).to_be_visible()
    page.get_by_role("link", name="Show months").click()
    expect(page.get_by_text("The last 12 months.")).to_be_visible()
    page.close()


def test_the_numbers_of_a_chart_open_without_scripts(browser: Browser, address: str) -> None:
    page = _page(browser, address, scripts=False)
    page.goto("/quality")
    page.get_by_role("link", name="Pictures of the work").click()
    page.get_by_text("What waits, and how long: the numbers").click()
    expect(page.get_by_role("table", name="What waits, and how long")).to_be_visible()
    page.close()


@pytest.mark.parametrize("width", [1100, 320])
def test_with_nothing_there_the_pages_say_so(
    browser: Browser, empty_address: str, width: int
) -> None:
    page = _page(browser, empty_address, width)
    expect(page.get_by_text("No batch has been begun yet.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/work")
    for text in ("No form was done.", "Nothing waits.", "Nobody has looked at a value."):
        expect(page.get_by_text(text)).to_be_visible()
    assert page.locator("main svg[role=img]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
