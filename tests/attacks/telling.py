"""Attacks by making the service fail, and by reading what it then says."""

import io
import traceback
from contextlib import redirect_stderr

import structlog
from flask import Flask, Response, request

from service.app import create_app
from service.logs import _log, set_up_logs
from service.signing_in import public
from tests.attacks.attack import Attack, replaced
from tests.attacks.target import Target

_INSIDE = "the inside: /var/lib/throughcare of Laura O'Severn"


def _break(app: Flask) -> None:
    @public
    def broken() -> str:
        raise RuntimeError(_INSIDE)

    app.view_functions["healthz"] = broken


def _served(target: Target) -> Flask:
    """Give the service as it is served: in tests a bug goes on to the test."""
    app = create_app(target.runtime)
    _break(app)
    return app


def _make_it_fail(target: Target) -> bool:
    answer = _served(target).test_client().get("/healthz")
    assert answer.status_code == 500
    return _INSIDE in answer.text


def _tell_all(error: Exception) -> Response:
    return Response("".join(traceback.format_exception(error)), 500)


def _log_of(target: Target, path: str) -> str:
    heard = io.StringIO()
    with redirect_stderr(heard):
        set_up_logs()
        _served(target).test_client().get(path)
    return heard.getvalue()


def _read_what_was_asked(target: Target) -> bool:
    return "severn" in _log_of(target, "/clients?words=severn")


def _log_all(response: Response) -> Response:
    structlog.get_logger("service").info("request", path=request.full_path)
    return response


def _read_what_broke(target: Target) -> bool:
    return "Severn" in _log_of(target, "/healthz")


def _log_message(error: BaseException) -> None:
    _log.error("broke down", error=str(error))


ATTACKS = (
    Attack(
        number="V16.5.1",
        title="make the service fail and read where and over what",
        defence="of a bug no more is told than its request's id",
        succeeds=_make_it_fail,
        remove=replaced("service.failures._answer_breakdown", _tell_all),
    ),
    Attack(
        number="V16.2.5",
        title="read in the log for whom somebody has searched",
        defence="the log has the rule of an address, not the address",
        succeeds=_read_what_was_asked,
        remove=replaced("service.logs._end", _log_all),
    ),
    Attack(
        number="V14.1.2",
        title="read in the log what somebody typed when the service broke down",
        defence="of a bug its type and place are logged, not its message",
        succeeds=_read_what_broke,
        remove=replaced("service.failures.log_breakdown", _log_message),
    ),
)
