"""A calendar of what is due for an account's own program: a token of its own, kept as a hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from service.clock import now_utc
from service.due import DueAction, bounds
from service.entities import Actor
from service.errors import NotFoundError, NotSignedInError
from service.journey.duties import Team
from service.passwords import token_hash
from service.permission.powers import Power
from service.permission.roles import powers_of
from service.permission.rules import anybody, needs
from service.runtime import Runtime
from service.store import audit, calendar_feeds, due
from service.store.due import Asked, When
from service.store.engine import looking, unit_of_work
from service.store.journey_models import CalendarFeedRow
from service.store.models import UserRow
from service.usecases.due_views import action_of

_MOST_ENTRIES = 2000
_WINDOWS = (When.OVERDUE, When.TODAY, When.SOON, When.LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """What a calendar shows."""

    team: Team
    """Whose actions; nobody's: everybody's."""
    place: str
    created_at: datetime


@needs(Power.SEE_CLIENTS)
def find_feed(runtime: Runtime, user_id: int) -> CalendarFeed | None:
    """Find an account's calendar."""
    with looking(runtime.engine) as session:
        row = calendar_feeds.of_user(session, user_id)
        return _feed_of(row) if row else None


@needs(Power.SEE_CLIENTS)
def renew_feed(runtime: Runtime, actor: Actor, team: Team, place: str) -> str:
    """Make an account's calendar, or a new token for it; the token is given this once.

    Raises:
        NotFoundError: nobody is signed in for whom it could be.
    """
    if actor.user_id is None:
        raise NotFoundError("a calendar belongs to an account")
    token = secrets.token_urlsafe(32)
    with unit_of_work(runtime.engine) as session:
        row = calendar_feeds.of_user(session, actor.user_id)
        if row is None:
            row = CalendarFeedRow(user_id=actor.user_id)
            session.add(row)
        row.token_hash, row.team, row.place = token_hash(token), team, place
        row.created_at = now_utc()
        audit.write(session, actor, "calendar.renewed", "user", actor.user_id)
    return token


@needs(Power.SEE_CLIENTS)
def revoke_feed(runtime: Runtime, actor: Actor) -> None:
    """Take an account's calendar away: its token opens nothing any more."""
    with unit_of_work(runtime.engine) as session:
        row = None if actor.user_id is None else calendar_feeds.of_user(session, actor.user_id)
        if row is not None:
            session.delete(row)
            audit.write(session, actor, "calendar.revoked", "user", actor.user_id)


@anybody
def calendar_of(
    runtime: Runtime, token: str, *, at_utc: datetime | None = None
) -> tuple[DueAction, ...]:
    """Give what the calendar with this token shows: all that has a time, the soonest first.

    Raises:
        NotSignedInError: no calendar has this token, or its account sees no clients any more.
    """
    between = bounds(at_utc or now_utc())
    with looking(runtime.engine) as session:
        row = calendar_feeds.by_token_hash(session, token_hash(token))
        if row is None or not _may_see(row.user):
            raise NotSignedInError("no calendar has this token")
        team = None if row.team is Team.NOBODY else row.team
        found: list[DueAction] = []
        for when in _WINDOWS:
            asked = Asked(when=when, team=team, place=row.place)
            rows = due.listed(session, asked, between, limit=_MOST_ENTRIES - len(found))
            found += [action_of(one, between) for one in rows]
        return tuple(found)


def _may_see(user: UserRow) -> bool:
    return user.active and Power.SEE_CLIENTS in powers_of(user.roles)


def _feed_of(row: CalendarFeedRow) -> CalendarFeed:
    return CalendarFeed(team=row.team, place=row.place, created_at=row.created_at)
