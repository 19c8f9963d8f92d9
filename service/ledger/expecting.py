"""What the ledger notes of a copy when it is issued."""

from dataclasses import dataclass
from datetime import date

from service.clock import now_utc
from service.clocks.limits import day_of
from service.effects.register import present_stay
from service.entities import Client
from service.errors import BadRequestError
from service.ledger.due_back import due_back, purpose_of
from service.store.states import CopyPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a copy is for, where its client is, and when it is to be back."""

    purpose: CopyPurpose = CopyPurpose.STOCK
    prison: str = ""
    due_back: date | None = None


NOTHING = Expectation()


def expectation(
    form_id: str,
    client: Client | None,
    *,
    purpose: CopyPurpose | None = None,
    due: date | None = None,
    is_of_set: bool = False,
) -> Expectation:
    """Give what the ledger notes of a copy.

    Args:
        form_id: which form.
        client: whom it is for; None: a blank copy.
        purpose: as somebody said; None: as the form and the way of issuing it suggest.
        due: the day by whose end it is to be back, as somebody said; None: by the rule.
        is_of_set: it is one of a whole prison's.
    """
    today = day_of(now_utc())
    if due is not None:
        check_due(due)
        purpose = purpose or CopyPurpose.FILL_IN
    found = purpose or purpose_of(form_id, is_for_client=client is not None, is_of_set=is_of_set)
    stay = present_stay(client.episodes, today) if client else None
    release = stay.release_date if stay else None
    return Expectation(
        purpose=found,
        prison=stay.prison if stay else "",
        due_back=due or due_back(form_id, found, today, release),
    )


def check_due(due: date) -> None:
    """Refuse a day that has passed.

    Raises:
        BadRequestError: it has.
    """
    if due < day_of(now_utc()):
        problems = {"due_back": "Enter today or a later day."}
        raise BadRequestError("the copy cannot be due back in the past", problems)
