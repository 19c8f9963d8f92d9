"""Tables from codes to words and status are complete."""

from enum import StrEnum

import pytest

import service.errors
from forms.artefacts import ArtefactFormat
from forms.errors import ThroughcareError
from ocr.reading import PageStatus
from service.assembly import Concern, Doubt
from service.http_status import STATUS
from service.identifiers.numbers import PROBLEM_WORDS, NumberKind, NumberProblem
from service.matching.decision import MatchNote
from service.matching.ruling import Reason
from service.matching.words import REASONS
from service.retention import ReviewState, Subject
from service.store.states import (
    Channel,
    ClientAction,
    CopySetOrder,
    CopySetState,
    CustodyStatus,
    DocumentState,
    RecordState,
    RetentionAct,
    WorkerRole,
)
from service.usecases.import_register import RowFate
from service.web import copy_set_words, register_words, retention_words, words


def _tree(root: type[ThroughcareError]) -> set[type[ThroughcareError]]:
    return {root}.union(*(_tree(below) for below in root.__subclasses__()))


def test_every_error_has_a_status() -> None:
    ours = {error for error in _tree(ThroughcareError) if not error.__module__.startswith("tests")}
    assert set(STATUS) == ours


def test_every_error_has_a_code_and_a_hint() -> None:
    codes = [error.code for error in STATUS]
    assert len(codes) == len(set(codes))
    assert all(error.hint.endswith(".") for error in STATUS)


def test_the_tree_is_drawn_in_full() -> None:
    drawn = service.errors.__doc__ or ""
    ours = [error for error in STATUS if error.__module__ == "service.errors"]
    assert all(error.__name__ in drawn for error in ours)


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        ([*DocumentState, *RecordState], words.STATE),
        ([*DocumentState, *RecordState], words.STATE_COLOUR),
        (ReviewState, retention_words.STATE),
        (ReviewState, retention_words.COLOUR),
        (RetentionAct, retention_words.ACT),
        (Subject, retention_words.RULE),
        (Doubt, words.DOUBT),
        (Concern, words.CONCERN),
        (MatchNote, words.MATCH),
        (Reason, REASONS),
        (PageStatus, words.PAGE_STATUS),
        (NumberProblem, PROBLEM_WORDS),
        (NumberKind, register_words.NUMBER_KIND),
        (CustodyStatus, register_words.CUSTODY),
        (WorkerRole, register_words.WORKER_ROLE),
        (ClientAction, register_words.ACTION),
        (Channel, register_words.CHANNEL),
        (RowFate, register_words.FATE),
        (CopySetState, copy_set_words.COPY_SET),
        (CopySetState, copy_set_words.COPY_SET_COLOUR),
        (ArtefactFormat, copy_set_words.SET_KIND),
        (CopySetOrder, copy_set_words.SET_ORDER),
    ],
)
def test_every_code_has_words(codes: list[StrEnum], table: dict[str, str]) -> None:
    assert set(table) == {str(code) for code in codes}
