"""Photographs laid flat: from then on they are read as scans."""

from ocr.page.straight import STRAIGHT_PER_MM, straightened
from ocr.reading import Channel
from ocr.sheet import Density, Sheet


def laid_flat(sheet: Sheet) -> tuple[Sheet, int]:
    """Give a photographed page as a scanner would; any other sheet as it is.

    Returns:
        The sheet, and the degrees clockwise by which it was turned.
    """
    if sheet.channel is not Channel.PHOTO:
        return sheet, 0
    straight = straightened(sheet)
    density = Density(STRAIGHT_PER_MM, STRAIGHT_PER_MM)
    return Sheet(sheet.number, straight.grey, density, sheet.channel), straight.rotation
