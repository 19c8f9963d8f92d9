"""Retention in words, for pages."""

from collections.abc import Mapping

from service.retention import Item, ReviewState, Subject
from service.store.states import RetentionAct

STATE: Mapping[ReviewState, str] = {
    ReviewState.NOT_YET: "Its time is not over",
    ReviewState.WAITING: "To be reviewed",
    ReviewState.APPROVED: "Deletion approved",
    ReviewState.KEPT: "Kept longer",
    ReviewState.HELD: "On legal hold",
}
COLOUR: Mapping[ReviewState, str] = {
    ReviewState.NOT_YET: "govuk-tag--grey",
    ReviewState.WAITING: "govuk-tag--yellow",
    ReviewState.APPROVED: "govuk-tag--red",
    ReviewState.KEPT: "govuk-tag--blue",
    ReviewState.HELD: "govuk-tag--purple",
}
ACT: Mapping[RetentionAct, str] = {
    RetentionAct.HELD: "Legal hold put on",
    RetentionAct.RELEASED: "Legal hold lifted",
    RetentionAct.KEPT: "Kept longer",
    RetentionAct.APPROVED: "Deletion approved",
    RetentionAct.TAKEN_BACK: "Approval taken back",
}
RULE: Mapping[Subject, str] = {
    Subject.CLIENT: "Clients: {months} months after the last that was recorded",
    Subject.DOCUMENT: "Files: {months} months after they came in",
}


def show_rule(subject: Subject, months: int) -> str:
    """Say under which rule the time of something is over."""
    return RULE[subject].format(months=months)


def show_item(item: Item, label: str) -> str:
    """Name a thing: "Client TC00012", "File 7"."""
    return f"Client {label}" if item.subject is Subject.CLIENT else label


FILTERS = {
    "review_state": STATE.__getitem__,
    "review_colour": COLOUR.__getitem__,
    "retention_act": ACT.__getitem__,
    "retention_rule": show_rule,
    "retention_item": show_item,
}
