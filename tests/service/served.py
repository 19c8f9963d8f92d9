"""A service that a browser can open, with a scripted reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.types import WSGIApplication

import waitress
from playwright.sync_api import Browser, Page, expect, sync_playwright

from service.app import create_app
from service.runtime import Runtime
from service.store.states import Role
from service.usecases.accounts import add_user
from tests.service.conftest import ACTOR
from tests.service.every_role import hold_roles

PASSWORD = "nine-rivers-run-deep"


@contextmanager
def listening(app: WSGIApplication) -> Iterator[str]:
    """Serve an application on a port of its own."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@contextmanager
def serving(runtime: Runtime, *roles: Role) -> Iterator[str]:
    """Serve an installation on a port of its own, with one account: a team manager's."""
    add_user(runtime, ACTOR, "morag", Role.TEAM_MANAGER, PASSWORD)
    if roles:
        hold_roles(runtime, "morag", roles)
    with listening(create_app(runtime)) as address:
        yield address


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser that Debian has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def sign_in(page: Page, at: str = "/", password: str = PASSWORD, name: str = "morag") -> None:
    """Sign in on the way to a page."""
    page.goto(at)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@contextmanager
def browsing(address: str, *, scripts: bool = True) -> Iterator[Page]:
    """Open a browser that is signed in; anything that it complains of fails the test."""
    with launched() as browser:
        page = browser.new_page(java_script_enabled=scripts, base_url=address)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text))
        sign_in(page)
        expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
        yield page
        assert problems == []
