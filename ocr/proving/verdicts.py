"""What the trials say of a zone or a code: it reads, it goes to a person, or it fails.

The rules are those of docs/form-definitions.md, "Prove and release".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forms.definition import Choice, Field, Signature, Tick
from ocr.proving.trials import CodeTrial, FieldTrial, Outcome
from ocr.proving.ways import Way

_WRITTEN_SHARE, _MARKED_SHARE, _BLANK_SHARE = 0.5, 0.8, 0.8
"""Of the answers that came back on ways that are not coarse, and must be read right."""
RECHECKED_FROM = 2
"""Samples from this number on are only taken of what was misread in silence."""
_SILENT_TWICE = 2
"""One answer misread in silence is the reader's error; two in one zone are the zone's."""


class Verdict(StrEnum):
    """How well a zone or a code stands what paper goes through."""

    READS = "reads"
    PERSON = "person"
    """Good enough, but at times a person has to look, and not after a coarse fax alone."""
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class ZoneResult:
    """The verdict on one field."""

    key: str
    label: str
    verdict: Verdict
    worst: dict[Way, Outcome]
    """The worst that happened on each way."""
    right: int
    trials: int
    """Answers that came back on all ways, and how many of them were read right."""
    reasons: tuple[str, ...]
    """What failed, and what to change; empty where nothing did."""


@dataclass(frozen=True, slots=True)
class CodeResult:
    """The verdict on one of the two codes of a page."""

    page: int
    code: str
    unread: tuple[Way, ...]
    """Ways on which it does not read by itself."""

    @property
    def verdict(self) -> Verdict:
        """A code is read, or it fails."""
        return Verdict.FAILS if self.unread else Verdict.READS


def _right_share(trials: Sequence[FieldTrial]) -> float:
    return sum(t.outcome.is_right for t in trials) / len(trials) if trials else 1.0


def _failures(asked: Field, trials: Sequence[FieldTrial]) -> list[str]:
    """Say which rules the trials of a field break."""
    silent = {(t.way, t.sample) for t in trials if t.outcome is Outcome.SILENT}
    clear = [t for t in trials if not t.way.is_coarse]
    marked = isinstance(asked.kind, Tick | Choice | Signature)
    least = _MARKED_SHARE if marked else _WRITTEN_SHARE
    # Samples beyond the first two are there because of one error, and would weigh it double.
    answered = [t for t in clear if t.has_answer and t.sample < RECHECKED_FROM]
    blank = [t for t in clear if not t.has_answer]
    found = []
    if len(silent) >= _SILENT_TWICE:
        ways = ", ".join(sorted({way for way, _ in silent}))
        found.append(f"read wrongly without a warning ({ways})")
    if _right_share(answered) < least:
        share = f"{sum(t.outcome.is_right for t in answered)} of {len(answered)}"
        found.append(f"its answers are read right only {share} times")
    if _right_share(blank) < _BLANK_SHARE:
        found.append("something is seen in it when it is left blank")
    return found


_ORDER = list(Outcome)


def _worst(trials: Sequence[FieldTrial]) -> dict[Way, Outcome]:
    return {
        way: max((t.outcome for t in trials if t.way is way), key=_ORDER.index)
        for way in Way
        if any(t.way is way for t in trials)
    }


def zone_result(
    asked: Field, trials: Iterable[FieldTrial], room_faults: Sequence[str], *, hopeless: bool
) -> ZoneResult:
    """Judge one field.

    Args:
        asked: the field.
        trials: of any fields; those of this one count.
        room_faults: what is wrong with its room (ocr.proving.faults).
        hopeless: whether that alone is reason enough.
    """
    own = [trial for trial in trials if trial.key == asked.key]
    failures = _failures(asked, own)
    reasons = (*failures, *room_faults) if failures or hopeless else ()
    settled = all(t.outcome is Outcome.READ for t in own if not t.way.is_coarse)
    answered = [trial for trial in own if trial.has_answer]
    verdict = Verdict.READS if settled else Verdict.PERSON
    return ZoneResult(
        key=asked.key,
        label=asked.label,
        verdict=Verdict.FAILS if reasons else verdict,
        worst=_worst(own),
        right=sum(trial.outcome.is_right for trial in answered),
        trials=len(answered),
        reasons=reasons,
    )


def code_results(trials: Iterable[CodeTrial]) -> list[CodeResult]:
    """Judge the codes of all pages."""
    unread: dict[tuple[int, str], list[Way]] = {}
    for trial in trials:
        ways = unread.setdefault((trial.page, trial.code), [])
        if not trial.read:
            ways.append(trial.way)
    return [CodeResult(page, code, tuple(ways)) for (page, code), ways in sorted(unread.items())]
