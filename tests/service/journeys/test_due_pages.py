"""What is due, on pages, by the API, in a calendar, at the command line and in a letter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template_string
from flask.testing import FlaskClient
from icalendar import Calendar

from service.clock import LONDON, now_utc
from service.entities import Client
from service.errors import NotSignedInError
from service.journey.duties import Team
from service.journey.events import EventKind
from service.runtime import Runtime
from service.store.states import Channel
from service.telling.calendar import calendar
from service.usecases.accounts import close_account
from service.usecases.calendar_feeds import calendar_of, find_feed, renew_feed, revoke_feed
from service.usecases.clients import change_client
from service.usecases.journeys import NewEvent, client_journey, record_event
from tests.service.conftest import ACTOR, LAURA
from tests.service.console import Console
from tests.service.prisons import add_inmate
from tests.service.tokens import token_for
from tests.service.visitor import Visitor


@pytest.fixture
def aled(small: Runtime) -> Client:
    """Somebody for whom a change of the release plan is overdue, and a DIR minded."""
    client = add_inmate(small, "Severn", home_dat="D05B")
    now = now_utc()
    for kind, at, day in (
        (EventKind.PLAN_CHANGED, now - timedelta(days=3), None),
        (EventKind.REFERRED, now - timedelta(days=3), None),
        (EventKind.DIR_OPENED, now - timedelta(days=2), now.date() - timedelta(days=2)),
    ):
        record_event(small, ACTOR, client.id, NewEvent(kind=kind, at=at, day=day))
    return client


def test_the_list_shows_who_what_and_when(visitor: Visitor, aled: Client) -> None:
    text = visitor.text("/due")
    assert "Tell the CJIT of the change to the release plan by Alert Form" in text
    assert "Telephone to follow up" in text
    assert aled.name in text
    assert "Substance Misuse Team (CARATs) LEI" in text
    assert "to CJIT D05B" in text
    overdue = visitor.text("/due?when=overdue&team=smt:LEI&point=7")
    assert "Overdue (2)" in overdue
    assert "Nothing is due here." in visitor.text("/due?team=smt:HLI")
    assert "Nothing is due here." in visitor.text("/due?skip=50")
    assert visitor.get("/due?when=never&team=x&point=99&skip=-1").status_code == 200


@pytest.mark.guidance("P2.6", "P5.1")
def test_ppos_stand_out_on_the_list(small: Runtime, visitor: Visitor, aled: Client) -> None:
    assert "PPO</strong>" not in visitor.text("/due?when=overdue")
    details = LAURA.__class__(given_names="Aled", surname="Severn", is_ppo=True)
    change_client(small, ACTOR, aled.id, details)
    assert visitor.text("/due?when=overdue").count("PPO") >= 2


def test_a_worker_notes_calls_and_forms(small: Runtime, visitor: Visitor, aled: Client) -> None:
    by_work = {(one.duty.key, one.work): one for one in client_journey(small, aled.id).actions}
    form, call = by_work["plan-changed", "form"], by_work["plan-changed", "call"]  # type: ignore[index]
    back = visitor.post(f"/due/{call.id}/called?when=overdue")
    assert back.location == "/due?when=overdue"
    assert visitor.post(f"/due/{form.id}/sent", back="client").location.endswith("/journey")
    text = visitor.text(f"/clients/{aled.id}/journey")
    assert "Done, call recorded" in text
    assert "Done, form sent" in text
    assert visitor.post(f"/due/{form.id}/sent").status_code == 409
    assert visitor.post("/due/999/sent").status_code == 404
    assert visitor.post(f"/due/{form.id}/called").status_code == 422


def test_a_form_is_made_for_an_action_and_noted_as_sent(
    small: Runtime, visitor: Visitor, aled: Client
) -> None:
    [form] = [
        one
        for one in client_journey(small, aled.id).actions
        if one.duty.key == "plan-changed" and one.work == "form"
    ]
    made = visitor.post(
        "/forms/copies", form="alert-form", artefact="pdf", client_id=aled.id, action_id=form.id
    )
    assert made.data.startswith(b"%PDF")
    assert form.id not in {one.id for one in client_journey(small, aled.id).actions}


def _entered(**more: str) -> dict[str, str]:
    return {
        "kind": "remanded",
        "on-day": "24",
        "on-month": "12",
        "on-year": "2009",
        "time": "16:59",
        "prison": "LEI",
        **more,
    }


def test_a_worker_enters_an_event_in_local_time(
    small: Runtime, visitor: Visitor, laura_here: Client
) -> None:
    path = f"/clients/{laura_here.id}/events"
    assert visitor.post(path, **_entered()).location == f"/clients/{laura_here.id}/journey"
    text = visitor.text(f"/clients/{laura_here.id}/journey")
    assert "Tuesday 29 December 2009, 09:00" in text
    assert "Remanded to prison" in text
    [event] = client_journey(small, laura_here.id).events
    assert event.at.astimezone(LONDON) == datetime(2009, 12, 24, 16, 59, tzinfo=LONDON)
    assert event.channel is Channel.WEB
    assert visitor.post(f"/events/{event.id}/withdraw").status_code == 302
    assert "Withdrawn" in visitor.text(f"/clients/{laura_here.id}/journey")
    assert visitor.post(f"/events/{event.id}/withdraw").status_code == 409


@pytest.fixture
def laura_here(small: Runtime) -> Client:
    return add_inmate(small, "Humber")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"kind": ""}, "Choose what happened."),
        ({"on-day": "31", "on-month": "2"}, "Enter a real date"),
        ({"on-day": "", "on-month": "", "on-year": ""}, "Enter the date on which it happened."),
        ({"time": "25:00"}, "Enter a time by the 24-hour clock"),
        ({"on-year": "2035"}, "It lies in the future."),
        ({"on-year": "1999"}, "Deadlines can be worked out from 2005 to 2030."),
        ({"kind": "release_date_known"}, "Enter this: release date."),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(
    visitor: Visitor, laura_here: Client, typed: dict[str, str], problem: str
) -> None:
    answer = visitor.post(f"/clients/{laura_here.id}/events", **_entered(**typed))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert text.count(problem) >= 2, "in the summary and at the box"


def test_a_merged_client_leads_to_the_one_who_stands_for_it(visitor: Visitor) -> None:
    assert visitor.get("/clients/99/journey").status_code == 404


def test_the_parts_for_other_pages_render(visitor: Visitor, app: object, aled: Client) -> None:
    pages = {
        "_due.html": "All that is due",
        "_client_due.html": "Enter what happened",
    }
    for name, words in pages.items():
        part = f'{{% include "{name}" %}}'
        source = f'{{% extends "base.html" %}}{{% block content %}}{part}{{% endblock %}}'
        with app.test_request_context():  # type: ignore[attr-defined]
            assert words in render_template_string(source, client=aled, section="home")
    del visitor


def test_programs_enter_events_and_list_what_is_due(
    small: Runtime, anybody: FlaskClient, account: object, laura_here: Client
) -> None:
    del account
    headers = {"Authorization": f"Bearer {token_for(small, 'morag')}"}
    path = f"/api/v1/clients/{laura_here.id}"
    entered = anybody.post(
        f"{path}/events",
        json={"kind": "remanded", "at": "2009-12-24T16:59:00+00:00", "prison": "LEI"},
        headers=headers,
    )
    assert entered.status_code == 201
    [event] = anybody.get(f"{path}/events", headers=headers).json
    assert (event["kind"], event["prison"]) == ("remanded", "LEI")
    due = anybody.get("/api/v1/due?team=cjit&when=overdue", headers=headers).json
    assert due["counts"]["overdue"] == 2
    form, call = due["actions"]
    assert (form["duty"], form["due_at"]) == ("send-dir", "2009-12-29T09:00:00+00:00")
    assert form["client"] == laura_here.reference
    assert laura_here.surname not in str(due)
    answered = anybody.post(
        f"/api/v1/due/{call['id']}/answer", json={"kind": "called"}, headers=headers
    )
    assert answered.json["standing"] == "done"
    journey = anybody.get(f"{path}/journey", headers=headers).json
    assert (journey["point"], len(journey["actions"]), len(journey["finished"])) == (0, 1, 1)
    gone = anybody.post(f"/api/v1/events/{event['id']}/withdrawal", headers=headers)
    assert gone.json["withdrawn_at"]
    for wrong in ({"kind": "called"}, {"kind": "remanded", "at": "2009-12-24T16:59:00"}):
        refused = anybody.post(f"{path}/events", json=wrong, headers=headers)
        assert refused.status_code == 422


def test_a_calendar_opens_by_its_password_alone_and_names_nobody(
    small: Runtime, visitor: Visitor, anybody: FlaskClient, aled: Client
) -> None:
    page = visitor.post("/due/calendar", team="smt:LEI").get_data(as_text=True)
    token = page.split('<code class="tc-code">')[3].partition("<")[0]
    stranger = anybody.application.test_client()
    assert stranger.get("/due.ics").status_code == 401
    assert stranger.get("/due.ics", auth=("morag", "wrong")).status_code == 401
    got = stranger.get("/due.ics", auth=("morag", token))
    assert got.mimetype == "text/calendar"
    entries = Calendar.from_ical(got.data).walk("VEVENT")
    texts = [str(entry["summary"]) for entry in entries]
    assert any(text.startswith("7 Pre-release planning: Alert Form, client") for text in texts)
    assert all(aled.reference in text for text in texts)
    for personal in ("Severn", "Aled", "1979"):
        assert personal.encode() not in got.data
    renewed = visitor.post("/due/calendar", team="").get_data(as_text=True)
    assert token not in renewed
    assert stranger.get("/due.ics", auth=("morag", token)).status_code == 401
    assert token not in visitor.text("/due/calendar")
    assert visitor.post("/due/calendar", revoke="yes").status_code == 302
    assert find_feed(small, 1) is None


def test_the_calendar_of_a_closed_account_is_closed(small: Runtime, account: object) -> None:
    user = account.user  # type: ignore[attr-defined]
    actor = replace(ACTOR, user_id=user.id)
    token = renew_feed(small, actor, Team.NOBODY, "")
    assert calendar_of(small, token) == ()
    close_account(small, ACTOR, user.name)
    with pytest.raises(NotSignedInError):
        calendar_of(small, token)
    revoke_feed(small, actor)
    assert find_feed(small, user.id) is None


def test_limits_of_a_day_are_whole_days_in_the_calendar(small: Runtime, aled: Client) -> None:
    made = datetime(2026, 11, 27, tzinfo=UTC)
    actions = client_journey(small, aled.id).actions
    entries = Calendar.from_ical(calendar(actions, made)).walk("VEVENT")
    by_text = {str(entry["summary"]).partition(",")[0]: entry for entry in entries}
    day = by_text["7 Pre-release planning: Date to mind"]["dtstart"].dt
    assert type(day) is date
    call = by_text["7 Pre-release planning: Telephone call after the Alert Form"]
    assert isinstance(call["dtstart"].dt, datetime)
    assert len({str(entry["uid"]) for entry in entries}) == len(entries)


def test_the_console_lists_what_is_due_without_names(console: Console) -> None:
    assert console.run("clients", "add", "--surname", "Severn")[0] == 0
    code, out, err = console.run("due", "--rebuild", "--team", "smt:LEI", "--when", "overdue")
    assert (code, out) == (0, "")
    assert "0 clients worked out anew" in err
    assert "0 overdue" in err
    assert console.run("due", "--team", "police:LEI")[0] == 2


def test_a_line_of_the_console_says_when_who_and_what(
    small: Runtime, aled: Client, console: Console
) -> None:
    del small
    code, out, err = console.run("due", "--limit", "2")
    assert code == 0
    assert out.count(aled.reference) == 2
    assert "Substance Misuse Team (CARATs) LEI: Tell the CJIT" in out
    assert "2 overdue" in err
    assert "Severn" not in out
