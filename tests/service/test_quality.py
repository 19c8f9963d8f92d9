"""Values that nobody looked at, drawn by chance for a person to read blind."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from forms.definition import Form
from service.assembly import Doubt
from service.entities import Actor
from service.errors import ConflictError, NotFoundError
from service.quality import Outcome, Part, read_alike, together, wilson
from service.runtime import Runtime
from service.store import records
from service.store.engine import unit_of_work
from service.store.states import RecordState
from service.usecases.accounts import NewAccount
from service.usecases.quality import (
    answer_check,
    check_picture,
    draw_sample,
    error_rates,
    find_check,
    list_checks,
)
from service.usecases.records import correct_record, find_record
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.stored import picture, store_record
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_KEY = b"a key of the tests"


def _draw(runtime: Runtime, record_id: int, percent: float, key: bytes = _KEY) -> int:
    with unit_of_work(runtime.engine) as session:
        row = records.get(session, record_id)
        assert row is not None
        return draw_sample(session, row, percent, key)


def _check_of(runtime: Runtime, key: str) -> int:
    return next(check.id for check in list_checks(runtime) if check.key == key)


@pytest.fixture
def drawn(runtime: Runtime, alert_form: Form) -> int:
    """A record all of whose values were drawn."""
    record_id = store_record(runtime, alert_form, ALERT)
    assert _draw(runtime, record_id, 100) == len(list(alert_form.fields()))
    return record_id


# Drawing


def test_only_what_nobody_will_look_at_is_drawn(runtime: Runtime, alert_form: Form) -> None:
    record_id = store_record(runtime, alert_form, ALERT, doubtful=["client_name"])
    _draw(runtime, record_id, 100)
    drawn = {check.key for check in list_checks(runtime)}
    assert drawn == {field.key for field in alert_form.fields()} - {"client_name"}


def test_a_repeated_job_draws_the_same_and_another_key_others(
    runtime: Runtime, alert_form: Form
) -> None:
    ids = [store_record(runtime, alert_form, ALERT) for _ in range(2)]
    first = [_draw(runtime, record_id, 30) for record_id in ids]
    kept = {(check.record_id, check.key) for check in list_checks(runtime, limit=500)}
    assert [_draw(runtime, record_id, 30) for record_id in ids] == [0, 0]
    assert {(check.record_id, check.key) for check in list_checks(runtime, limit=500)} == kept
    assert sum(first) == len(kept)
    assert 5 < len(kept) < 40
    assert {key for number, key in kept if number == ids[0]} != {
        key for number, key in kept if number == ids[1]
    }
    assert any(_draw(runtime, record_id, 30, b"another key") for record_id in ids)


def test_the_share_is_kept_over_many_records(small: Runtime, alert_form: Form) -> None:
    fields = len(list(alert_form.fields()))
    found = sum(_draw(small, store_record(small, alert_form, ALERT), 10) for _ in range(60))
    expected = 0.1 * 60 * fields
    assert abs(found - expected) < 4 * (expected * 0.9) ** 0.5
    assert _draw(small, store_record(small, alert_form, ALERT), 0) == 0


# Looking


def test_what_was_read_is_shown_only_afterwards(runtime: Runtime, drawn: int) -> None:
    check_id = _check_of(runtime, "client_name")
    before = find_check(runtime, check_id)
    assert (before.read, before.outcome) == (None, Outcome.WAITING)
    after = answer_check(
        runtime, ACTOR, check_id, "laura jane  o\N{RIGHT SINGLE QUOTATION MARK}severn"
    )
    assert (after.read, after.outcome) == (ALERT["client_name"], Outcome.RIGHT)
    assert find_record(runtime, drawn).state is RecordState.ACCEPTED
    with pytest.raises(ConflictError):
        answer_check(runtime, ACTOR, check_id, "Laura")
    with pytest.raises(NotFoundError):
        find_check(runtime, 10_000)


def test_a_wrong_value_opens_its_record_with_the_correction_noted(
    runtime: Runtime, drawn: int, actor: Actor
) -> None:
    check = answer_check(runtime, actor, _check_of(runtime, "prison_name"), "HMP Hull")
    assert check.outcome is Outcome.WRONG
    record = find_record(runtime, drawn)
    assert (record.state, record.accepted_at) == (RecordState.REVIEW, None)
    assert record.doubts["prison_name"] == Doubt.UNSURE
    assert record.values["prison_name"] == "HMP Hull"
    [correction] = record.corrections
    assert (correction.before, correction.after) == (ALERT["prison_name"], "HMP Hull")


def test_a_value_that_was_put_right_meanwhile_still_counts_as_read_wrong(
    runtime: Runtime, drawn: int, actor: Actor
) -> None:
    revision = find_record(runtime, drawn).revision
    changes = {"prison_name": "HMP Hull"}
    correct_record(runtime, actor, drawn, revision=revision, changes=changes)
    answer_check(runtime, actor, _check_of(runtime, "prison_name"), "HMP Hull")
    assert len(find_record(runtime, drawn).corrections) == 1
    [rate] = error_rates(runtime, [])
    assert (rate.checked, rate.wrong) == (1, 1)


def test_a_place_shows_nothing_else(runtime: Runtime, drawn: int) -> None:
    del drawn
    place = check_picture(runtime, _check_of(runtime, "client_name"))
    with Image.open(BytesIO(place)) as image:
        assert image.size == (75 * 8, 10 * 8)
    assert place != picture()


def test_checks_show_nothing_personal_by_themselves(runtime: Runtime, drawn: int) -> None:
    del drawn
    check = answer_check(runtime, ACTOR, _check_of(runtime, "client_name"), "Laura Tees")
    assert "Tees" not in repr(check)
    assert "Severn" not in repr(check)


# Counting


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_published_table(
    wrong: int, checked: int, low: float, high: float
) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    assert wilson(wrong, checked) == pytest.approx((low, high), abs=0.00005)


def test_nothing_looked_at_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("HMP Leeds", "hmp  leeds ", True),
        (None, False, True),
        ("", None, True),
        (True, False, False),
        ("2009-06-14", "2009-06-15", False),
        ("O'Tees", "OTees", False),
    ],
)
def test_readings_are_compared_as_reading_is_judged(
    one: str | bool | None, other: str | bool | None, *, alike: bool
) -> None:
    assert read_alike(one, other) is alike


def test_rates_are_counted_by_form_field_and_channel(runtime: Runtime, drawn: int) -> None:
    del drawn
    answer_check(runtime, ACTOR, _check_of(runtime, "client_name"), ALERT["client_name"])
    answer_check(runtime, ACTOR, _check_of(runtime, "death"), answer=True)
    answer_check(runtime, ACTOR, _check_of(runtime, "court_name"), None, is_clear=False)
    rates = error_rates(runtime)
    [death] = [rate for rate in rates if rate.group[Part.FIELD] == "death"]
    assert death.group == {Part.FORM: "alert-form", Part.FIELD: "death", Part.CHANNEL: "fax"}
    assert (death.checked, death.wrong, death.rate) == (1, 1, 1.0)
    [every] = together(rates, [])
    assert (every.checked, every.wrong, every.unclear) == (2, 1, 1)
    assert every.waiting == len(rates) - 3
    assert together(rates, [Part.CHANNEL]) == error_rates(runtime, [Part.CHANNEL])


# Its doors


@pytest.fixture
def shown(small: Runtime, alert_form: Form) -> int:
    record_id = store_record(small, alert_form, ALERT)
    _draw(small, record_id, 100)
    return record_id


def test_a_person_looks_blind_and_then_sees(visitor: Visitor, small: Runtime, shown: int) -> None:
    del shown
    page = visitor.text("/quality")
    assert "Look at" in page
    check_id = _check_of(small, "client_name")
    blind = visitor.text(f"/quality/{check_id}")
    assert "Severn" not in blind
    assert len(re.findall(r"<h1\b", blind)) == 1
    assert visitor.get(f"/quality/{check_id}/place.png").mimetype == "image/png"
    answer = visitor.post(f"/quality/{check_id}", value="Laura Jane O'Tees")
    assert answer.location == f"/quality/{check_id}"
    told = visitor.text(f"/quality/{check_id}")
    assert "Severn" in told
    assert "a second look" in told
    assert visitor.get("/quality/next").location.startswith("/quality/")
    assert "100.00 %" in visitor.text("/quality")


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("death", None, 422),
        ("death", "no", 302),
        ("criminal_justice_status", None, 422),
        ("criminal_justice_status", "nothing", 302),
        ("criminal_justice_status", "remand", 302),
        ("date_of_birth", "31/02/1974", 422),
        ("date_of_birth", "", 302),
    ],
)
def test_each_kind_of_question_takes_its_answers(
    visitor: Visitor, small: Runtime, shown: int, key: str, value: str | None, status: int
) -> None:
    del shown
    sent = {} if value is None else {"value": value}
    path = f"/quality/{_check_of(small, key)}"
    assert visitor.post(path, **sent).status_code == status


def test_a_person_who_cannot_tell_says_so(visitor: Visitor, small: Runtime, shown: int) -> None:
    del shown
    check_id = _check_of(small, "client_name")
    visitor.post(f"/quality/{check_id}", unclear="yes")
    assert find_check(small, check_id).outcome is Outcome.UNCLEAR


def test_programs_look_too(
    anybody: FlaskClient, small: Runtime, account: NewAccount, shown: int
) -> None:
    del shown
    token = token_for(small, account.user.name)
    headers = {"Authorization": f"Bearer {token}"}
    checks = anybody.get("/api/v1/quality/checks", headers=headers).get_json()
    first = next(one for one in checks if one["field"] in ALERT)
    path = f"/api/v1/quality/checks/{first['id']}"
    assert first["read"] is None
    assert anybody.get(f"{path}/place.png", headers=headers).mimetype == "image/png"
    answer = anybody.post(path, json={"value": ALERT[first["field"]]}, headers=headers)
    assert answer.get_json()["outcome"] == "right"
    rates = anybody.get("/api/v1/quality?by=field&by=form", headers=headers).get_json()
    [mine] = [rate for rate in rates if rate["field"] == first["field"]]
    assert (mine["checked"], mine["channel"]) == (1, None)
    assert mine["interval"][1] > 0.7


def test_the_console_prints_the_rates(console: Console, small: Runtime, alert_form: Form) -> None:
    assert console.run("quality")[1] == "No value has been drawn yet.\n"
    _draw(small, store_record(small, alert_form, ALERT), 100)
    answer_check(small, ACTOR, _check_of(small, "client_name"), ALERT["client_name"])
    printed = console.run("quality", "--by", "form")[1].splitlines()
    assert printed[0].split() == [
        "form",
        "looked",
        "at",
        "wrong",
        "error",
        "rate",
        "95",
        "%",
        "interval",
        "not",
        "clear",
        "waiting",
    ]
    assert printed[1].split()[:4] == ["alert-form", "1", "0", "0.00%"]
    assert printed[2].startswith("all ")
