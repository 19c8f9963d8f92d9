"""A layout of another agency is learned from a page that a person has confirmed, and withdrawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from forms.answers import Answer
from forms.definition import Form
from forms.errors import LayoutError
from ocr.pictures import png_bytes
from ocr.reading import FieldState, Layout, PageReading, page_from_json
from service.clock import now_utc
from service.entities import Actor, Record
from service.errors import ConflictError, NotFoundError
from service.evidence import Content, LearnedPage
from service.jobs.crew import Crew
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import documents, jobs
from service.store.engine import looking
from service.store.states import JobKind, LayoutState
from service.usecases.deciding import assign_client
from service.usecases.intakes import find_document
from service.usecases.layouts import (
    learn_waiting,
    list_layouts,
    withdraw_layout,
)
from service.usecases.read import read_document
from service.usecases.records import accept_record, correct_record, find_record
from service.usecases.take_in import SentFile, take_in
from tests.foreign.channels import Way
from tests.foreign.same_layout import pages_of_one_layout
from tests.service.conftest import add_laura
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, reading

SEED = 33
"""Of a layout that does not ask for everything."""
MISSING = ("change_release_status", "change_release_status_detail")


class ScriptedLearner:
    """Gives what it was told to, for whatever page it is asked to learn."""

    def __init__(self) -> None:
        self.error: LayoutError | None = None
        self.before: str | None = None
        self.values: list[Mapping[str, Answer]] = []
        self.asked: list[tuple[int, list[str]]] = []

    def __call__(
        self, content: Content, number: int, values: Mapping[str, Answer], layouts: Sequence[str]
    ) -> LearnedPage:
        assert any(content.pieces())
        self.asked.append((number, list(layouts)))
        self.values.append(dict(values))
        if self.error:
            raise self.error
        name = f"layout-{len(self.values)}"
        return LearnedPage(
            layout_id=name, form="alert-form", version="1", layout=name, before=self.before
        )


@pytest.fixture
def learner() -> ScriptedLearner:
    return ScriptedLearner()


@pytest.fixture
def learning(runtime: Runtime, learner: ScriptedLearner) -> Runtime:
    return replace(runtime, learn_page=learner)


def foreign(form: Form, *, number: int = 1, missing: Sequence[str] = ()) -> PageReading:
    """Give a page of another agency, on which some questions were not found."""
    found = page(form, ALERT, number=number)
    lost = reading(None, accepted=False, state=FieldState.NOT_ASKED)
    return replace(
        found, layout=Layout.FOREIGN, fields={**found.fields, **dict.fromkeys(missing, lost)}
    )


def taken_in(runtime: Runtime, actor: Actor, content: bytes) -> Record:
    document = take_in(runtime, actor, [SentFile("fax.tif", content)]).documents[0]
    assert read_document(runtime, document.id)
    return find_record(runtime, find_document(runtime, document.id).record_ids[0])


def accepted(
    runtime: Runtime, actor: Actor, found: Record, form: Form, values: Mapping[str, Answer]
) -> Record:
    """Accept a record as a person does who has compared all of it with the paper."""
    client = add_laura(runtime)
    found = find_record(runtime, found.id)
    keys = [field.key for field in form.fields()]
    changes = {key: values.get(key) for key in keys}
    found = correct_record(
        runtime, actor, found.id, revision=found.revision, changes=changes, confirmed=keys
    )
    found = assign_client(runtime, actor, found.id, revision=found.revision, client_id=client.id)
    return accept_record(runtime, actor, found.id, revision=found.revision, concerns_seen=True)


def test_what_was_not_found_on_another_agencys_page_waits_for_a_person(
    learning: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [foreign(alert_form, missing=["dat_name"])]
    assert taken_in(learning, actor, b"%PDF one").doubts == {"dat_name": "unsure"}


def _jobs(runtime: Runtime) -> list[int]:
    """Give the documents that wait to be learned from."""
    with looking(runtime.engine) as session:
        waiting = jobs.due(session, now_utc(), limit=9)
        return [job.document_id for job in waiting if job.kind is JobKind.LEARN]


def test_an_accepted_page_is_learned_and_readers_are_given_its_layout(
    learning: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    learner: ScriptedLearner,
    alert_form: Form,
) -> None:
    reader.pages = [foreign(alert_form)]
    found = taken_in(learning, actor, b"%PDF one")
    assert reader.layouts == []
    accepted(learning, actor, found, alert_form, ALERT)
    assert _jobs(learning) == [found.document_id]
    learn_waiting(learning, found.document_id)
    assert {key: value for key, value in learner.values[0].items() if value} == ALERT
    [layout] = list_layouts(learning)
    assert (layout.document_id, layout.page_number) == (found.document_id, 1)
    taken_in(learning, actor, b"%PDF two")
    assert reader.layouts == ["layout-1"]


def test_our_own_pages_teach_nothing(
    learning: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    accepted(learning, actor, taken_in(learning, actor, b"%PDF one"), alert_form, ALERT)
    assert _jobs(learning) == []


def test_a_record_that_was_opened_again_teaches_nothing_yet(
    learning: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    learner: ScriptedLearner,
    alert_form: Form,
) -> None:
    reader.pages = [foreign(alert_form)]
    found = accepted(learning, actor, taken_in(learning, actor, b"%PDF one"), alert_form, ALERT)
    change: dict[str, Answer] = {"court_name": "Hull Magistrates Court"}
    correct_record(learning, actor, found.id, revision=found.revision, changes=change)
    learn_waiting(learning, found.document_id)
    assert (learner.values, list_layouts(learning)) == ([], [])


def test_a_page_that_teaches_more_takes_the_place_of_the_one_before(
    learning: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    learner: ScriptedLearner,
    alert_form: Form,
) -> None:
    reader.pages = [foreign(alert_form)]
    for content in (b"%PDF one", b"%PDF two"):
        found = taken_in(learning, actor, content)
        accepted(learning, actor, found, alert_form, ALERT)
        learn_waiting(learning, found.document_id)
        learner.before = "layout-1"
    assert learner.asked == [(1, []), (1, ["layout-1"])]
    states = [layout.state for layout in list_layouts(learning, every=True)]
    assert states == [LayoutState.SUPERSEDED, LayoutState.ACTIVE]


def test_a_layout_is_withdrawn_once(
    learning: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    learner: ScriptedLearner,
    alert_form: Form,
) -> None:
    reader.pages = [foreign(alert_form)]
    found = taken_in(learning, actor, b"%PDF one")
    accepted(learning, actor, found, alert_form, ALERT)
    learn_waiting(learning, found.document_id)
    [layout] = list_layouts(learning)
    assert withdraw_layout(learning, actor, layout.id).state is LayoutState.WITHDRAWN
    with pytest.raises(ConflictError):
        withdraw_layout(learning, actor, layout.id)
    with pytest.raises(NotFoundError):
        withdraw_layout(learning, actor, layout.id + 1)
    taken_in(learning, actor, b"%PDF two")
    assert reader.layouts == []
    learner.before = "layout-1"
    again = taken_in(learning, actor, b"%PDF three")
    accepted(learning, actor, again, alert_form, ALERT)
    learn_waiting(learning, again.document_id)
    assert list_layouts(learning) == []


def test_a_page_that_cannot_be_learned_says_why(
    learning: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    learner: ScriptedLearner,
    alert_form: Form,
) -> None:
    learner.error = LayoutError("page 1 is of no form that is known")
    reader.pages = [foreign(alert_form)]
    found = taken_in(learning, actor, b"%PDF one")
    accepted(learning, actor, found, alert_form, ALERT)
    with Crew(learning) as crew:
        crew.work_off()
    [layout] = list_layouts(learning, every=True)
    assert (layout.state, layout.reason_code) == (LayoutState.FAILED, "cannot-learn")


@pytest.fixture
def real(settings: Settings) -> Iterator[Runtime]:
    """An installation with the real reader, in a process apart."""
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    yield runtime
    runtime.engine.dispose()


def _page(runtime: Runtime, found: Record) -> PageReading:
    with looking(runtime.engine) as session:
        document = documents.get(session, found.document_id)
        assert document
        return page_from_json(document.pages[0].reading)


def test_the_second_page_of_a_layout_is_read_by_what_the_first_has_taught(
    real: Runtime,
    console: Console,
    actor: Actor,
    reader: ScriptedReader,
    alert_form: Form,
) -> None:
    first, second = pages_of_one_layout(SEED, (Way.SCAN, Way.FAX_FINE))
    reader.pages = [foreign(alert_form, missing=MISSING)]
    found = taken_in(replace(real, read_file=reader), actor, first.data)
    accepted(real, actor, found, alert_form, first.truth["fields"])
    learn_waiting(real, found.document_id)
    assert [layout.state for layout in list_layouts(real)] == [LayoutState.ACTIVE]

    again = taken_in(real, actor, second.data)
    after = _page(real, again)
    assert (after.layout, after.problems) == (Layout.FOREIGN, ())
    for key in MISSING:
        assert (after.fields[key].state, after.fields[key].accepted) == (FieldState.NOT_ASKED, True)
    assert not set(MISSING) & again.doubts.keys()
    truth = second.truth["fields"]
    right = [key for key in truth if (after.fields[key].value or None) == (truth[key] or None)]
    assert len(right) >= 0.85 * len(truth)

    code, printed, _ = console.run("forms", "layouts")
    assert (code, f"document {found.document_id} page 1" in printed) == (0, True)
    assert console.run("forms", "layouts", "withdraw", list_layouts(real)[0].id)[0] == 0
    assert console.run("forms", "layouts") == (0, "", "")


def test_a_layout_is_a_file_for_whoever_reads_without_a_database(
    console: Console, tmp_path: Path
) -> None:
    sheet, values, folder = tmp_path / "sheet.png", tmp_path / "values.json", tmp_path / "known"
    folder.mkdir()
    sheet.write_bytes(png_bytes(np.full((400, 300), 255, np.uint8)))
    values.write_text('{"client_name": "Laura Severn"}', encoding="utf-8")
    learn = ("forms", "learn", sheet, "-o", folder / "one.json", "--values", values)
    code, _, errors = console.run(*learn)
    assert (code, "--form" in errors) == (2, True)
    code, _, errors = console.run(*learn, "--form", "alert-form")
    assert (code, "page 1 is not one of another agency" in errors) == (1, True)
    (folder / "two.json").write_text("{}")
    code, _, errors = console.run("read", sheet, "--layouts", folder)
    assert (code, "two.json" in errors) == (1, True)
