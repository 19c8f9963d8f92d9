"""What forms change, on pages and through the API."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.runtime import Runtime
from service.usecases.accounts import NewAccount
from service.usecases.clients import find_client
from tests.service.conftest import add_laura
from tests.service.effects.papers import TODAY, accepted, ago, alert, at_leeds, stay_of
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_MOVED = TODAY + timedelta(days=9)


@pytest.fixture
def record(small: Runtime) -> int:
    """An accepted Alert Form of Laura that moves her release date."""
    laura = add_laura(small)
    at_leeds(small, laura)
    moved = {
        "change_release_or_court_date": True,
        "change_release_or_court_date_detail": _MOVED.isoformat(),
    }
    return accepted(small, laura.id, alert(ago(1), **moved))


def _ticked(page: str) -> list[str]:
    return re.findall(r'name="effect" type="checkbox" value="([0-9a-f]+)" checked', page)


def _laura(small: Runtime) -> int:
    return find_client(small, 1).id


def test_a_worker_is_led_from_home_to_the_change_and_makes_it_with_one_click(
    small: Runtime, visitor: Visitor, record: int
) -> None:
    assert "form that changes something" in visitor.text("/")
    assert f"/records/{record}/effects" in visitor.text("/effects")
    page = visitor.text(f"/records/{record}")
    assert "What this form changes" in page
    assert f"/records/{record}/places/change_release_or_court_date_detail.png" in page
    [key] = _ticked(page)
    answer = visitor.post(f"/records/{record}/effects", effect=[key], accept="yes")
    assert answer.headers["Location"] == f"/records/{record}#effects"
    assert stay_of(small, _laura(small)).release_date == _MOVED
    assert "forms that change something" in visitor.text("/")
    client = visitor.text("/clients/1")
    assert "1 change made by forms" in client
    assert f"record {record}" in visitor.text("/clients/1/history")
    assert f"record {record}" in visitor.text("/forms?client=1")
    [decision] = re.findall(r"/effects/(\d+)/take-back", client)
    visitor.post(f"/effects/{decision}/take-back", client_id="1")
    assert stay_of(small, _laura(small)).release_date == TODAY + timedelta(days=30)
    assert "To decide" in visitor.text("/clients/1")


def test_nothing_ticked_and_no_reason_are_said_in_words(visitor: Visitor, record: int) -> None:
    answer = visitor.post(f"/records/{record}/effects", accept="yes")
    assert answer.status_code == 422
    assert "Tick what you decide on." in answer.get_data(as_text=True)
    [key] = _ticked(visitor.text(f"/records/{record}/effects"))
    answer = visitor.post(f"/records/{record}/effects", effect=[key], refuse="yes")
    assert answer.status_code == 422
    assert "Say why the register stays as is." in answer.get_data(as_text=True)
    answer = visitor.post(f"/records/{record}/effects", effect=["0" * 24], accept="yes")
    assert answer.status_code == 409
    answer = visitor.post(
        f"/records/{record}/effects", effect=[key], refuse="yes", reason="A slip."
    )
    assert answer.status_code == 302
    assert "A slip." in visitor.text(f"/records/{record}")


def test_a_program_lists_accepts_refuses_and_takes_back(
    small: Runtime, anybody: FlaskClient, account: NewAccount, record: int
) -> None:
    token = token_for(small, account.user.name)
    headers = {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, status: int = 200, **body: object) -> object:
        how = {} if method == "GET" else {"json": body}
        answer = anybody.open(f"/api/v1{path}", method=method, headers=headers, **how)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json(silent=True)

    [waiting] = call("GET", "/effects")
    assert (waiting["record_id"], waiting["changes"]) == (record, 2)
    shown = call("GET", f"/records/{record}/effects")["proposals"]
    [moved] = [one for one in shown if one["chosen"]]
    assert (moved["fact"], moved["value"], moved["standing"]) == (
        *("release_date", _MOVED.isoformat(), "open"),
    )
    path = f"/records/{record}/effects"
    done = call("POST", f"{path}/acceptance", keys=[moved["key"]])
    [applied] = [one for one in done["proposals"] if one["standing"] == "applied"]
    assert applied["decision"]["by"] == account.user.name
    assert call("GET", "/effects") == []
    [entry] = call("GET", "/clients/1/effects")["applied"]
    call("POST", f"/effects/{entry['decision']['id']}/withdrawal", 204)
    call("POST", f"{path}/acceptance", 409, keys=["0" * 24])
    call("POST", f"{path}/refusal", 422, keys=[moved["key"]])
    call("POST", f"{path}/refusal", keys=[moved["key"]], reason="A slip.")
    assert stay_of(small, 1).release_date == TODAY + timedelta(days=30)
