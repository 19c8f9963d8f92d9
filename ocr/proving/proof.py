"""The proof of a form: every code and every zone, on every way, and whether that is good enough."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forms.definition import Form
from forms.pdf.template import PdfTemplate, pdf_template
from forms.registry import Catalogue
from ocr.proving.faults import faults, hopeless
from ocr.proving.samples import empty, sample
from ocr.proving.trials import (
    CodeTrial,
    FieldTrial,
    Outcome,
    Run,
    blank_trials,
    field_trials,
)
from ocr.proving.verdicts import (
    RECHECKED_FROM,
    CodeResult,
    Verdict,
    ZoneResult,
    code_results,
    zone_result,
)
from ocr.proving.ways import Way

_FILLED = range(RECHECKED_FROM)
"""Samples: one as full as the boxes hold, one of usual length."""
_RECHECKS = range(RECHECKED_FROM, RECHECKED_FROM + 3)
"""Samples for what was misread in silence: an accident, or the zone?"""
_EMPTY = 9
ALL_WAYS = tuple(Way)


@dataclass(frozen=True, slots=True)
class Proof:
    """What proving a form found out."""

    form: Form
    ways: tuple[Way, ...]
    codes: tuple[CodeResult, ...]
    zones: tuple[ZoneResult, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the form may be released."""
        verdicts = {code.verdict for code in self.codes} | {zone.verdict for zone in self.zones}
        return Verdict.FAILS not in verdicts

    @property
    def failures(self) -> tuple[str, ...]:
        """Say what fails, and why."""
        codes = (
            f"page {code.page}, code at the {code.code}: not read after {', '.join(code.unread)}"
            for code in self.codes
            if code.verdict is Verdict.FAILS
        )
        zones = (
            f"{zone.key}: {'; '.join(zone.reasons)}"
            for zone in self.zones
            if zone.verdict is Verdict.FAILS
        )
        return (*codes, *zones)


def steps(ways: Sequence[Way]) -> int:
    """Count the steps that `prove` reports."""
    return (len(_FILLED) + 1) * len(ways)


def _silent(trials: Sequence[FieldTrial]) -> dict[Way, set[str]]:
    found: dict[Way, set[str]] = {}
    for trial in trials:
        if trial.outcome is Outcome.SILENT:
            found.setdefault(trial.way, set()).add(trial.key)
    return found


def _rechecked(
    template: PdfTemplate, catalogue: Catalogue, trials: Sequence[FieldTrial]
) -> Iterator[FieldTrial]:
    """Try what was misread in silence again, with other answers."""
    silent = _silent(trials)
    if not silent:
        return
    for number in _RECHECKS:
        run = Run.of(template, catalogue, number, sample(template, number))
        for way, keys in silent.items():
            yield from field_trials(run, way, keys)


def prove(
    form: Form,
    catalogue: Catalogue,
    *,
    ways: Sequence[Way] = ALL_WAYS,
    done: Callable[[], None] = lambda: None,
) -> Proof:
    """Fill a form in, send it all ways, read it back and judge every code and zone.

    Args:
        form: to prove.
        catalogue: the forms in use, with this one.
        ways: to send it.
        done: called after each step; `steps` counts them.

    Raises:
        DefinitionError: the form does not fit its pages.
        NotInstalledError: Tesseract is missing.
    """
    template = pdf_template(form)
    fields: list[FieldTrial] = []
    codes: list[CodeTrial] = []
    for number in _FILLED:
        run = Run.of(template, catalogue, number, sample(template, number))
        for way in ways:
            fields += field_trials(run, way)
            done()
    blank = Run.of(template, catalogue, _EMPTY, empty())
    for way in ways:
        more_codes, more_fields = blank_trials(blank, way)
        codes, fields = codes + more_codes, fields + more_fields
        done()
    fields += _rechecked(template, catalogue, fields)
    lost = hopeless(template)
    zones = (
        zone_result(f, fields, faults(template, f), hopeless=f.key in lost) for f in form.fields()
    )
    return Proof(form, tuple(ways), tuple(code_results(codes)), tuple(zones))


def proof_json(proof: Proof) -> dict[str, Any]:
    """Give the proof as a JSON object."""
    return {
        "form": proof.form.id,
        "version": proof.form.version,
        "holds": proof.holds,
        "ways": [str(way) for way in proof.ways],
        "codes": [
            {
                "page": code.page,
                "code": code.code,
                "verdict": str(code.verdict),
                "unread": [str(way) for way in code.unread],
            }
            for code in proof.codes
        ],
        "zones": [
            {
                "key": zone.key,
                "verdict": str(zone.verdict),
                "right": zone.right,
                "trials": zone.trials,
                "worst": {str(way): str(outcome) for way, outcome in zone.worst.items()},
                "reasons": list(zone.reasons),
            }
            for zone in proof.zones
        ],
    }
