"""Whose page it is: one of our print, another agency's layout of a form we know, or neither."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.registry import Catalogue
from ocr.foreign.page import ForeignPage, find_foreign
from ocr.identify import Identified, Unidentified, identify
from ocr.learned.layout import LearnedLayout
from ocr.learned.page import find_learned
from ocr.page.straight import STRAIGHT_PER_MM, Straight, straightened
from ocr.reading import Channel
from ocr.sheet import Density, Sheet

_NOT_OURS = "not-ours"


@dataclass(frozen=True, slots=True, eq=False)
class Ours:
    """A page of our own print."""

    found: Identified
    turned: int
    """Degrees clockwise by which a photograph was turned before the form was placed on it."""
    channel: Channel

    @property
    def rotation(self) -> int:
        """Degrees clockwise by which the page had to be turned to stand upright."""
        return (self.found.placement.rotation + self.turned) % 360


def _laid_flat(straight: Straight) -> Sheet:
    """Give a photographed page as a scanner would."""
    density = Density(STRAIGHT_PER_MM, STRAIGHT_PER_MM)
    return Sheet(straight.sheet.number, straight.grey, density, straight.channel)


def _is_marked_ours(found: Identified | Unidentified) -> bool:
    """Tell whether a mark of ours was seen, whatever came of it."""
    if isinstance(found, Identified):
        return True
    return all(problem.code != _NOT_OURS for problem in found.problems)


def ours(sheet: Sheet, catalogue: Catalogue) -> Ours | Unidentified | Straight:
    """Look for our own marks on a sheet; where there are none, give it straightened."""
    if sheet.channel is not Channel.PHOTO:
        found = identify(sheet, catalogue)
        if isinstance(found, Identified):
            return Ours(found, 0, sheet.channel)
        if _is_marked_ours(found):
            return found
    straight = straightened(sheet)
    if straight.channel is not Channel.PHOTO:
        return straight
    found = identify(_laid_flat(straight), catalogue)
    if isinstance(found, Identified):
        return Ours(found, straight.rotation, straight.channel)
    return found if _is_marked_ours(found) else straight


def whose(
    sheet: Sheet, catalogue: Catalogue, layouts: Sequence[LearnedLayout] = ()
) -> Ours | ForeignPage | Unidentified:
    """Find out whose page a sheet is, and which form.

    Args:
        sheet: not blank.
        catalogue: the forms in use.
        layouts: those of other agencies that were learned.
    """
    found = ours(sheet, catalogue)
    if not isinstance(found, Straight):
        return found
    learned = find_learned(found, catalogue, layouts)
    return learned[0] if learned else find_foreign(found, catalogue)
