"""Which action a form, a call or a worker's word answers; where more than one may be meant, none.

A form that went out or came in answers an action by what it says: the box of a change that is
ticked, the case that is closed. Where two open actions may be meant by the same word, neither is
closed: a person says which.
"""

from collections.abc import Iterable, Iterator, Sequence

from service.journey.actions import How, Opened
from service.journey.duties import Work
from service.journey.events import Event, EventKind


def answered(event: Event, still_open: Sequence[Opened]) -> Iterable[tuple[Opened, How]]:
    """Give the open actions that an event answers beyond doubt, and how."""
    how = _how(event)
    if event.action:
        return [(one, how) for one in still_open if one.key == event.action]
    if event.kind in (EventKind.FORM_SENT, EventKind.FORM_RECEIVED):
        return [(one, how) for one in _meant(event, still_open)]
    return ()


def _how(event: Event) -> How:
    match event.kind:
        case EventKind.FORM_SENT:
            return How.FORM_SENT
        case EventKind.FORM_RECEIVED:
            return How.FORM_RECEIVED
        case EventKind.CALLED:
            return How.CALLED
        case _:
            return How.WORKER


def _meant(event: Event, still_open: Sequence[Opened]) -> Iterator[Opened]:
    asked = [one for one in still_open if one.work is Work.FORM and one.duty.form == event.form]
    if not event.says:
        yield from _only(asked)
        return
    for word in sorted(event.says):
        yield from _only([one for one in asked if word in one.says])


def _only(found: Sequence[Opened]) -> Sequence[Opened]:
    return found if len(found) == 1 else ()
