"""A page that is sent twice, by a double click, the back button or a slow line, does no harm."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from service.entities import Actor
from service.runtime import Runtime
from service.store.engine import looking
from service.store.models import DocumentRow, IntakeRow, IssuedCopyRow
from service.usecases.clients import add_client, list_clients
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import LAURA, add_laura
from tests.service.served import browsing, serving
from tests.service.visitor import Visitor


def _count(runtime: Runtime, table: type[DocumentRow | IntakeRow | IssuedCopyRow]) -> int:
    with looking(runtime.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _key(visitor: Visitor, path: str) -> str:
    found = re.search(r'name="request_key" value="(\w+)"', visitor.text(path))
    assert found
    return found[1]


def test_a_client_is_added_once_however_often_the_page_is_sent(
    visitor: Visitor, small: Runtime
) -> None:
    typed = {"surname": "Severn", "request_key": _key(visitor, "/clients/new")}
    first, second = (visitor.post("/clients/new", **typed) for _ in range(2))
    assert first.location == second.location
    assert len(list_clients(small, limit=9)) == 1
    # Back, and another name: that is somebody else.
    other = visitor.post("/clients/new", **{**typed, "surname": "Wye"})
    assert other.location != first.location
    assert len(list_clients(small, limit=9)) == 2


def test_a_page_with_mistakes_keeps_its_key(visitor: Visitor, small: Runtime) -> None:
    wrong = visitor.post("/clients/new", surname="", request_key="k" * 32)
    assert f'value="{"k" * 32}"' in wrong.text
    assert list_clients(small, limit=9) == []


def test_two_at_the_same_instant_add_one_client(runtime: Runtime, actor: Actor) -> None:
    with ThreadPoolExecutor(4) as pool:
        added = list(
            pool.map(lambda _: add_client(runtime, actor, LAURA, request_key="k"), range(8))
        )
    assert len({client.id for client in added}) == 1
    assert len(list_clients(runtime, limit=9)) == 1
    other = add_client(runtime, actor, replace(LAURA, surname="Wye"), request_key="k")
    assert other.id != added[0].id


def test_files_are_taken_in_once_however_often_the_page_is_sent(
    visitor: Visitor, small: Runtime
) -> None:
    key = _key(visitor, "/send-in")

    def send(content: bytes) -> str | None:
        files = (BytesIO(content), "fax.pdf")
        return visitor.post("/send-in", files=files, request_key=key).location

    assert send(b"%PDF a fax") == send(b"%PDF a fax") == "/intakes/1"
    assert _count(small, DocumentRow) == 1
    assert send(b"%PDF another") == "/intakes/2"


def test_files_sent_at_the_same_instant_are_one_sending(runtime: Runtime, actor: Actor) -> None:
    def send(_: int) -> int:
        return take_in(runtime, actor, [SentFile("fax.pdf", b"%PDF a fax")], request_key="k").id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(6)))) == 1
    assert _count(runtime, IntakeRow) == _count(runtime, DocumentRow) == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_adds_one_client_and_back_is_safe(small: Runtime, *, scripts: bool) -> None:
    with serving(small) as address, browsing(address, scripts=scripts) as page:
        page.goto("/clients/new")
        page.get_by_label("Surname").fill("Severn")
        page.get_by_role("button", name="Add client").dblclick()
        expect(page.get_by_role("heading", name="Severn")).to_be_visible()
        page.reload()
        _back_and_forward(page)
        expect(page.get_by_role("heading", name="Severn")).to_be_visible()
    assert len(list_clients(small, limit=9)) == 1


def _back_and_forward(page: Page) -> None:
    page.go_back()
    page.go_forward()


def test_a_double_click_takes_one_copy_of_a_form(small: Runtime) -> None:
    laura = add_laura(small)
    with serving(small) as address, browsing(address) as page:
        page.goto(f"/forms?client={laura.id}")
        with page.expect_download() as download:
            page.get_by_role("button", name="Print Alert Form").dblclick()
        assert download.value.suggested_filename.endswith(".pdf")
        page.wait_for_timeout(300)
    assert _count(small, IssuedCopyRow) == 1
