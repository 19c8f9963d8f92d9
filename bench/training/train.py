"""Fine-tune the recogniser's upper layers, by CTC, at a rate that rises and falls once.

    python -m bench.training.train --model BASE.onnx --out TUNED.onnx --strokes DIR --fonts DIR

Needs torch and onnx. The rate follows the share of the given time that has passed, so that a slower
machine sees fewer lines and still ends well.
"""

import copy
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bench.training.degrading import Channel
from bench.training.evaluate import by_width, figures, greedy, padded
from bench.training.graph import Network, parameters_of
from bench.training.lines import Example, Sources, examples, measuring_set
from bench.training.options import sources_of, with_sources

_POOL = 384
"""Lines drawn together and sorted by width, so that little is padded."""
_BATCH_PX = 8000
"""Width of all lines of a batch together."""
_KEPT = 0.997
"""Share of the running mean of weights that stays at each step; the mean is what is written."""
_FROZEN_SHARE = 0.48
"""The first layers see strokes, which handwriting and print have in common: they stay as they are,
which saves a third of the time (75 to 52 ms a line). `--frozen` sets another share."""
_WARM_SHARE = 0.06
_CLIP = 4.0
_DECAY = 0.01


def _fits(example: Example) -> bool:
    """Tell whether a line is wide enough for its text: repeated letters need a blank between."""
    text = example.text
    needed = len(text) + sum(a == b for a, b in pairwise(text))
    return needed <= example.image.shape[1] // 8


def _batches(source: Sources, rng: np.random.Generator) -> Iterator[list[Example]]:
    """Give batches of lines of about one width, without end."""
    lines = examples(source, rng)
    while True:
        pool = [line for line in islice(lines, _POOL) if _fits(line)]
        pool.sort(key=lambda line: line.image.shape[1])
        batches: list[list[Example]] = [[]]
        for line in pool:
            if (len(batches[-1]) + 1) * line.image.shape[1] > _BATCH_PX and batches[-1]:
                batches.append([])
            batches[-1].append(line)
        for number in rng.permutation(len(batches)):
            yield batches[int(number)]


def _loss(
    network: Network, batch: Sequence[Example], classes: Mapping[str, int], *, short: bool
) -> Tensor:
    lines = torch.from_numpy(padded([line.image for line in batch]))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short):
        found = network(lines.to(memory_format=torch.channels_last)).transpose(0, 1).float()
    wanted = [torch.tensor([classes[c] for c in line.text]) for line in batch]
    widths = torch.tensor([min(-(-line.image.shape[1] // 8), found.shape[0]) for line in batch])
    lengths = torch.tensor([len(target) for target in wanted])
    loss = functional.ctc_loss(
        found, torch.cat(wanted), widths, lengths, reduction="none", zero_infinity=True
    )
    # Between the mean a line and the mean a character: long lines count more, but not all.
    return (loss / lengths.sqrt()).mean() / 3


def _rate(passed: float) -> float:
    """Give the share of the highest rate at a share of the time."""
    if passed < _WARM_SHARE:
        return 0.05 + 0.95 * passed / _WARM_SHARE
    cooled = (passed - _WARM_SHARE) / (1 - _WARM_SHARE)
    return 0.01 + 0.99 * 0.5 * (1 + float(np.cos(np.pi * min(1.0, cooled))))


def _optimiser(network: Network, rate: float, frozen_share: float) -> torch.optim.Optimizer:
    order = network.order
    frozen = round(frozen_share * len(order))
    for name in order[:frozen]:
        network.weights[name].requires_grad_(False)
    learning = [network.weights[name] for name in order[frozen:]]
    matrices = [
        weight for weight in learning if weight.dim() > 1 and weight.numel() > max(weight.shape)
    ]
    others = [weight for weight in learning if all(weight is not m for m in matrices)]
    groups = [
        {"params": matrices, "weight_decay": _DECAY},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))


class _Mean:
    """The running mean of the weights, which reads better than the last ones."""

    def __init__(self, network: Network) -> None:
        self.network = copy.deepcopy(network)
        self.steps = 0

    def take(self, network: Network) -> None:
        self.steps += 1
        kept = min(_KEPT, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, weight in network.weights.items():
                self.network.weights[name].lerp_(weight, 1 - kept)


def _read(network: Network, lines: Sequence[Example]) -> list[str]:
    found = [""] * len(lines)
    with torch.no_grad():
        for numbers in by_width(lines, 16):
            batch = torch.from_numpy(padded([lines[n].image for n in numbers]))
            best = network(batch.to(memory_format=torch.channels_last)).argmax(dim=2).numpy()
            for number, frames in zip(numbers, best, strict=True):
                used = -(-lines[number].image.shape[1] // 8)
                found[number] = greedy(frames[:used], network.characters)
    return found


def _report(network: Network, lines: Sequence[Example], head: str) -> None:
    table = figures(lines, _read(network, lines))
    groups = [f"{key[0]}: {value}" for key, value in table.items() if key[1:] == ("all", "all")]
    print(head, " | ".join(groups), flush=True)


def trained(options: Namespace) -> None:
    """Train for the given time, and write the mean of the weights now and then."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(options.seed)
    network = Network(options.model)
    classes = {character: number for number, character in enumerate(network.characters, 1)}
    checked = measuring_set(
        sources_of(options, "measuring"),
        np.random.default_rng(5),
        5,
        (Channel.FINE, Channel.STANDARD),
    )
    batches = _batches(sources_of(options, "training"), rng)
    optimiser = _optimiser(network, options.rate, options.frozen)
    mean = _Mean(network)
    print(f"{parameters_of(network)} weights", flush=True)
    _report(mean.network, checked, "before:")
    started = shown = time.monotonic()
    seen, losses = 0, []
    while (passed := (time.monotonic() - started) / (60 * options.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.rate * _rate(passed)
        batch = next(batches)
        loss = _loss(network, batch, classes, short=options.short)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
        optimiser.step()
        mean.take(network)
        seen, losses = seen + len(batch), [*losses, loss.item()]
        if time.monotonic() - shown > 60 * options.every:
            shown = time.monotonic()
            mean.network.written_to(options.out)
            head = f"{(shown - started) / 60:.0f} min, {seen} lines, loss {np.mean(losses):.3f};"
            _report(mean.network, checked, head)
            losses = []
    mean.network.written_to(options.out)
    _report(mean.network, checked, f"end: {seen} lines, {mean.steps} steps;")


def main() -> None:
    """Train."""
    parser = with_sources(ArgumentParser(description=__doc__))
    parser.add_argument("--model", type=Path, required=True, help="where training starts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=5.0, help="minutes between figures")
    parser.add_argument("--rate", type=float, default=6e-4, help="the highest learning rate")
    parser.add_argument("--frozen", type=float, default=_FROZEN_SHARE, help="layers left alone")
    parser.add_argument(
        "--short",
        action="store_true",
        help="reckon in bfloat16: half the time where it is built in",
    )
    trained(parser.parse_args())


if __name__ == "__main__":
    main()
