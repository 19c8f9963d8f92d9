"""The check before a use case: which power it needs, written on it, and asked before it begins.

Only the outermost use case is asked: what one calls to do its work, whoever was let in may have.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import wraps
from inspect import isgeneratorfunction, signature
from typing import Any, ParamSpec, TypeVar, cast

from service.entities import Actor
from service.errors import NotAllowedError
from service.permission.asking import who_asks
from service.permission.powers import WORDS, Power
from service.permission.roles import ROLE_WORDS, roles_with

_P = ParamSpec("_P")
_R = TypeVar("_R")
_RULE = "permission"
_WHOSE = ("user_id", "of_user")
_is_let_in: ContextVar[bool] = ContextVar("is_let_in", default=False)


class Open(StrEnum):
    """What needs no power."""

    ANYBODY = "anybody"
    """Whoever comes, signed in or not."""
    SIGNED_IN = "signed_in"
    """Every account."""


def check(power: Power, actor: Actor) -> None:
    """See whether somebody has a power.

    Raises:
        NotAllowedError: they do not; the hint says who does.
    """
    if power not in actor.powers:
        raise NotAllowedError(f"this account may not {WORDS[power]}", hint=_hint(power))


def _hint(power: Power) -> str:
    names = [ROLE_WORDS[role] for role in roles_with(power)]
    if not names:
        return "Only the service itself, and the person at its console, may do this."
    return f"Roles that may: {', '.join(names)}. An administrator gives roles to accounts."


def needs(power: Power) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let a use case be called by those alone who have a power."""

    def guard(use_case: Callable[_P, _R]) -> Callable[_P, _R]:
        return _guarded(use_case, power)

    return guard


def by_the_service(use_case: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a use case be called by workers, doors and start-up alone."""
    return _guarded(use_case, Power.RUN_SERVICE)


def anybody(use_case: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a use case be called by whoever comes: it tells who they are, or asks for a token."""
    return _guarded(use_case, Open.ANYBODY)


def own_account(use_case: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let everybody call a use case about their own account, and about others whoever manages them.

    Whose it is stands in its argument `user_id` or `of_user`; without one, it is the actor's own.
    """
    return _guarded(use_case, Open.SIGNED_IN)


def rule_of(use_case: Callable[..., object]) -> Power | Open | None:
    """Give the rule that is written on a use case; None: none is."""
    found: Power | Open | None = getattr(use_case, _RULE, None)
    return found


def _guarded(use_case: Callable[_P, _R], rule: Power | Open) -> Callable[_P, _R]:
    named = list(signature(use_case).parameters)
    place = named.index("actor") if "actor" in named else None
    whose = next((named.index(one) for one in _WHOSE if one in named), None)
    is_long = isgeneratorfunction(use_case)

    @wraps(use_case)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        if _is_let_in.get():
            return use_case(*args, **kwargs)
        asker = _actor_in(args, kwargs, place) or who_asks()
        if isinstance(rule, Power):
            check(rule, asker)
        elif rule is Open.SIGNED_IN:
            _check_own(asker, _given(args, kwargs, whose, asker.user_id))
        with _let_in():
            made = use_case(*args, **kwargs)
        return cast("_R", _each_let_in(cast("Iterator[Any]", made))) if is_long else made

    setattr(guarded, _RULE, rule)
    return guarded


def _check_own(asker: Actor, user_id: object) -> None:
    if Power.MANAGE_ACCOUNTS in asker.powers:
        return
    if asker.user_id is None or asker.user_id != user_id:
        check(Power.MANAGE_ACCOUNTS, asker)


def _given(
    args: tuple[object, ...], kwargs: dict[str, object], place: int | None, otherwise: object
) -> object:
    """Find the account that a use case is about."""
    if place is None:
        return otherwise
    named = (kwargs[one] for one in _WHOSE if one in kwargs)
    return args[place] if place < len(args) else next(named, None)


def _actor_in(
    args: tuple[object, ...], kwargs: dict[str, object], place: int | None
) -> Actor | None:
    """Find who acts, where a use case is told."""
    if place is None:
        return None
    found = args[place] if place < len(args) else kwargs.get("actor")
    return found if isinstance(found, Actor) else None


@contextmanager
def _let_in() -> Iterator[None]:
    before = _is_let_in.set(True)
    try:
        yield
    finally:
        _is_let_in.reset(before)


def _each_let_in(made: Iterator[_R]) -> Iterator[_R]:
    """Go through what a use case gives bit by bit: between two bits its caller is not let in."""
    while True:
        with _let_in():
            try:
                one = next(made)
            except StopIteration:
                return
        yield one
