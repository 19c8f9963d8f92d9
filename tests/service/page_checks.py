"""What holds of every page in a browser: axe-core's rules, and what it does not look at."""

from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

WIDE, NARROW, ZOOMED = "1280 px", "320 px", "zoomed to 200 %"
_SIZES = {WIDE: (1280, 900, 1), NARROW: (320, 900, 1), ZOOMED: (640, 450, 2)}
"""CSS pixels across and down, and device pixels to each."""
_HEAVIEST = 150_000
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN_AXE = """async tags => (await axe.run({runOnly: tags})).violations.flatMap(one =>
    one.nodes.map(node => `${one.id} (${one.impact}): ${one.help}: ${node.html.slice(0, 200)}`))"""
_FOCUS = """() => {
    const look = one => {
        const boxes = [getComputedStyle(one)]
        for (const label of one.labels || [])
            boxes.push(getComputedStyle(label, '::before'), getComputedStyle(label))
        return boxes.map(box => [box.outlineStyle, box.outlineWidth, box.boxShadow,
            box.backgroundColor, box.borderTopWidth, box.textDecorationThickness].join()).join()
    }
    const asked = 'a[href], button, input:not([type=hidden]), select, textarea, summary, '
        + '[tabindex="0"]'
    const unseen = []
    for (const one of document.querySelectorAll(asked)) {
        if (!one.checkVisibility({visibilityProperty: true}) || one.disabled) continue
        document.activeElement.blur()
        const before = look(one)
        one.focus()
        if (document.activeElement === one && look(one) === before)
            unseen.push(one.outerHTML.slice(0, 160))
    }
    document.activeElement.blur()
    return unseen
}"""


def axe_source() -> str:
    """Give axe-core as its package ships it."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def resize(page: Page, size: str) -> None:
    """Show a page in a window of another size, or larger than life."""
    width, height, scale = _SIZES[size]
    session = page.context.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False},
    )
    session.detach()


def violations(page: Page, axe: str) -> list[str]:
    """Run axe-core on the page as it stands."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {axe} }} }}")
    found: list[str] = page.evaluate(_RUN_AXE, list(_TAGS))
    return found


def shortcomings(page: Page, *, has_errors: bool) -> Iterator[str]:
    """Tell what a page lacks that all pages have."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} headings of the first level"
    title = page.title()
    if not title.endswith(" \N{EN DASH} Throughcare"):
        yield f"the title is {title}"
    if page.locator("html").get_attribute("lang") != "en-GB":
        yield "no language"
    if page.locator(".govuk-skip-link[href='#main-content']").count() != 1:
        yield "no link past the navigation"
    if title.startswith("Error: ") != has_errors:
        yield f"{'errors' if has_errors else 'no errors'}, and the title is {title}"
    yield from _of_headings(page)
    if has_errors:
        yield from _of_errors(page)


def _of_headings(page: Page) -> Iterator[str]:
    tags: Sequence[str] = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(h => h.checkVisibility())"
        ".map(h => h.tagName)"
    )
    levels = [int(tag[1]) for tag in tags]
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"the headings skip a level: {levels}"


def _of_errors(page: Page) -> Iterator[str]:
    links = page.locator(".govuk-error-summary a")
    targets = [str(link.get_attribute("href")) for link in links.all()]
    if not targets:
        yield "no summary of the errors"
    for target in targets:
        if page.locator(f"[id='{target.removeprefix('#')}']").count() != 1:
            yield f"the summary links to {target}, which is not there"
    if any("Missing data" in link.inner_text() for link in links.all()):
        yield "an error in a programmer's words"


def unseen_focus(page: Page) -> list[str]:
    """Name whatever looks the same when it has the focus."""
    page.keyboard.press("Tab")
    found: list[str] = page.evaluate(_FOCUS)
    return found


def too_wide(page: Page) -> Iterator[str]:
    """Tell whether a page has to be scrolled across."""
    wide, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if wide > room:
        guilty: Any = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right"
            " > document.documentElement.clientWidth).slice(0, 3)"
            ".map(e => e.outerHTML.slice(0, 120))"
        )
        yield f"{wide} px wide where {room} are shown: {guilty}"


def too_heavy(html: bytes) -> Iterator[str]:
    """Tell whether a page's own text is more than a slow line carries in a moment."""
    if len(html) > _HEAVIEST:
        yield f"{len(html)} bytes"
