"""An account with a second factor, a token and some failures behind it."""

from datetime import datetime

import pyotp

from service.clock import now_utc
from service.entities import Actor
from service.runtime import Runtime
from service.store.states import Channel, Role
from service.usecases.accounts import add_user
from service.usecases.second_factor import begin_set_up, confirm_set_up, set_up_under_way
from tests.service.conftest import ACTOR
from tests.service.tokens import token_for

PASSWORD = "nine-rivers-run-deep"


def turn_on_second_factor(
    runtime: Runtime, user_id: int, at: datetime
) -> tuple[pyotp.TOTP, list[str]]:
    """Set a second factor up: the app that makes its codes, and the recovery codes."""
    hers = Actor(user_id=user_id, channel=Channel.WEB)
    begin_set_up(runtime, hers, at_utc=at)
    found = set_up_under_way(runtime, hers, at_utc=at)
    assert found is not None
    app = pyotp.TOTP(found.secret)
    return app, confirm_set_up(runtime, hers, app.at(at), session_id=None, at_utc=at)


def add_strong(runtime: Runtime) -> int:
    """Add Shona, who signs in with a code."""
    user = add_user(runtime, ACTOR, "shona", Role.CJIT_WORKER, PASSWORD).user
    turn_on_second_factor(runtime, user.id, now_utc())
    token_for(runtime, "shona")
    return user.id
