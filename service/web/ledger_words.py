"""Words for the ledger of copies."""

from collections.abc import Callable, Mapping

from service.ledger.copies import CopyState
from service.store.states import CopyPurpose

COPY_STATE: Mapping[CopyState, str] = {
    CopyState.OUT: "Out",
    CopyState.OVERDUE: "Not back",
    CopyState.PARTLY: "Partly back",
    CopyState.RETURNED: "Back",
    CopyState.WRITTEN_OFF: "Written off",
}
COPY_STATE_COLOUR: Mapping[CopyState, str] = {
    CopyState.OUT: "govuk-tag--blue",
    CopyState.OVERDUE: "govuk-tag--red",
    CopyState.PARTLY: "govuk-tag--orange",
    CopyState.RETURNED: "govuk-tag--green",
    CopyState.WRITTEN_OFF: "govuk-tag--grey",
}
PURPOSE: Mapping[CopyPurpose, str] = {
    CopyPurpose.FILL_IN: "To be filled in",
    CopyPurpose.STOCK: "Kept ready",
    CopyPurpose.INFORMATION: "Sent to be read",
}


def show_pages(pages: tuple[int, ...]) -> str:
    """Write pages: page 2; pages 1 and 3."""
    numbers = [str(page) for page in pages]
    if len(numbers) < 2:
        return f"page {''.join(numbers)}"
    return f"pages {', '.join(numbers[:-1])} and {numbers[-1]}"


FILTERS: dict[str, Callable[..., str]] = {
    "copy_state": lambda state: COPY_STATE[state],
    "copy_state_colour": lambda state: COPY_STATE_COLOUR[state],
    "copy_purpose": lambda purpose: PURPOSE[purpose],
    "form_pages": show_pages,
}
