"""Difference reading: what we printed on a copy is verified on the paper, not read again."""

from collections.abc import Mapping, Sequence

from forms.answers import Answer
from forms.geometry import BoxMm
from ocr.findings import Finding
from ocr.ink import Compared, Part, added_and_lost, grown, is_rule
from ocr.reading import FieldState, Method, Problem

_INSET_MM = 0.35
_NEW_MM2, _NEW_MM = 0.16, 0.6
_THICK_MM = 0.2
"""The edge of a letter that lies a hair beside its place is thinner; no pen is."""
_STROKE_MM = 0.2
_LOST_FINE = (0.075, 0.30)
_LOST_STANDARD = (0.28, 0.52)
"""Area (mm²) and height (mm) from which lost print counts: a lost line of pixels is lower, and a
standard fax may lose a semicolon in 9 pt."""
_FINE_PER_MM = 5.0
_CONFIDENCE = 0.9995
_MOSTLY = 0.5
_FEW = 3


def _is_added(piece: Part, box: BoxMm) -> bool:
    long_enough = max(piece.box.width, piece.box.height) >= _NEW_MM
    thick_enough = min(piece.box.width, piece.box.height) >= _THICK_MM
    solid = piece.area_mm2 >= _NEW_MM2 and long_enough and thick_enough
    return solid and not is_rule(piece, box)


def _is_lost(piece: Part, least: tuple[float, float]) -> bool:
    """Tell a stroke that is gone from a line of pixels that the fax lost."""
    area_mm2, height_mm = least
    tall_enough = piece.box.height >= height_mm and piece.box.width >= _STROKE_MM
    return piece.area_mm2 >= area_mm2 and tall_enough


def is_unaltered(compared: Compared, boxes: Sequence[BoxMm]) -> bool:
    """Tell whether nothing was added to, struck out of or taken from the print in these zones.

    Args:
        compared: the page over the print of the very copy that was issued.
        boxes: the zones of one field.
    """
    return not any(_is_altered(compared, grown(box, -_INSET_MM)) for box in boxes)


def _is_altered(compared: Compared, box: BoxMm) -> bool:
    added, lost = added_and_lost(compared, box)
    fine = compared.placement.sheet.density.y > _FINE_PER_MM
    least = _LOST_FINE if fine else _LOST_STANDARD
    return any(_is_added(piece, box) for piece in added) or any(
        _is_lost(piece, least) for piece in lost
    )


def verified(value: Answer) -> Finding:
    """Give the finding of a field that stands on the paper as it was printed."""
    return Finding(
        value=value,
        confidence=_CONFIDENCE,
        accepted=True,
        state=FieldState.READ,
        method=Method.ISSUED,
    )


def is_other_paper(found_unaltered: Mapping[str, bool]) -> bool:
    """Tell whether so little of what was printed is there that the symbol must be wrong."""
    altered = sum(not unaltered for unaltered in found_unaltered.values())
    return altered >= _FEW and altered > _MOSTLY * len(found_unaltered)


def altered_problem(keys: Sequence[str]) -> Problem:
    """Say which pre-filled fields differ on the paper."""
    message = f"What was printed here was struck out or changed by hand: {', '.join(keys)}."
    return Problem(code="prefilled-altered", message=message)


def other_paper_problem() -> Problem:
    """Say that the paper is not the copy that its symbol names."""
    message = "The symbol names a copy with other values than the paper shows."
    return Problem(code="copy-mismatch", message=message)
