"""Measure recognisers on writers, fonts and typefaces that no training saw, side by side.

python -m bench.training.evaluate --model BASE.onnx TUNED.onnx --strokes DIR --fonts DIR
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from bench.training.degrading import Channel
from bench.training.lines import Entry, Example, measuring_set
from bench.training.options import sources_of, with_sources

_CHANNELS = (Channel.FINE, Channel.STANDARD, Channel.COPY, Channel.PHOTO)
_TOGETHER = 16


def padded(images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Put lines into one input as the product does: mid-grey to the right of shorter ones."""
    width = -(-max(image.shape[1] for image in images) // 8) * 8
    batch = np.zeros((len(images), 3, images[0].shape[0], width), np.float32)
    for row, image in enumerate(images):
        batch[row, :, :, : image.shape[1]] = image.astype(np.float32) / 127.5 - 1
    return batch


def greedy(classes: NDArray[np.int64], characters: str) -> str:
    """Read the best path of a line: repeats joined, blanks dropped."""
    kept = [c for c, last in zip(classes, (0, *classes[:-1]), strict=True) if c and c != last]
    return "".join(characters[c - 1] for c in kept).strip()


def by_width(examples: Sequence[Example], together: int) -> Iterator[list[int]]:
    """Give the numbers of examples of about one width."""
    order = sorted(range(len(examples)), key=lambda i: examples[i].image.shape[1])
    for start in range(0, len(order), together):
        yield order[start : start + together]


def readings(model: Path, examples: Sequence[Example]) -> list[str]:
    """Read every example by a model."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options)
    characters = session.get_modelmeta().custom_metadata_map["characters"]
    found = [""] * len(examples)
    for numbers in by_width(examples, _TOGETHER):
        output = session.run(None, {"x": padded([examples[n].image for n in numbers])})[0]
        for number, frames in zip(numbers, output.argmax(axis=2), strict=True):
            used = -(-examples[number].image.shape[1] // 8)
            found[number] = greedy(frames[:used], characters)
    return found


@dataclass(slots=True)
class Figures:
    """What one model read of one group of lines."""

    lines: int = 0
    exact: int = 0
    but_spaces: int = 0
    letters: int = 0
    wrong: int = 0
    hands: set[str] = field(default_factory=set)

    def add(self, example: Example, reading: str) -> None:
        """Count one line."""
        self.lines += 1
        self.exact += example.text == reading
        self.but_spaces += example.text.replace(" ", "") == reading.replace(" ", "")
        self.letters += len(example.text)
        self.wrong += Levenshtein.distance(example.text, reading)
        self.hands.add(example.hand)

    def __str__(self) -> str:
        exact, spaceless = (100 * n / self.lines for n in (self.exact, self.but_spaces))
        return f"{exact:5.1f} {spaceless:5.1f} {100 * self.wrong / self.letters:5.1f}"


Key = tuple[str, ...]


def figures(examples: Iterable[Example], found: Iterable[str]) -> dict[Key, Figures]:
    """Count by entry, kind and channel, and over kinds and over channels."""
    table: dict[Key, Figures] = defaultdict(Figures)
    for example, reading in zip(examples, found, strict=True):
        entry, kind, channel = example.entry.value, example.kind.value, example.channel.value
        for key in ((entry, kind, channel), (entry, kind, "all"), (entry, "all", channel)):
            table[key].add(example, reading)
        table[(entry, "all", "all")].add(example, reading)
    return table


def _printed(tables: Mapping[str, Mapping[Key, Figures]]) -> None:
    print("exact %, exact but for spaces %, character errors %; " + " | ".join(tables))
    for key in next(iter(tables.values())):
        rows = [table[key] for table in tables.values()]
        print(f"{' / '.join(key):48} n={rows[0].lines:5} " + " | ".join(map(str, rows)))


def _by_writer(tables: Mapping[str, Mapping[Key, Figures]], examples: Sequence[Example]) -> None:
    writers = {example.hand for example in examples if example.entry is Entry.HAND}
    print(f"{len(writers)} writers, {len(examples)} lines, {len(tables)} models")


def main() -> None:
    """Measure."""
    parser = with_sources(ArgumentParser(description=__doc__))
    parser.add_argument("--model", type=Path, nargs="+", required=True)
    parser.add_argument("--each", type=int, default=30, help="lines of each entry, kind, channel")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    examples = measuring_set(sources_of(options, "measuring"), rng, options.each, _CHANNELS)
    tables = {model.name: figures(examples, readings(model, examples)) for model in options.model}
    _printed(tables)
    _by_writer(tables, examples)


if __name__ == "__main__":
    main()
