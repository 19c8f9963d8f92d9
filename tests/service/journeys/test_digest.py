"""The daily letter: what it says, whom it names (nobody), and that a mail server takes it."""

from datetime import UTC, datetime

import pytest

from service.journey.actions import TeamAt
from service.journey.duties import Team
from service.journey.events import EventKind
from service.runtime import Runtime
from service.store.due import Asked
from service.telling.digest import digest
from service.usecases.due import count_by_point
from service.usecases.journeys import NewEvent, record_event
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.prisons import add_inmate
from tests.service.smtp import Box, mail_server

_NOW = datetime(2010, 3, 26, 7, 0, tzinfo=UTC)


def test_the_letter_counts_by_process_point_and_names_nobody(small: Runtime) -> None:
    client = add_inmate(small, "Severn", home_dat="D05B")
    for kind, hour in ((EventKind.PLAN_CHANGED, 6), (EventKind.REFERRED, 8)):
        at = datetime(2010, 3, 25, hour, tzinfo=UTC)
        record_event(small, ACTOR, client.id, NewEvent(kind=kind, at=at))
    counts = count_by_point(small, Asked(team=Team.SMT, place="LEI"), at_utc=_NOW)
    subject, text = digest(counts, TeamAt(team=Team.SMT, place="LEI"), _NOW)
    assert subject == "Throughcare: 2 overdue, 0 due today"
    assert text.splitlines()[0] == (
        "What is due for Substance Misuse Team LEI, 26 March 2010, 07:00"
    )
    assert [line.split()[-3:] for line in text.splitlines()[2:6]] == [
        ["today", "7", "days"],
        ["0", "0", "2"],
        ["2", "0", "0"],
        ["2", "0", "2"],
    ]
    for personal in ("Severn", "Aled", "1979", client.reference):
        assert personal not in subject + text


def test_nothing_due_is_said_too() -> None:
    subject, text = digest({}, None, _NOW)
    assert subject == "Throughcare: 0 overdue, 0 due today"
    assert "all teams" in text


def test_the_command_sends_or_prints(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = console.run("digest", "--print", "--team", "smt:LEI")
    assert code == 0
    assert "Substance Misuse Team LEI" in out
    assert console.run("digest")[0] == 2
    box = Box()
    with mail_server(box) as port:
        monkeypatch.setenv("THROUGHCARE_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("THROUGHCARE_SMTP_FROM", "due@example.org")
        assert console.run("digest")[0] == 2, "nobody gets it"
        assert console.run("digest", "--to", "nobody")[0] == 2
        assert console.run("digest", "--to", "a@b.nhs.net") == (0, "Sent to 1 address.\n", "")
        monkeypatch.setenv("THROUGHCARE_DIGEST_TO", "a@b.nhs.net,c@d.cjsm.net")
        assert console.run("digest")[1] == "Sent to 2 addresses.\n"
        assert console.run("digest", "--to", "a@example.org")[0] != 0, "in no secure domain"
    assert [one["To"] for one in box.letters] == ["a@b.nhs.net", "a@b.nhs.net", "c@d.cjsm.net"]
    assert {one["Auto-Submitted"] for one in box.letters} == {"auto-generated"}
