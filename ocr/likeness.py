"""A perceptual hash of a page's picture: the same paper scanned again comes close to it."""

import cv2
import numpy as np

from ocr.sheet import Grey

_SIDE = 64
"""Pixels that the page is brought down to; a written word still darkens some of them."""
_KEPT = 16
"""Lowest frequencies each way: 256 bits."""


def perceptual_hash(grey: Grey) -> str:
    """Give 64 hexadecimal digits: of each low frequency, whether it is above the median.

    The discrete cosine transform of the page brought down to 64 pixels each way, without its mean;
    pages that differ by noise, a little skew or brightness differ in few of the 256 bits (Zauner,
    Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, chapter 3).
    """
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:_KEPT, :_KEPT].ravel()
    low[0] = np.median(low[1:])
    bits = low > low[0]
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):064x}"
