"""The audit trail in words, for pages."""

from collections.abc import Mapping

from service.auditing.asked import TrailEntry
from service.auditing.words import show_details


def show_action(entry: TrailEntry) -> str:
    """Say what was done: `record.value_viewed` is "Record value viewed"."""
    return entry.action.replace(".", " ").replace("_", " ").capitalize()


def show_about(entry: TrailEntry) -> str:
    """Say what it was done to: "record 12"."""
    if entry.subject == "address":
        return ""
    return f"{entry.subject.replace('_', ' ')} {entry.subject_id}"


def show_page_details(details: Mapping[str, object]) -> str:
    """Write details, the page that was looked at without how the service calls its address."""
    page = details.get("page")
    named = {"page": page.removeprefix("web.").replace("_", " ")} if isinstance(page, str) else {}
    return show_details({**details, **named})


FILTERS = {
    "audit_action": show_action,
    "audit_about": show_about,
    "audit_details": show_page_details,
}
