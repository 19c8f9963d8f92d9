"""Specks go; what belongs to the form stays."""

import numpy as np

from ocr.page.specks import without_specks
from ocr.sheet import Grey


def fax(density: float = 0.002) -> Grey:
    rng = np.random.default_rng(3)
    grey = np.full((1100, 1728), 255, np.uint8)
    grey[rng.random(grey.shape) < density] = 0
    return grey


def test_lone_specks_go() -> None:
    before = fax()
    after = without_specks(before)
    assert (after == 0).sum() < 0.25 * (before == 0).sum()


def test_a_dotted_line_stays_level_or_skewed() -> None:
    grey = fax()
    across = np.arange(200, 1200, 8)
    level, skewed = 300, 600 + ((across - 200) * 0.05).astype(int)
    grey[level, across] = grey[skewed, across] = 0
    after = without_specks(grey)
    assert (after[level, across] == 0).mean() > 0.97
    assert (after[skewed, across] == 0).mean() > 0.97


def test_a_rule_and_a_point_beside_a_letter_stay() -> None:
    grey = fax()
    grey[500, 100:1500] = 0
    grey[700:712, 400:403] = 0
    grey[711, 406] = 0
    after = without_specks(grey)
    assert (after[500, 100:1500] == 0).all()
    assert after[711, 406] == 0


def test_a_clean_page_keeps_its_smallest_dots() -> None:
    grey = np.full((1100, 1728), 255, np.uint8)
    grey[40, 50] = 0
    assert (without_specks(grey) == grey).all()
