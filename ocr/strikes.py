"""Words that are struck out ("delete as appropriate"), framed or circled.

A word is struck where ink runs through the white between and inside its letters. How much white
there is depends on the font and the fax, so the words of one question are compared with one
another before any fixed bound is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.findings import Finding, blank, unreadable
from ocr.ink import Compared, grown, moved_cut, snug_shift
from ocr.placement import FLAT_PER_MM, flat_slice
from ocr.reading import FieldState, Method
from ocr.sheet import Grey

_LINE_STEPS = 48
_LINE_FILLS = 0.12
"""Share of a word's white that one line of a thin pen covers; letters alone stay under 0.03."""
_SCRIBBLED = 0.45
"""Share that a zigzag, a scribble or typed crosses cover, whatever way they take."""
_STRUCK, _KEPT = 0.60, 0.34
_APART = 0.30
"""The struck words of a question must show so much more than the kept ones."""
_RING_MM = 1.6
_RINGED, _FRAMED = 0.55, 0.85
"""Share of each side that ink covers: a circle leaves the corners, a frame closes."""
_MARGIN_MM = 2.2


@dataclass(frozen=True, slots=True)
class WordInk:
    """New ink about one printed word."""

    through: float
    """Share of inked white along the straight way through the word that is inked most."""
    filled: float
    """Share of all white within the word's height that is inked."""
    ringed: float
    """The smallest share of inked columns or rows on the four sides around it."""

    @property
    def struck(self) -> float:
        """How much speaks for a strike, about 0 to 1: ink all the way through, and enough of it."""
        return min(max(self.through, self.filled / _SCRIBBLED), self.filled / _LINE_FILLS, 1.0)


def _word_box(ink: Grey, box: BoxMm) -> BoxMm | None:
    """Find the printed word within its zone."""
    rows, columns = flat_slice(grown(box, -0.4))
    inked = np.nonzero(ink[rows, columns])
    if not inked[0].size:
        return None
    top, bottom = inked[0].min() + rows.start, inked[0].max() + 1 + rows.start
    left, right = inked[1].min() + columns.start, inked[1].max() + 1 + columns.start
    return BoxMm(*(float(edge) / FLAT_PER_MM for edge in (left, top, right, bottom)))


def _laid_over(compared: Compared, word: BoxMm) -> tuple[Grey, Grey]:
    """Cut out the page's ink and the word's print, the print moved onto the ink."""
    rows, columns = flat_slice(grown(word, _MARGIN_MM))
    box = grown(word, _MARGIN_MM)
    moved = moved_cut(compared.reference.ink, box, snug_shift(compared, word))
    return compared.page_ink[rows, columns], moved


def _ways(height: int, width: int) -> tuple[Grey, Grey]:
    """Give rows and columns of the straight ways through a word, flat and slanted."""
    ends = np.arange(height)
    left, right = (grid.ravel()[:, None] for grid in np.meshgrid(ends, ends))
    share = np.linspace(0, 1, _LINE_STEPS)[None]
    rows = np.round(left * (1 - share) + right * share).astype(int)
    columns = np.broadcast_to(np.round(share * (width - 1)).astype(int), rows.shape)
    return rows, columns


def _through(page: Grey, white: Grey) -> float:
    """Give the largest share of inked white on a straight way from side to side."""
    rows, columns = _ways(*white.shape)
    on_white = white[rows, columns]
    inked = (page[rows, columns] & on_white).sum(axis=1)
    counted = on_white.sum(axis=1)
    enough = counted >= 0.2 * _LINE_STEPS
    return float((inked[enough] / counted[enough]).max()) if enough.any() else 0.0


def _sides(new: Grey, word: tuple[slice, slice]) -> float:
    """Give how well new ink goes round the word: the worst of its four sides."""
    rows, columns = word
    reach = round(_RING_MM * FLAT_PER_MM)
    above = new[max(0, rows.start - reach) : rows.start, columns].any(axis=0)
    below = new[rows.stop : rows.stop + reach, columns].any(axis=0)
    left = new[rows, max(0, columns.start - reach) : columns.start].any(axis=1)
    right = new[rows, columns.stop : columns.stop + reach].any(axis=1)
    return min(float(side.mean()) if side.size else 0.0 for side in (above, below, left, right))


def word_ink(compared: Compared, zone: BoxMm) -> WordInk:
    """Measure the new ink about the word printed in a zone."""
    word = _word_box(compared.reference.ink, zone)
    if word is None:
        return WordInk(0.0, 0.0, 0.0)
    page, printed = _laid_over(compared, word)
    margin = round(_MARGIN_MM * FLAT_PER_MM)
    inner = (slice(margin, page.shape[0] - margin), slice(margin, page.shape[1] - margin))
    near = cv2.dilate(printed, np.ones((3, 3), np.uint8))
    white = np.asarray(1 - near, dtype=np.uint8)
    new = np.asarray(page & white, dtype=np.uint8)
    inner_white = white[inner]
    filled = float(new[inner].sum() / max(1, inner_white.sum()))
    return WordInk(_through(page[inner], inner_white), filled, _sides(new, inner))


def _kept_alone(words: Mapping[str, WordInk]) -> tuple[str | None, float]:
    """Find the one word that is not struck while all others are, and by how much."""
    ranked = sorted(words, key=lambda option: words[option].struck)
    first, second = (words[option].struck for option in ranked[:2])
    return (ranked[0], second - first) if second > _KEPT else (None, second - first)


def _ringed_alone(words: Mapping[str, WordInk]) -> str | None:
    ringed = [option for option, ink in words.items() if ink.ringed >= _RINGED]
    return ringed[0] if len(ringed) == 1 else None


def strike_finding(words: Mapping[str, WordInk]) -> Finding:
    """Decide which option stays when the others are struck out, or is ringed alone."""
    struck = [option for option, ink in words.items() if ink.struck > _KEPT]
    if not struck:
        return _unstruck_finding(words)
    kept, apart = _kept_alone(words)
    if kept is None or apart < 0.1:
        return unreadable(Method.STRIKE)
    others = min(ink.struck for option, ink in words.items() if option != kept)
    sure = words[kept].struck < _KEPT and others >= _STRUCK and apart >= _APART
    return Finding(
        value=kept,
        confidence=0.998 if sure else 0.85,
        accepted=sure,
        state=FieldState.READ,
        method=Method.STRIKE,
    )


def _unstruck_finding(words: Mapping[str, WordInk]) -> Finding:
    ringed = _ringed_alone(words)
    if ringed is None:
        clean = all(ink.struck < _KEPT - 0.08 and ink.ringed < _RINGED for ink in words.values())
        return blank(Method.STRIKE) if clean else unreadable(Method.STRIKE)
    others = max(ink.ringed for option, ink in words.items() if option != ringed)
    sure = words[ringed].ringed >= _FRAMED and others < _RINGED - 0.25
    return Finding(
        value=ringed,
        confidence=0.995 if sure else 0.9,
        accepted=sure,
        state=FieldState.READ,
        method=Method.STRIKE,
    )
