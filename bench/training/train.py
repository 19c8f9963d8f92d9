"""Fine-tune the recogniser's upper layers, by CTC, at a rate that rises and falls once.

    python -m bench.training.train --model BASE.onnx --out TUNED.onnx --strokes DIR --fonts DIR

Needs torch and onnx. The rate follows the share of the given time that has passed, so that a slower
machine sees fewer lines and still ends well.
"""

import copy
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bench.training.degrading import HEIGHT_PX, Channel
from bench.training.drawing import FRAME_PX, Batch, batches, drawn_beside, shapes
from bench.training.evaluate import by_width, figures, greedy, padded
from bench.training.graph import Network, parameters_of
from bench.training.lines import Example, measuring_set
from bench.training.options import sources_of, with_sources

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


def _loss(
    network: Network, batch: Batch, classes: Mapping[str, int], device: torch.device, *, short: bool
) -> Tensor:
    lines = torch.from_numpy(batch.lines).to(device).float().unsqueeze(1).expand(-1, 3, -1, -1)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=short):
        found = network(lines.contiguous(memory_format=torch.channels_last))
    found = found.transpose(0, 1).float()
    wanted = [torch.tensor([classes[c] for c in text]) for text in batch.texts]
    lengths = torch.tensor([len(target) for target in wanted])
    loss = functional.ctc_loss(
        found,
        torch.cat(wanted).to(device),
        torch.tensor(batch.frames).clamp(max=found.shape[0]),
        lengths,
        reduction="none",
        zero_infinity=True,
    )
    # Between the mean a line and the mean a character: long lines count more, but not all.
    return (loss / lengths.to(device).sqrt()).mean() / 3


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
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)


class _Mean:
    """The running mean of the weights, which reads better than the last ones."""

    def __init__(self, network: Network) -> None:
        self.network = copy.deepcopy(network)
        self.steps = 0

    def take(self, network: Network) -> None:
        self.steps += 1
        kept = min(_KEPT, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.network.weights.values()), list(network.weights.values()), 1 - kept
            )


def _read(network: Network, lines: Sequence[Example], device: torch.device) -> list[str]:
    found = [""] * len(lines)
    with torch.no_grad():
        for numbers in by_width(lines, 16):
            batch = torch.from_numpy(padded([lines[n].image for n in numbers])).to(device)
            best = network(batch.to(memory_format=torch.channels_last)).argmax(dim=2).cpu().numpy()
            for number, frames in zip(numbers, best, strict=True):
                used = -(-lines[number].image.shape[1] // FRAME_PX)
                found[number] = greedy(frames[:used], network.characters)
    return found


def _report(network: Network, lines: Sequence[Example], device: torch.device, head: str) -> None:
    table = figures(lines, _read(network, lines, device))
    groups = [f"{key[0]}: {value}" for key, value in table.items() if key[1:] == ("all", "all")]
    print(head, " | ".join(groups), flush=True)


def _measuring(options: Namespace) -> list[Example]:
    rng = np.random.default_rng(5)
    source = sources_of(options, "measuring")
    return measuring_set(source, rng, 5, (Channel.FINE, Channel.STANDARD))


def _beside(options: Namespace) -> AbstractContextManager[Iterator[Batch]]:
    """Draw lines here, or in processes beside this one."""
    source = sources_of(options, "training")
    if options.processes:
        return drawn_beside(source, options.seed, options.batch_px, options.processes)
    return nullcontext(batches(source, np.random.default_rng(options.seed), options.batch_px))


def trained(options: Namespace) -> None:
    """Train for the given time, and write the mean of the weights now and then."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)  # threads of a library do not survive the fork
    with _beside(options) as lines:
        _trained_on(lines, options)


def _prepared(
    network: Network, options: Namespace, device: torch.device, classes: Mapping[str, int]
) -> None:
    """Pass a batch of each shape, which lets the card choose how to reckon with it."""
    for number, width in shapes(options.batch_px):
        lines = np.zeros((number, HEIGHT_PX, width), np.float16)
        batch = Batch(lines, ("0",) * number, (width // FRAME_PX,) * number)
        _loss(network, batch, classes, device, short=options.short).backward()
        network.zero_grad(set_to_none=True)
        print(f"prepared for {number} lines of {width} px", flush=True)


def _trained_on(lines: Iterator[Batch], options: Namespace) -> None:
    checked = [] if options.unmeasured else _measuring(options)
    device = torch.device(options.device)
    network = Network(options.model).on(device)
    classes = {character: number for number, character in enumerate(network.characters, 1)}
    optimiser = _optimiser(network, options.rate, options.frozen)
    mean = _Mean(network)
    print(f"{parameters_of(network)} weights", flush=True)
    if options.processes:
        _prepared(network, options, device, classes)
    _report(mean.network, checked, device, "before:")
    started = shown = time.monotonic()
    seen, losses = 0, []
    while (passed := (time.monotonic() - started) / (60 * options.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.rate * _rate(passed)
        batch = next(lines)
        loss = _loss(network, batch, classes, device, short=options.short)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
        optimiser.step()
        mean.take(network)
        seen, losses = seen + len(batch.texts), [*losses, loss.detach()]
        if time.monotonic() - shown > 60 * options.every:
            shown = time.monotonic()
            mean.network.written_to(options.out)
            told = torch.stack(losses).mean().item()
            head = f"{(shown - started) / 60:.1f} min, {seen} lines, loss {told:.3f};"
            _report(mean.network, checked, device, head)
            losses = []
    mean.network.written_to(options.out)
    _report(mean.network, checked, device, f"end: {seen} lines, {mean.steps} steps;")


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
        "--batch-px", type=int, default=_BATCH_PX, help="widths of a batch together"
    )
    parser.add_argument("--unmeasured", action="store_true", help="tell only the loss")
    parser.add_argument("--device", default="cpu", help="where to reckon, as torch names it")
    parser.add_argument("--processes", type=int, default=0, help="that draw lines beside this one")
    parser.add_argument(
        "--short",
        action="store_true",
        help="reckon in bfloat16: half the time where it is built in",
    )
    trained(parser.parse_args())


if __name__ == "__main__":
    main()
