"""Words for what becomes of a record that is taken out of the list to check."""

from collections.abc import Mapping

from service.store.states import ReturnReason, Withdrawn
from service.usecases.together import KindOfDoubt

WITHDRAWN: Mapping[str, str] = {
    Withdrawn.RETURNED: "Sent back",
    Withdrawn.NOT_OURS: "Not a form of ours",
    Withdrawn.PARTED: "Parted: its pages belong to several forms",
    Withdrawn.TURNED: "Read again: a page of it stood the wrong way up",
}
REASON: Mapping[str, str] = {
    ReturnReason.UNREADABLE: "It cannot be read",
    ReturnReason.PAGES_MISSING: "Pages are missing",
    ReturnReason.ANSWERS_MISSING: "Answers are missing",
    ReturnReason.NO_CONSENT: "The client\u2019s consent is missing",
    ReturnReason.NOT_FOR_US: "It was meant for somebody else",
    ReturnReason.OTHER: "Another reason",
}
KIND: Mapping[str, str] = {
    KindOfDoubt.DATES: "All dates",
    KindOfDoubt.TICKS: "All tick boxes",
    KindOfDoubt.SIGNATURES: "All signatures",
}
FILTERS = {
    "withdrawn": lambda code: WITHDRAWN[code],
    "return_reason": lambda code: REASON[code],
    "kind_of_doubt": lambda code: KIND[code],
}
