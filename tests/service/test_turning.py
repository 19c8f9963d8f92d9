"""A page that is turned by a person, read again by the real reader."""

import random
from io import BytesIO

import numpy as np
from PIL import Image

from ocr.reading import Layout
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import RecordState
from service.usecases.intakes import find_document, page_picture
from service.usecases.read import read_document
from service.usecases.records import find_record
from service.usecases.take_in import SentFile, take_in
from service.usecases.turning import turn_page
from tests.foreign.channels import Way
from tests.foreign.pages import alert_page
from tests.service.conftest import ACTOR


def _picture(runtime: Runtime, document_id: int) -> np.ndarray:
    content = page_picture(runtime, document_id, 1).content
    with Image.open(BytesIO(content)) as page:
        return np.asarray(page.convert("L").resize((210, 297)), np.float64)


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_a_page_is_read_as_a_person_turned_it_and_turned_back(settings: Settings) -> None:
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    content = alert_page(random.Random(3), Way.SCAN).data
    first = take_in(runtime, ACTOR, [SentFile("scan.tif", content)]).documents[0].id
    assert read_document(runtime, first)
    [record_id] = find_document(runtime, first).record_ids
    record = find_record(runtime, record_id)
    assert record.pages[0].layout == Layout.FOREIGN

    head = turn_page(runtime, ACTOR, first, 1, 180, revision=record.revision)
    assert read_document(runtime, head)
    upright, turned = _picture(runtime, first), _picture(runtime, head)
    assert _alike(turned, upright[::-1, ::-1]) > 0.9
    assert _alike(turned, upright) < 0.5

    again = find_document(runtime, head)
    revision = find_record(runtime, again.record_ids[0]).revision if again.record_ids else None
    back = turn_page(runtime, ACTOR, head, 1, 180, revision=revision)
    assert read_document(runtime, back)
    [last_id] = find_document(runtime, back).record_ids
    last = find_record(runtime, last_id)
    assert (last.values, last.state) == (record.values, RecordState.REVIEW)
    runtime.engine.dispose()
