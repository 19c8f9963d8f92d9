"""Send a line through fax, photocopier, scanner or camera, and cut it out as the reader does.

Lines come and go at 300 dpi, dark on white. The parameters are drawn anew for each line and wider
than any one machine's: what a model never saw in training it reads badly.
"""

from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Rng = np.random.Generator

_DPI = 300.0
_FAX_DPI = 204.0
_PX_PER_MM = _DPI / 25.4
HEIGHT_PX = 48
"""Height of a line at the recogniser's input."""


class Channel(StrEnum):
    """The way a page came."""

    FINE = "fine fax"
    STANDARD = "standard fax"
    COPY = "photocopy"
    SCAN = "scan"
    PHOTO = "photograph"
    CLEAN = "clean"


def _noisy(grey: Grey, rng: Rng, spread: float) -> Grey:
    noise = np.empty(grey.shape, np.float32)
    cv2.setRNGSeed(int(rng.integers(1 << 30)))
    cv2.randn(noise, 0, spread)
    return np.clip(grey + noise, 0, 255).astype(np.uint8)


def _blurred(grey: Grey, sigma: float) -> Grey:
    return cv2.GaussianBlur(grey, (0, 0), sigma) if sigma > 0.2 else grey


def _speckled(black: NDArray[np.bool_], rng: Rng, share: float) -> NDArray[np.bool_]:
    """Turn single pels, and a few pairs and threes, black or white."""
    spots = rng.random(black.shape, dtype=np.float32) < share
    if rng.random() < 0.3:
        spots[:, 1:] |= spots[:, :-1] & (rng.random(spots[:, 1:].shape, dtype=np.float32) < 0.5)
    holes = black & (rng.random(black.shape, dtype=np.float32) < share * 2)
    return (black | spots) & ~holes


def _lost_lines(black: NDArray[np.bool_], rng: Rng) -> NDArray[np.bool_]:
    """Repeat the line above where one was received wrongly."""
    if rng.random() < 0.12:
        for row in rng.integers(1, len(black), int(rng.integers(1, 3))):
            black[row] = black[row - 1]
    return black


def _faxed(grey: Grey, rng: Rng, *, lines_dpi: float) -> Grey:
    height, width = grey.shape
    soft = _blurred(grey, float(rng.uniform(0.3, 1.6)))
    size = (max(4, round(width * _FAX_DPI / _DPI)), max(4, round(height * lines_dpi / _DPI)))
    small = cv2.resize(soft, size, interpolation=cv2.INTER_AREA)
    small = _noisy(small, rng, float(rng.uniform(0, 22)))
    ink = float(np.percentile(small, 2))
    share = float(np.clip(rng.normal(0.55, 0.14), 0.2, 0.85))
    black = small < ink + (255 - ink) * share
    noise = float(rng.choice((0.0, 0.001, 0.004, 0.015), p=(0.3, 0.35, 0.25, 0.1)))
    black = _lost_lines(_speckled(black, rng, noise), rng)
    if rng.random() < 0.25:
        black = _without_specks(black)
    back = np.where(black, 0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        back[:, int(rng.integers(back.shape[1]))] = 0 if rng.random() < 0.6 else 255
    way = cv2.INTER_CUBIC if rng.random() < 0.85 else cv2.INTER_LINEAR
    square = cv2.resize(back, (width, height), interpolation=way)
    return _blurred(square, float(rng.choice((1.2, 0.0, rng.uniform(0.6, 1.8)), p=(0.6, 0.1, 0.3))))


def _without_specks(black: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take single pels away, as the reader does before it looks for lines."""
    count, names, stats, _ = cv2.connectedComponentsWithStats(black.astype(np.uint8), None, 8)
    keep = stats[:, cv2.CC_STAT_AREA] > 2
    keep[0] = False
    return keep[names] if count > 1 else black


def _copied(grey: Grey, rng: Rng) -> Grey:
    soft = _blurred(grey, float(rng.uniform(0.6, 2.0))).astype(np.float32)
    middle, steep = float(rng.normal(150, 32)), float(rng.uniform(0.03, 0.12))
    copied = (255 / (1 + np.exp(-(soft - middle) * steep))).astype(np.uint8)
    if rng.random() < 0.4:
        copied = _noisy(copied, rng, float(rng.uniform(2, 20)))
    black = _speckled(copied < 0, rng, float(rng.choice((0.0, 0.0004, 0.002))))
    copied[cv2.dilate(black.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 40
    return _scanned(copied, rng)


def _at(grey: Grey, dpi: float) -> Grey:
    """Take to another resolution and back, as a coarse scan does."""
    height, width = grey.shape
    size = (max(4, round(width * dpi / _DPI)), max(4, round(height * dpi / _DPI)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _pressed(grey: Grey, rng: Rng, low: int) -> Grey:
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(low, 92))]
    return cv2.imdecode(cv2.imencode(".jpg", grey, quality)[1], cv2.IMREAD_GRAYSCALE)


def _scanned(grey: Grey, rng: Rng) -> Grey:
    soft = _blurred(_at(grey, float(rng.choice((150, 200, 300)))), float(rng.uniform(0.2, 1.3)))
    ink, paper = float(rng.uniform(0, 90)), float(rng.uniform(225, 255))
    soft = (ink + soft.astype(np.float32) * (paper - ink) / 255).astype(np.uint8)
    return _pressed(_noisy(soft, rng, float(rng.uniform(0, 9))), rng, 45)


def _photographed(grey: Grey, rng: Rng) -> Grey:
    coarse = _at(grey, float(rng.uniform(105, 220)))
    moved = _blurred(coarse, float(rng.uniform(0.5, 2.4)))
    if rng.random() < 0.25:
        length = int(rng.integers(2, 7))
        kernel = np.zeros((length, length), np.float32)
        kernel[(slice(None), length // 2) if rng.random() < 0.5 else (length // 2, slice(None))] = 1
        moved = cv2.filter2D(moved, -1, kernel / length)
    ink, paper = float(rng.uniform(10, 120)), float(rng.uniform(215, 255))
    slope = np.linspace(0, float(rng.normal(0, 12)), grey.shape[1], dtype=np.float32)
    lit = ink + moved.astype(np.float32) * (paper - ink) / 255 + slope
    return _pressed(_noisy(np.clip(lit, 0, 255).astype(np.uint8), rng, rng.uniform(1, 12)), rng, 30)


def sent(grey: Grey, channel: Channel, rng: Rng) -> Grey:
    """Send a line through a channel."""
    match channel:
        case Channel.FINE:
            return _faxed(grey, rng, lines_dpi=196.0)
        case Channel.STANDARD:
            return _faxed(grey, rng, lines_dpi=98.0)
        case Channel.COPY:
            return _copied(grey, rng)
        case Channel.SCAN:
            return _scanned(grey, rng)
        case Channel.PHOTO:
            return _photographed(grey, rng)
        case Channel.CLEAN:
            return _blurred(grey, float(rng.uniform(0, 1.2)))


def _mm(rng: Rng, low: float, high: float) -> int:
    return round(float(rng.uniform(low, high)) * _PX_PER_MM)


def framed(line: Grey, rng: Rng) -> Grey:
    """Set a line on paper with the room a cut leaves: wide, narrow, or a little too narrow."""
    room = [_mm(rng, 0.2, 2.2) if rng.random() < 0.85 else 0 for _ in range(4)]
    if rng.random() < 0.25:
        room[0] += _mm(rng, 0, 1.8)
        room[1] += _mm(rng, 0, 1.8)
    if rng.random() < 0.2:
        room[3] += _mm(rng, 0, 14)
    return cv2.copyMakeBorder(line, *room, cv2.BORDER_CONSTANT, value=255)


def _dotted(paper: Grey, row: int, rng: Rng) -> None:
    step, size = _mm(rng, 0.7, 1.6), max(2, _mm(rng, 0.15, 0.4))
    for column in range(int(rng.integers(step)), paper.shape[1], step):
        if rng.random() < 0.9:
            paper[row : row + size, column : column + size] = int(rng.integers(0, 90))


def _ruled(paper: Grey, row: int, rng: Rng) -> None:
    first, last = sorted(rng.integers(0, paper.shape[1], 2))
    if rng.random() < 0.5:
        first, last = 0, paper.shape[1]
    paper[row : row + max(1, _mm(rng, 0.1, 0.4)), first:last] = int(rng.integers(0, 150))


def _combed(paper: Grey, rng: Rng) -> None:
    """Leave stumps of the lines between the cells of a comb."""
    step, deep = _mm(rng, 4.5, 6.5), _mm(rng, 0.5, 2.5)
    for column in range(int(rng.integers(step)), paper.shape[1], step):
        if rng.random() < 0.7:
            low = slice(-deep, None) if rng.random() < 0.7 else slice(0, deep)
            paper[low, column : column + 2] = int(rng.integers(20, 120))


def _boxed(paper: Grey, rng: Rng) -> None:
    """Leave two or three sides of a box that the writing may cross."""
    thick, grey = max(2, _mm(rng, 0.15, 0.45)), int(rng.integers(0, 130))
    deep, wide = int(rng.integers(max(2, len(paper) // 5))), int(rng.integers(6))
    paper[len(paper) - thick - deep : len(paper) - deep] = grey
    if rng.random() < 0.6:
        paper[:, wide : wide + thick] = grey
    if rng.random() < 0.4:
        paper[:, paper.shape[1] - thick - wide : paper.shape[1] - wide] = grey
    if rng.random() < 0.3:
        paper[:thick] = grey


def _erased(paper: Grey, rng: Rng) -> None:
    """Cut strokes where a rule was taken out with what crossed it."""
    row = len(paper) - 1 - int(rng.integers(max(2, len(paper) // 3)))
    paper[row : row + max(2, _mm(rng, 0.15, 0.4))] = 255


def with_remains(paper: Grey, rng: Rng) -> Grey:
    """Leave what a cut cannot avoid: a rule or dots under the line, stumps of a comb, a side."""
    drawn = rng.random()
    if drawn < 0.52:
        return paper
    paper = paper.copy()
    low = len(paper) - 1 - int(rng.integers(max(2, len(paper) // 4)))
    if drawn < 0.63:
        _dotted(paper, low, rng)
    elif drawn < 0.78:
        _ruled(paper, low if rng.random() < 0.75 else int(rng.integers(3)), rng)
    elif drawn < 0.84:
        _combed(paper, rng)
    elif drawn < 0.91:
        _boxed(paper, rng)
    elif drawn < 0.95:
        _erased(paper, rng)
    else:
        column = 0 if rng.random() < 0.5 else paper.shape[1] - 3
        paper[:, column : column + 3] = int(rng.integers(0, 90))
    return paper


def turned(paper: Grey, rng: Rng) -> Grey:
    """Turn a line by the angle that straightening leaves."""
    angle = float(np.clip(rng.normal(0, 0.5), -1.5, 1.5))
    if abs(angle) < 0.15:
        return paper
    height, width = paper.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(paper, matrix, (width, height), borderValue=255)


def at_input_height(grey: Grey) -> Grey:
    """Bring a crop to the recogniser's height as the product does."""
    width = max(32, -(-HEIGHT_PX * grey.shape[1] // grey.shape[0]))
    way = cv2.INTER_AREA if grey.shape[0] > HEIGHT_PX else cv2.INTER_CUBIC
    return cv2.resize(grey, (width, HEIGHT_PX), interpolation=way)


def degraded(line: Grey, channel: Channel, rng: Rng) -> Grey:
    """Frame a line, send it and bring it to the recogniser's height."""
    paper = turned(with_remains(framed(line, rng), rng), rng)
    return at_input_height(sent(paper, channel, rng))
