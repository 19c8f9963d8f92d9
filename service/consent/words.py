"""The guidance's words for the client and the worker. Words for codes; no rule is decided here."""

from collections.abc import Mapping

from service.consent.facts import ExceptionReason, Purpose, Stand
from service.consent.ground import Glance, GroundKind

ASK = "no consent recorded: ask"
REFUSED = (
    "The referral is still made. Tell the client that treatment or support may be delayed, "
    "because each agency involved may have to ask the same questions and do the same assessments."
)
"""Annex A: "appropriate referral should still be made but the client should be advised that
treatment/support might be delayed as questions, assessments etc may need to be duplicated"."""
PURPOSE: Mapping[str, str] = {
    Purpose.CONTINUITY: "Continuity of care",
    Purpose.MONITORING: "Monitoring with initials, date of birth and sex",
}
STAND: Mapping[str, str] = {
    Stand.GIVEN: "Consent given",
    Stand.REFUSED: "Consent refused",
    Stand.WITHDRAWN: "Consent taken back",
}
GLANCE: Mapping[str, str] = {
    Glance.GIVEN: "Consent given",
    Glance.REFUSED: "Refused",
    Glance.WITHDRAWN: "Taken back",
    Glance.ASK: "No consent recorded: ask",
}
GLANCE_COLOUR: Mapping[str, str] = {
    Glance.GIVEN: "govuk-tag--green",
    Glance.REFUSED: "govuk-tag--red",
    Glance.WITHDRAWN: "govuk-tag--red",
    Glance.ASK: "govuk-tag--yellow",
}
REASON: Mapping[str, str] = {
    ExceptionReason.HARM_TO_SELF: "The client is likely to harm themselves",
    ExceptionReason.HARM_TO_OTHERS: "The client is likely to harm somebody else",
    ExceptionReason.REQUIRED_ASSESSMENT: "Required Assessment",
    ExceptionReason.RESTRICTION_ON_BAIL: (
        "Restriction on Bail: the team must see that its conditions are met"
    ),
}
GROUND: Mapping[str, str] = {
    GroundKind.CONSENT: "With the client\u2019s consent",
    GroundKind.TWO_WAY: "In return: the client agreed to sharing between the two",
    GroundKind.EXCEPTION: "Without consent, under a recorded exception",
}
