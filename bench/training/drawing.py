"""Draw batches of lines, in this process or in many that run beside the training."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from multiprocessing.queues import Queue

import numpy as np
from numpy.typing import NDArray

from bench.training.lines import Example, Sources, examples

_POOL = 384
"""Lines drawn together and sorted by width, so that little is padded."""
_WAITING = 4
"""Batches that each process may be ahead."""
_PAPER = 255 / 2
"""Grey that the recogniser takes for nothing: the product pads shorter lines by it."""
FRAME_PX = 8
_WIDTHS = (160, 256, 416, 704)
"""Widths of batches of few shapes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of about one width.

    Attributes:
        lines: float16 (N, 48, W), -1 black to 1 white, 0 beyond the end of a line.
        texts: what they say.
        frames: how many frames of output each line fills.
    """

    lines: NDArray[np.float16]
    texts: tuple[str, ...] = field(repr=False)
    frames: tuple[int, ...]


def _fits(example: Example) -> bool:
    """Tell whether a line is wide enough for its text: repeated letters need a blank between."""
    text = example.text
    needed = len(text) + sum(a == b for a, b in pairwise(text))
    return needed <= example.image.shape[1] // FRAME_PX


def _batch(lines: list[Example], width: int | None = None) -> Batch:
    widths = [line.image.shape[1] for line in lines]
    width = width or -(-max(widths) // FRAME_PX) * FRAME_PX
    together = np.zeros((len(lines), lines[0].image.shape[0], width), np.float16)
    for row, line in zip(together, lines, strict=True):
        row[:, : line.image.shape[1]] = line.image / _PAPER - 1
    frames = tuple(-(-width // FRAME_PX) for width in widths)
    return Batch(together, tuple(line.text for line in lines), frames)


def batches(source: Sources, rng: np.random.Generator, batch_px: int) -> Iterator[Batch]:
    """Give batches without end; the widths of the lines of one come to about `batch_px`."""
    lines = examples(source, rng)
    while True:
        pool = [line for line in islice(lines, _POOL) if _fits(line)]
        pool.sort(key=lambda line: line.image.shape[1])
        groups: list[list[Example]] = [[]]
        for line in pool:
            if groups[-1] and (len(groups[-1]) + 1) * line.image.shape[1] > batch_px:
                groups.append([])
            groups[-1].append(line)
        for number in rng.permutation(len(groups)):
            yield _batch(groups[int(number)])


def shapes(batch_px: int) -> list[tuple[int, int]]:
    """Give the numbers of lines and the widths of the batches that `of_few_shapes` makes."""
    return [(batch_px // width, width) for width in _WIDTHS]


def of_few_shapes(source: Sources, rng: np.random.Generator, batch_px: int) -> Iterator[Batch]:
    """Give batches without end, each of one of a few shapes: a graphics card prepares for each.

    Lines wider than the widest are left out.
    """
    waiting: dict[int, list[Example]] = {width: [] for width in _WIDTHS}
    for line in examples(source, rng):
        width = next((w for w in _WIDTHS if w >= line.image.shape[1]), None)
        if width is None or not _fits(line):
            continue
        waiting[width].append(line)
        if len(waiting[width]) == batch_px // width:
            yield _batch(waiting[width], width)
            waiting[width] = []


def _draw(source: Sources, seed: tuple[int, int], batch_px: int, queue: "Queue[Batch]") -> None:
    for batch in of_few_shapes(source, np.random.default_rng(seed), batch_px):
        queue.put(batch)


@contextmanager
def drawn_beside(
    source: Sources, seed: int, batch_px: int, processes: int
) -> Iterator[Iterator[Batch]]:
    """Draw batches in so many processes, each with a seed of its own; they end with the block.

    They are forked, as they share the sources: begin before anything that a fork does not survive.
    """
    context = multiprocessing.get_context("fork")
    queue: Queue[Batch] = context.Queue(_WAITING * processes)
    beside = [
        context.Process(target=_draw, args=(source, (seed, n), batch_px, queue), daemon=True)
        for n in range(processes)
    ]
    for process in beside:
        process.start()
    try:
        yield iter(queue.get, None)  # type: ignore[arg-type]
    finally:
        for process in beside:
            process.terminate()
