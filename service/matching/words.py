"""What matching says to people: reasons of rulings, and the evidence of a candidate."""

from collections.abc import Iterable

from service.matching.ruling import Reason
from service.matching.weights.scorer import Evidence

REASONS = {
    Reason.AGREES: "Name, and date of birth or a number, agree; nobody else comes near.",
    Reason.NOBODY: "Nobody on the register is likely.",
    Reason.UNSURE: "Likely, but not sure enough.",
    Reason.CLOSE_SECOND: "A second client is nearly as likely.",
    Reason.RELATIVE: "The given name is not the same: perhaps a twin or another relative.",
    Reason.NAMESAKE: "The date of birth is not the same: perhaps a namesake, or father and son.",
    Reason.DIFFERS: "Something that is written is not this client's.",
    Reason.THIN: "Too little is written that agrees.",
}


def explained(evidence: Iterable[Evidence]) -> str:
    """Say what agrees and what does not, in the order in which comparisons are listed."""
    return "; ".join(f"{one.comparison.name}: {one.level.says}" for one in evidence)
