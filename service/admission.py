"""Asks of every request, before anything else is done, whether whoever sends it may have it.

It also says who asks, for the use cases, which ask again by themselves.
"""

from flask import Flask, g, request
from flask_login import current_user

from service.errors import NotAllowedError
from service.permission.asking import NOBODY, may, say_no_more, say_who_asks, who_asks
from service.permission.endpoints import rule_for
from service.permission.rules import Open, check
from service.signing_in import actor

_SAID = "who_asks_was_said"
_NO_RULE = "nobody has said who may do this"
_LOOKS = ("HEAD", "OPTIONS")


def install_admission(app: Flask) -> None:
    """Ask at the door; to be installed after signing in and before all that looks closer."""
    app.before_request(_admit)
    app.teardown_request(_forget)
    app.jinja_env.globals["may"] = may_have


def may_have(endpoint: str, method: str = "GET") -> bool:
    """Tell whether whoever asks may have an address: pages show no way to any other."""
    match rule_for(endpoint, method):
        case None:
            return False
        case Open.ANYBODY:
            return True
        case Open.SIGNED_IN:
            return who_asks() is not NOBODY
        case power:
            return may(power)


def admit_after_signing_in(endpoint: str, method: str) -> None:
    """Say anew who asks, and ask before one address shows the page of another.

    Raises:
        NotAllowedError: whoever has signed in may not have that one.
    """
    say_who_asks(actor())
    _ask(endpoint, method)


def _admit() -> None:
    setattr(g, _SAID, say_who_asks(actor() if current_user.is_authenticated else NOBODY))
    if request.endpoint is not None:
        _ask(request.endpoint, "GET" if request.method in _LOOKS else request.method)


def _ask(endpoint: str, method: str) -> None:
    rule = rule_for(endpoint, method)
    if rule is None:
        raise NotAllowedError(_NO_RULE)
    if not isinstance(rule, Open):
        check(rule, who_asks())


def _forget(error: BaseException | None) -> None:
    del error
    said = g.pop(_SAID, None)
    if said is not None:
        say_no_more(said)
