"""Consent and sending in a real browser, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from service.runtime import Runtime
from tests.service.agencies import add_cjit, add_our_prison, add_scan
from tests.service.conftest import add_laura
from tests.service.served import browsing, serving


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, small: Runtime) -> Iterator[Page]:
    add_cjit(small)
    add_our_prison(small)
    add_laura(small)
    with serving(small) as address, browsing(address, scripts=request.param) as found:
        yield found


def _date(page: Page, legend: str) -> None:
    group = page.get_by_role("group", name=legend)
    for part, text in (("Day", "5"), ("Month", "1"), ("Year", "2026")):
        group.get_by_label(part).fill(text)


def test_a_form_goes_only_once_the_client_has_agreed(page: Page, small: Runtime) -> None:
    scan = add_scan(small)
    page.goto("/clients/1/send")
    leeds = page.get_by_label("To", exact=True).get_by_role("option", name="Leeds CJIT")
    assert "no consent recorded, ask" in str(leeds.text_content())
    page.goto("/clients/1/consent")
    page.get_by_label("Consent given").check()
    page.get_by_label("Agency").select_option("D01B")
    page.get_by_label("Number of the document with the scan").fill(str(scan))
    page.get_by_label("Version of the sheet").fill("1")
    page.get_by_label("The client has signed").check()
    page.get_by_label("The worker has signed").check()
    _date(page, "Date beside the client")
    _date(page, "Date beside the worker")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Signed by the client on 5 January 2026")).to_be_visible()
    page.get_by_role("link", name="Send a form").click()
    page.get_by_label("To", exact=True).select_option("D01B")
    page.get_by_label("Print and fax").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Send").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert "Severn" not in download.value.suggested_filename
    page.get_by_role("link", name="Sent forms and calls to make").click()
    page.get_by_role("button", name="Call recorded to Leeds CJIT").click()
    expect(page.get_by_text("followed up by telephone")).to_be_visible()
    page.goto("/clients/1/consent")
    page.get_by_label("Consent taken back").check()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("table").first.get_by_text("Taken back")).to_be_visible()
