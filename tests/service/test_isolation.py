"""One bad page never spoils its batch: readers that are killed, stopped, starved; order kept."""

import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from forms.definition import Form
from ocr.reading import PageStatus
from service.evidence import ReadPage
from service.jobs.child import Limits
from service.jobs.pool import read_files
from tests.ocr.pages import encoded, printed

PLENTY = Limits(memory_mb=3072, seconds=60)
HUGE = (7_000, 7_000)
"""Pixels: fewer than are refused; sixteen bits deep they take 1.2 GB to be made grey."""


def disturbed(what: int, after: int) -> Callable[[ReadPage], None]:
    """Send a signal to every reading process as soon as a page has come."""

    def watch(page: ReadPage) -> None:
        if page.reading.page == after and page.reading.status is not PageStatus.FAILED:
            for child in active_children():
                os.killpg(child.pid or 0, what)

    return watch


def outcome(pages: Sequence[ReadPage]) -> list[str]:
    """Say of each page what form it is, or what is the matter with it."""
    return [page.reading.form or page.reading.problems[0].code for page in pages]


@pytest.fixture
def fax(alert_form: Form, tmp_path: Path) -> Path:
    """Three pages of our own."""
    grey, _ = printed(alert_form)
    path = tmp_path / "fax.tif"
    path.write_bytes(encoded([grey, grey, grey]))
    return path


@pytest.fixture
def long_in_the_middle(alert_form: Form, tmp_path: Path) -> Path:
    """Two blank pages, read in no time, and between them one of our own."""
    grey, _ = printed(alert_form)
    blank = np.full_like(grey, 255)
    path = tmp_path / "three.tif"
    path.write_bytes(encoded([blank, grey, blank]))
    # Readers that start for the first time load their modules: that is not to count here.
    (pages,) = read_files([path], jobs=1, folders=(), limits=PLENTY)
    assert outcome(pages) == ["blank-page", "alert-form", "blank-page"]
    return path


@pytest.mark.parametrize(
    ("what", "seconds", "reason"),
    [(signal.SIGKILL, 60, "reading-crashed"), (signal.SIGSTOP, 4, "reading-too-slow")],
)
def test_a_page_whose_reader_is_lost_fails_and_the_others_come_out(
    long_in_the_middle: Path, what: int, seconds: int, reason: str
) -> None:
    limits = Limits(memory_mb=3072, seconds=seconds)
    watch = disturbed(what, after=1)
    (pages,) = read_files([long_in_the_middle], jobs=1, folders=(), limits=limits, watch=watch)
    assert outcome(pages) == ["blank-page", reason, "blank-page"]
    assert [page.reading.page for page in pages] == [1, 2, 3]
    assert pages[1].reading.status is PageStatus.FAILED


def test_a_page_that_needs_too_much_memory_fails_alone(alert_form: Form, tmp_path: Path) -> None:
    grey, _ = printed(alert_form)
    path = tmp_path / "fax.tif"
    deep = np.zeros(HUGE, np.uint16)
    first, *more = (Image.fromarray(page) for page in (grey, deep, grey))
    first.save(path, save_all=True, append_images=more, compression="tiff_lzw")
    limits = Limits(memory_mb=1400, seconds=60)
    (pages,) = read_files([path], jobs=1, folders=(), limits=limits)
    assert [page.reading.status is PageStatus.FAILED for page in pages] == [False, True, False]
    assert outcome(pages)[::2] == ["alert-form"] * 2


def test_files_come_in_order_and_long_ones_are_shared_out(alert_form: Form, tmp_path: Path) -> None:
    blank = np.full((400, 300), 255, np.uint8)
    grey, _ = printed(alert_form)
    long, short, gone = tmp_path / "long.tif", tmp_path / "short.tif", tmp_path / "gone.tif"
    long.write_bytes(encoded([blank] * 8 + [grey] + [blank] * 9))
    short.write_bytes(encoded([grey]))
    found = list(read_files([long, gone, short], jobs=2, folders=(), limits=PLENTY))
    assert [len(pages) for pages in found] == [18, 1, 1]
    assert [page.reading.page for page in found[0]] == list(range(1, 19))
    assert outcome(found[0]).index("alert-form") == 8
    assert outcome(found[1]) == ["cannot-open"]
    assert outcome(found[2]) == ["alert-form"]


def test_a_reader_serves_file_after_file(fax: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tif"
    bad.write_bytes(b"II*\x00\x08\x00\x00\x00")
    seen = set()
    found = []
    for pages in read_files([fax, bad, fax], jobs=1, folders=(), limits=PLENTY):
        seen |= {child.pid for child in active_children()}
        found.append(outcome(pages))
    assert found[1] == ["damaged-file"]
    assert found[0] == found[2] == ["alert-form"] * 3
    assert len(seen) == 1
    assert not active_children()
