"""The forms of a client as they went and came, with a small picture of each."""

import re
from io import BytesIO

import pytest
from PIL import Image

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.entities import Client
from service.errors import NotFoundError
from service.runtime import Runtime
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.timeline import Way, copy_picture, small_picture, timeline_of
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.stored import READ_AT, store_record
from tests.service.visitor import Visitor


def _issue(runtime: Runtime, client: Client) -> str:
    asked = IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PRINT, client_id=client.id)
    return issue_form(runtime, ACTOR, asked).copy.text


def test_what_went_and_came_stands_together_newest_first(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    record = store_record(runtime, alert_form, ALERT, client_id=laura.id)
    copy = _issue(runtime, laura)
    store_record(runtime, alert_form, ALERT, content=b"II*\x00 of nobody")
    found = timeline_of(runtime, laura.id, limit=20)
    sent, received = found.entries
    assert found.total == 2
    assert (sent.way, sent.copy_id, sent.record_id) == (Way.SENT, copy, None)
    assert (received.way, received.record_id, received.at) == (Way.RECEIVED, record, READ_AT)
    assert received.picture_of == (received.document_id, 1)


def test_it_comes_a_page_at_a_time(runtime: Runtime, laura: Client, alert_form: Form) -> None:
    for number in range(5):
        content = b"II*\x00" + bytes([number])
        store_record(runtime, alert_form, ALERT, content=content, client_id=laura.id)
        _issue(runtime, laura)
    pages = [timeline_of(runtime, laura.id, skip=skip, limit=4) for skip in (0, 4, 8)]
    assert [len(page.entries) for page in pages] == [4, 4, 2]
    every = [entry for page in pages for entry in page.entries]
    assert every == list(timeline_of(runtime, laura.id, limit=10).entries)
    assert every == sorted(every, key=lambda one: one.at, reverse=True)


def test_its_pictures_are_small_and_are_of_the_page(
    visitor: Visitor, small: Runtime, alert_form: Form
) -> None:
    laura = add_laura(small)
    store_record(small, alert_form, ALERT, client_id=laura.id)
    _issue(small, laura)
    shown = visitor.text(f"/clients/{laura.id}")
    pictures = re.findall(r'<img src="([^"]+small\.png)" alt="" [^>]*loading="lazy"', shown)
    assert len(pictures) == 2
    for address in pictures:
        answer = visitor.get(address)
        assert answer.mimetype == "image/png"
        assert len(answer.data) < 20_000
        with Image.open(BytesIO(answer.data)) as picture:
            assert picture.size[0] == 168
            # Some print on white paper.
            levels = picture.convert("L").histogram()
            assert sum(levels[200:]) > 0.5 * sum(levels) > sum(levels[:200]) > 0


def test_there_is_no_picture_of_what_there_is_not(small: Runtime) -> None:
    with pytest.raises(NotFoundError):
        copy_picture(small, "AAAAAAAAAAAAAA")
    with pytest.raises(NotFoundError):
        small_picture(small, 1, 1)
