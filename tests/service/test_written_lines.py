"""What was seen of a name is kept with its page, and a register is held against it later."""

import random
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forms.answers import Answers
from forms.copies import derived_copy_id
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.held import hold_against
from ocr.issued import IssuedCopy
from ocr.kept_lines import MOST_BYTES, unpack
from ocr.pipeline import read_pages
from ocr.reading import page_json
from service.errors import ReadingFailedError
from service.evidence import PlainFile, ReadPage
from service.jobs.child import Limits
from service.jobs.crew import Crew
from service.jobs.isolation import Portion, _lines, read_portion
from service.jobs.reader import Reader
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import written_lines
from service.store.engine import looking
from service.store.models import RecordRow, WrittenLinesRow
from service.usecases.intakes import find_document
from service.usecases.read import read_document
from service.usecases.standing import read_again
from service.usecases.take_in import SentFile, take_in
from tests.ocr.pages import encoded, printed
from tests.paper.cases import Case, make_case, send
from tests.paper.faxline import Resolution
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified

WHOSE = ("client_name", "date_of_birth", "prisoner_number")
NEAR_NAMES = ("Laura Jane O'Severin", "Lauren O'Severn", "Laura Severs", "Lara Jane Osborn")
KEPT = {"client_name": b"TCL one", "date_of_birth": b"TCL two"}


@pytest.fixture
def real(settings: Settings) -> Iterator[Runtime]:
    """An installation with the real reader, in a process apart."""
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    yield runtime
    runtime.engine.dispose()


def _taken_in(runtime: Runtime, name: str, content: bytes) -> int:
    document = take_in(runtime, ACTOR, [SentFile(name, content)]).documents[0]
    with Crew(runtime) as crew:
        crew.work_off()
    return document.id


def _kept_of(runtime: Runtime, document_id: int) -> dict[str, bytes]:
    found = find_document(runtime, document_id)
    with looking(runtime.engine) as session:
        return written_lines.of_record(session.get_one(RecordRow, found.record_ids[0]))


def _typed(form: Form) -> Case:
    """Have a person type on a blank copy."""
    return make_case(random.Random(23), form, prefilled=0.0, added=1.0)


def _near(name: str) -> tuple[str, ...]:
    given, *_, surname = name.split()
    return (f"{given} {surname}s", f"{given}a {surname}", f"{given} {surname[:-1]}", surname)


def test_a_faxed_name_is_held_against_the_register_after_it_was_taken_in(
    real: Runtime, alert_form: Form
) -> None:
    case = _typed(alert_form)
    kept = _kept_of(real, _taken_in(real, "fax.tif", send([case], Resolution.FINE)))
    written = {key: str(case.added[key]) for key in WHOSE if key in case.added}
    assert {"client_name", "date_of_birth"} <= written.keys() == kept.keys()
    name = written["client_name"]
    near = (*NEAR_NAMES, *_near(name))
    best, second, *_ = hold_against(
        alert_form.field("client_name"), kept["client_name"], (*near, name)
    )
    assert best.value == name
    assert best.below_free < 0.2 < second.below_free
    day = written["date_of_birth"]
    days = (f"{int(day[:4]) - 1}{day[4:]}", day, f"{day[:8]}{int(day[8:]) % 28 + 1:02}")
    held = hold_against(alert_form.field("date_of_birth"), kept["date_of_birth"], days)
    assert held[0].value == day


def test_a_form_filled_in_on_screen_keeps_none(real: Runtime, alert_form: Form) -> None:
    copy = derived_copy_id(alert_form.code, {})
    assert (
        _kept_of(real, _taken_in(real, "a.pdf", fill(pdf_template(alert_form), ALERT, copy))) == {}
    )


@pytest.mark.parametrize("issued", [True, False])
def test_what_we_printed_ourselves_is_not_kept(alert_form: Form, issued: bool) -> None:
    values: Answers = {key: ALERT[key] for key in ("client_name", "date_of_birth")}
    grey, _ = printed(alert_form, values)
    known = IssuedCopy(form=alert_form, values=values)
    [found] = read_pages(
        "a.tif", encoded([grey]), load_catalogue(), (lambda _: known) if issued else None
    )
    assert [bool(found.fields[key].lines) for key in values] == [not issued] * 2
    assert "lines" not in str(page_json(found).keys()) + str(
        page_json(found)["fields"]["client_name"]
    )


def test_they_come_only_if_asked_for(alert_form: Form, tmp_path: Path) -> None:
    grey, _ = printed(alert_form, ALERT)
    path = tmp_path / "a.tif"
    path.write_bytes(encoded([grey]))
    with Reader((), Limits(memory_mb=3072, seconds=60)) as reader:
        for wanted in ((), ("client_name", "court_name", "disengaged", "no_such_field")):
            portion = Portion(content=PlainFile(path), name="a.tif", lines_of=wanted)
            [found] = [i for i in read_portion(reader, portion, None) if isinstance(i, ReadPage)]
            assert set(found.lines) == set(wanted[:2])
            assert all(unpack(one) for one in found.lines.values())
            assert "TCL" not in repr(found)


def test_they_go_where_their_page_goes(runtime: Runtime, reader: ScriptedReader) -> None:
    reader.pages, reader.lines = [unidentified()], {1: KEPT}
    document = take_in(runtime, ACTOR, [SentFile("a.tif", b"II* one")]).documents[0]
    read_document(runtime, document.id)
    assert _count(runtime) == 2
    read_again(runtime, ACTOR, document.id)
    assert _count(runtime) == 0


def _count(runtime: Runtime) -> int:
    with looking(runtime.engine) as session:
        return session.scalar(select(func.count()).select_from(WrittenLinesRow)) or 0


def test_of_a_field_on_two_pages_the_first_counts(runtime: Runtime, reader: ScriptedReader) -> None:
    form = load_catalogue().find("release-plan")
    reader.pages = [page(form, {}, number=n, form_page=n) for n in range(1, form.pages + 1)]
    second = {"client_name": b"TCL three", "prisoner_number": b"TCL four"}
    reader.lines = {1: KEPT, 2: second}
    document = take_in(runtime, ACTOR, [SentFile("a.tif", b"II* two")]).documents[0]
    read_document(runtime, document.id)
    assert _kept_of(runtime, document.id) == second | KEPT


@pytest.mark.parametrize("sent", [{"other": b"TCL"}, {"client_name": bytes(MOST_BYTES + 1)}])
def test_a_reader_that_sends_more_than_was_asked_is_not_believed(sent: dict[str, bytes]) -> None:
    encoded_lines = {key: b64encode(data).decode() for key, data in sent.items()}
    with pytest.raises(ReadingFailedError):
        _lines(encoded_lines, WHOSE)
