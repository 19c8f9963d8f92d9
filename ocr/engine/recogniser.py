"""Read lines by the recogniser that ships in `recogniser.onnx` (its source: MODEL.md).

It gives, for each strip of some pixels across the line, how probable each character is; what that
says about texts is `ocr.engine.ctc`'s business.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from forms.errors import NotInstalledError
from ocr.engine.output import Frames, LineOutput
from ocr.sheet import Grey

HEIGHT_PX = 48
"""Height of a line at the recogniser's input."""
FRAME_PX = 8
"""Pixels across the recogniser's input that make one frame of its output."""
_LEAST_WIDTH_PX, _MOST_WIDTH_PX = 32, 3200
_MOST_TOGETHER = 8
_SPARE = 0.12
"""Lines are read together whose widths differ by less: padding costs as much as writing."""
_LEAST_PROBABILITY = 1e-8


def _scaled(crop: Grey) -> Grey:
    width = math.ceil(HEIGHT_PX * crop.shape[1] / crop.shape[0])
    size = (min(max(width, _LEAST_WIDTH_PX), _MOST_WIDTH_PX), HEIGHT_PX)
    way = cv2.INTER_AREA if crop.shape[0] > HEIGHT_PX else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, size, interpolation=way), dtype=np.uint8)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Put lines of about one width together, narrow ones first."""
    batch: list[int] = []
    for number in sorted(range(len(widths)), key=lambda i: widths[i]):
        full = len(batch) == _MOST_TOGETHER
        if batch and (full or widths[number] > widths[batch[0]] * (1 + _SPARE)):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _frames(width: int) -> int:
    return math.ceil(width / FRAME_PX)


def _input(lines: Sequence[Grey]) -> NDArray[np.float32]:
    width = _frames(max(line.shape[1] for line in lines)) * FRAME_PX
    together = np.zeros((len(lines), 3, HEIGHT_PX, width), np.float32)
    for number, line in enumerate(lines):
        together[number, :, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
    return together


class Recogniser:
    """The recogniser, loaded once a process; about 17 ms of CPU for a line of ten words."""

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Memory is kept from line to line: asking the system for it again costs 50 ms a page and,
        # as it comes back late, 100 MB. Widths differ too much for patterns of it to be of use.
        options.enable_cpu_mem_arena = True
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self.characters = str(self._session.get_modelmeta().custom_metadata_map["characters"])
        self._input = self._session.get_inputs()[0].name

    def _run(self, lines: Sequence[Grey]) -> Frames:
        found = self._session.run(None, {self._input: _input(lines)})[0]
        return np.asarray(np.log(np.maximum(found, _LEAST_PROBABILITY)), dtype=np.float32)

    def read(self, crops: Sequence[Grey]) -> tuple[LineOutput, ...]:
        """Read one line from each crop.

        Args:
            crops: dark writing on light paper, square pixels, at least 8 pixels high.
        """
        lines = [_scaled(crop) for crop in crops]
        found: dict[int, LineOutput] = {}
        for batch in _batches([line.shape[1] for line in lines]):
            outputs = self._run([lines[number] for number in batch])
            for number, output in zip(batch, outputs, strict=True):
                width = lines[number].shape[1]
                per_frame = FRAME_PX * crops[number].shape[1] / width
                frames = output[: _frames(width)]
                found[number] = LineOutput(frames, per_frame, self.characters)
        return tuple(found[number] for number in range(len(crops)))


@cache
def recogniser() -> Recogniser:
    """Load the recogniser that ships with the product, once a process.

    Raises:
        NotInstalledError: the file is missing or damaged.
    """
    file = resources.files("ocr.engine") / "recogniser.onnx"
    try:
        return Recogniser(file.read_bytes())
    except (OSError, RuntimeError, KeyError) as error:
        raise NotInstalledError("the recogniser's file is missing or damaged") from error
