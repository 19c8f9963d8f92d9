"""What a list asks of the database does not grow with its rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.copy_sets import CopySetRequest
from service.entities import ClientDetails, PersonName
from service.matching.ruling import Reason
from service.runtime import Runtime
from service.store import alike
from service.store.caseloads import Caseload
from service.store.decision_models import AlikeRow
from service.store.engine import unit_of_work
from service.store.states import DocumentState
from service.usecases.client_parts import add_name, change_parts
from service.usecases.clients import add_client
from service.usecases.copy_sets import order_set
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.prisons import fill_prison
from tests.service.readings import unidentified
from tests.service.stored import store_document, store_record
from tests.service.visitor import Visitor

_FEW, _MANY = 5, 50


@contextmanager
def _counting(runtime: Runtime) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        asked.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    yield asked
    event.remove(runtime.engine, "before_cursor_execute", note)


def _add_records(runtime: Runtime, numbers: range, form: Form) -> None:
    """Add records of clients of their own, all to check, in one batch."""
    for number in numbers:
        born = date(1950, 1, 1 + number % 28)
        details = ClientDetails(given_names="Aled", surname=f"Usk{number}", date_of_birth=born)
        client = add_client(runtime, ACTOR, details)
        store_record(
            runtime,
            form,
            ALERT,
            content=b"II*\x00" + number.to_bytes(2),
            doubtful=["death"],
            batch="York 2008 box 2",
            client_id=client.id,
        )
        store_document(
            runtime,
            b"a letter" + number.to_bytes(2),
            unidentified(),
            batch=f"York {number}",
            state=DocumentState.UNIDENTIFIED,
        )


def _add_forms(runtime: Runtime, numbers: range, form: Form) -> None:
    """Have forms of the first client go out and come back, and the client change."""
    for number in numbers:
        content = b"II*\x00 hers" + number.to_bytes(2)
        store_record(runtime, form, ALERT, content=content, client_id=1)
        asked = IssueRequest(form_id=form.id, artefact=ArtefactFormat.PDF, client_id=1)
        issue_form(runtime, ACTOR, asked)
        name = PersonName(given_names="Laura", surname=f"Wye{number}")
        change_parts(runtime, ACTOR, 1, add_name(name))


def _add_sets(runtime: Runtime, numbers: range, _form: Form) -> None:
    fill_prison(runtime, len(numbers), prison="HHI")
    for _ in numbers:
        caseload = Caseload(prison="LEI")
        asked = CopySetRequest(
            form_id="alert-form", artefact=ArtefactFormat.PRINT, caseload=caseload
        )
        order_set(runtime, ACTOR, asked)


def _add_files(runtime: Runtime, numbers: range, _form: Form) -> None:
    """Send in so many files at once: the newest sending."""
    files = [SentFile(f"{number}.tif", b"II*" + number.to_bytes(2)) for number in numbers]
    take_in(runtime, ACTOR, files)


def _add_pairs(runtime: Runtime, numbers: range, _form: Form) -> None:
    """Say of so many clients that each looks like the next one."""
    fill_prison(runtime, len(numbers), prison="WDI")
    pairs = [
        AlikeRow(
            first_id=number + 1,
            second_id=number + 2,
            probability=0.9,
            bits=20.0,
            reason=str(Reason.AGREES),
            evidence=[],
        )
        for number in range(numbers.stop)
    ]
    with unit_of_work(runtime.engine) as session:
        alike.keep(session, pairs, clients=numbers.stop, model="of the tests")


_Add = Callable[[Runtime, range, Form], None]


@pytest.mark.parametrize(
    ("add", "paths"),
    [
        (
            _add_records,
            (
                *("/", "/records", "/records?state=review", "/documents", "/clients"),
                *("/documents?state=unidentified", "/batches"),
            ),
        ),
        (_add_forms, ("/clients/1", "/clients/1/history")),
        (_add_sets, ("/forms/sets", "/forms/prison?prison=HHI")),
        (_add_files, ("/intakes/{newest}",)),
        (_add_pairs, ("/clients/alike",)),
    ],
)
def test_a_list_of_fifty_asks_no_more_than_one_of_five(
    add: _Add, paths: tuple[str, ...], small: Runtime, visitor: Visitor, alert_form: Form
) -> None:
    add_laura(small)
    fill_prison(small, 3)
    asked: dict[int, dict[str, list[str]]] = {}
    sizes: dict[int, dict[str, int]] = {}
    before = 0
    for newest, number in enumerate((_FEW, _MANY), 1):
        add(small, range(before, number), alert_form)
        before = number
        asked[number], sizes[number] = {}, {}
        for path in paths:
            # The first look at a list is noted in the audit trail.
            visitor.text(path.format(newest=newest))
            with _counting(small) as found:
                sizes[number][path] = len(visitor.text(path.format(newest=newest)))
            asked[number][path] = found
    for path in paths:
        assert len(asked[_FEW][path]) == len(asked[_MANY][path]), path
        # The page did become longer: it is one of those that list what was added.
        assert sizes[_MANY][path] > sizes[_FEW][path], path


def test_a_search_that_finds_fifty_asks_no_more_than_one_that_finds_five(
    small: Runtime, visitor: Visitor
) -> None:
    fill_prison(small, _FEW)
    visitor.text("/")
    counts = []
    for number in (_FEW, _MANY):
        with _counting(small) as asked:
            assert f"{number} clients found" in visitor.post("/clients", words="aled").text
        counts.append(len(asked))
        fill_prison(small, _MANY - _FEW)
    assert counts[0] == counts[1]
