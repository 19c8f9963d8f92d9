"""Plane projective maps: 3 x 3 matrices over points whose pixel centres are whole numbers."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.sheet import Grey, Points

Homography = NDArray[np.float64]
"""Three rows of three, for points (x, y, 1) as columns."""


def project(matrix: Homography, points: Points) -> Points:
    """Map points, one (x, y) a row."""
    mapped = points @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(mapped[:, :2] / mapped[:, 2:], dtype=np.float64)


def inverse(matrix: Homography) -> Homography:
    """Map back."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def scaling(x: float, y: float) -> Homography:
    """Map pixels of a picture to those of one `x` and `y` times as large, edge on edge."""
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])


def turning(quarters: int, width: int, height: int) -> Homography:
    """Map pixels of a picture to those of the picture turned clockwise.

    Args:
        quarters: of a whole turn.
        width: of the picture before, in pixels.
        height: of the picture before.
    """
    right, bottom = width - 1.0, height - 1.0
    ways = (
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0, -1, bottom], [1, 0, 0], [0, 0, 1]],
        [[-1, 0, right], [0, -1, bottom], [0, 0, 1]],
        [[0, 1, 0], [-1, 0, right], [0, 0, 1]],
    )
    return np.array(ways[quarters % 4], dtype=np.float64)


def turned(grey: Grey, quarters: int) -> Grey:
    """Turn a picture clockwise by quarters of a turn."""
    return np.ascontiguousarray(np.rot90(grey, -quarters))


def rotation(degrees: float, size: tuple[int, int]) -> Homography:
    """Turn clockwise about the middle of a picture of this width and height."""
    middle = ((size[0] - 1) / 2, (size[1] - 1) / 2)
    return np.vstack([cv2.getRotationMatrix2D(middle, -degrees, 1.0), (0, 0, 1)])


def quadrilateral(corners: Points, width: int, height: int) -> Homography:
    """Map a picture of this size to the quadrilateral with these four corners, clockwise."""
    edges = [(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)]
    source = np.array(edges, dtype=np.float32)
    found = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    return np.asarray(found, dtype=np.float64)


def cut(source: Grey, matrix: Homography, size: tuple[int, int]) -> Grey:
    """Fill a picture of this width and height from where the matrix maps its pixels.

    Args:
        source: pixels to take.
        matrix: from pixels of the result to those of the source.
        size: of the result.
    """
    warped = cv2.warpPerspective(
        source,
        matrix,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255,),
    )
    return np.asarray(warped, dtype=np.uint8)
