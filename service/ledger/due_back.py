"""When a copy is expected back: a table by form, each line with its source.

The guidance states no time for a sheet of paper to come back. It states by when what is written on
the sheet must be with the other team; the sheet is expected back, read and kept, no later. Where it
states nothing, the time is a rule of this service, and the table says so. Whoever issues a copy may
set another day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from service.clocks.working_days import working_days_after
from service.errors import UnknownHolidaysError
from service.store.states import CopyPurpose

_HOUSE = "a rule of this service: the guidance states no time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How long a copy of a form may be out when it is to be filled in."""

    working_days: int
    source: str
    weeks_before_release: int = 0
    """It is to be back so long before the client's release, where that is later."""


EXPECTED: Mapping[str, Expected] = {
    "alert-form": Expected(
        working_days=1,
        source="process point 7: the other team is told within 24 hours of the change",
    ),
    "dir-consent": Expected(
        working_days=1,
        source="process point 4: assessed within 24 hours; annex A: both sign the sheet then",
    ),
    "release-plan": Expected(
        working_days=5,
        weeks_before_release=6,
        source=f"process point 7: six weeks before release; after that 5 working days, {_HOUSE}",
    ),
    "activity-form": Expected(
        working_days=5,
        source="process point 13: to the data team within 7 days of a non-return from court",
    ),
}
OTHERS = Expected(working_days=5, source=_HOUSE)
"""A form of an agency's own."""
NEVER_BACK = ("fax-cover",)
"""Goes with another form, and stays with whoever gets it."""


def purpose_of(form_id: str, *, is_for_client: bool, is_of_set: bool) -> CopyPurpose:
    """Give what a copy is for where nobody says it.

    A blank copy lies in a drawer; so do the Alert Forms of a whole prison, until something changes.
    """
    if form_id in NEVER_BACK:
        return CopyPurpose.INFORMATION
    is_kept_ready = is_of_set and form_id == "alert-form"
    return CopyPurpose.FILL_IN if is_for_client and not is_kept_ready else CopyPurpose.STOCK


def due_back(
    form_id: str, purpose: CopyPurpose, issued_on: date, release_on: date | None = None
) -> date | None:
    """Give the day by whose end a copy is expected back; None: nobody waits for it.

    Args:
        form_id: which form.
        purpose: what the copy is for.
        issued_on: the day in London on which it is issued.
        release_on: the client's release date, where it is known.
    """
    if purpose is not CopyPurpose.FILL_IN or form_id in NEVER_BACK:
        return None
    rule = EXPECTED.get(form_id, OTHERS)
    soonest = _working_days_after(issued_on, rule.working_days)
    if not rule.weeks_before_release or release_on is None:
        return soonest
    return max(soonest, release_on - timedelta(weeks=rule.weeks_before_release))


def _working_days_after(day: date, count: int) -> date:
    """Count working days; where bank holidays are not known, days of the week alone."""
    try:
        return working_days_after(day, count)
    except UnknownHolidaysError:
        return day + timedelta(days=count + 2 * ((day.weekday() + count) // 5))
