"""Run the recogniser's ONNX graph in PyTorch, to train its weights and write them back.

Needs `torch`, `onnx` and `numpy`, which the product does not: see `bench/training/__init__.py`.
The graph keeps its nodes, names and interface; only the numbers in its initialisers change.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

Attributes = Mapping[str, Any]
Values = dict[str, Tensor]

_TRAINED_FROM = 2
"""Initialisers with so many numbers are weights; single numbers are the graph's constants."""


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    return {part.name: onnx.helper.get_attribute_value(part) for part in node.attribute}


def _padded_same(value: Tensor, kernel: Sequence[int]) -> Tensor:
    """Pad as SAME_UPPER does at stride 1: the odd row or column goes below and right."""
    down, across = (size - 1 for size in kernel[-2:])
    left, top = across // 2, down // 2
    return functional.pad(value, (left, across - left, top, down - top))


def _conv(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    value, weight = inputs[:2]
    bias = inputs[2] if len(inputs) > 2 else None
    padding: tuple[int, ...] = (0, 0)
    if attributes.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        value = _padded_same(value, weight.shape)
    else:
        padding = tuple(attributes["pads"][:2])
    return functional.conv2d(
        value, weight, bias, tuple(attributes["strides"]), padding, 1, attributes["group"]
    )


def _pooled(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    kernel = attributes["kernel_shape"]
    value = inputs[0]
    if attributes.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        value = _padded_same(value, kernel)  # after a Relu: zeros never win
    return functional.max_pool2d(value, kernel, tuple(attributes["strides"]))


def _sliced(inputs: Sequence[Tensor], _: Attributes) -> Tensor:
    value, starts, ends, axes = inputs[:4]
    for start, end, axis in zip(starts.tolist(), ends.tolist(), axes.tolist(), strict=True):
        stop = min(end, value.shape[axis])
        value = value.narrow(axis, start, stop - start)
    return value


def _reshaped(inputs: Sequence[Tensor], _: Attributes) -> Tensor:
    value, shape = inputs
    wanted = [value.shape[i] if size == 0 else size for i, size in enumerate(shape.tolist())]
    return value.reshape(wanted)


def _squeezed(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    value = inputs[0]
    for axis in sorted(attributes["axes"], reverse=True):
        value = value.squeeze(axis)
    return value


def _unsqueezed(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    value = inputs[0]
    for axis in sorted(attributes["axes"]):
        value = value.unsqueeze(axis)
    return value


def _normalised(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    """Normalise with the statistics of the first training: too few lines here for new ones."""
    value, scale, shift, mean, variance = inputs
    return functional.batch_norm(
        value, mean, variance, scale, shift, training=False, eps=attributes["epsilon"]
    )


def _mean(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    return inputs[0].mean(attributes["axes"], keepdim=bool(attributes.get("keepdims", 1)))


_RUN: Mapping[str, Callable[[Sequence[Tensor], Attributes], Tensor]] = {
    "Add": lambda inputs, _: inputs[0] + inputs[1],
    "AveragePool": lambda inputs, a: functional.avg_pool2d(
        inputs[0], a["kernel_shape"], tuple(a["strides"])
    ),
    "BatchNormalization": _normalised,
    "Concat": lambda inputs, a: torch.cat(list(inputs), a["axis"]),
    "Conv": _conv,
    "Div": lambda inputs, _: inputs[0] / inputs[1],
    "Gelu": lambda inputs, _: functional.gelu(inputs[0]),
    "HardSigmoid": lambda inputs, a: (inputs[0] * a["alpha"] + a["beta"]).clamp(0, 1),
    "Identity": lambda inputs, _: inputs[0],
    "MatMul": lambda inputs, _: inputs[0] @ inputs[1],
    "MaxPool": _pooled,
    "Mul": lambda inputs, _: inputs[0] * inputs[1],
    "Pow": lambda inputs, _: inputs[0] ** inputs[1],
    "ReduceMean": _mean,
    "Relu": lambda inputs, _: functional.relu(inputs[0]),
    "Reshape": _reshaped,
    "Shape": lambda inputs, _: torch.tensor(inputs[0].shape, dtype=torch.int64),
    "Sigmoid": lambda inputs, _: torch.sigmoid(inputs[0]),
    "Slice": _sliced,
    "Softmax": lambda inputs, a: torch.softmax(inputs[0], a["axis"]),
    "Sqrt": lambda inputs, _: torch.sqrt(inputs[0]),
    "Squeeze": _squeezed,
    "Sub": lambda inputs, _: inputs[0] - inputs[1],
    "Transpose": lambda inputs, a: inputs[0].permute(*a["perm"]),
    "Unsqueeze": _unsqueezed,
}


class _Step:
    """One node: what to run, on which values, under which name the result is kept."""

    __slots__ = ("attributes", "inputs", "kind", "output")

    def __init__(
        self, kind: str, inputs: Sequence[str], output: str, attributes: Attributes
    ) -> None:
        self.kind, self.inputs, self.output = kind, tuple(inputs), output
        self.attributes = attributes


def _without_copies(steps: Sequence[_Step]) -> list[_Step]:
    """Drop Identity nodes, which an exporter leaves by the hundred."""
    same: dict[str, str] = {}
    kept = []
    for step in steps:
        step.inputs = tuple(same.get(name, name) for name in step.inputs)
        if step.kind == "Identity":
            same[step.output] = step.inputs[0]
        else:
            kept.append(step)
    return kept


def _joined(steps: Sequence[_Step]) -> list[_Step]:
    """Join Div, Erf, Add, Mul, Mul into one GELU and Conv, Add into one Conv: half the memory."""
    kinds = ["Div", "Erf", "Add", "Mul", "Mul"]
    found: list[_Step] = []
    at = 0
    while at < len(steps):
        step = steps[at]
        if [later.kind for later in steps[at : at + 5]] == kinds:
            found.append(_Step("Gelu", step.inputs[:1], steps[at + 4].output, {}))
            at += 5
        elif step.kind == "Conv" and steps[at + 1].kind == "Add":
            bias = steps[at + 1]
            found.append(
                _Step("Conv", (*step.inputs, bias.inputs[1]), bias.output, step.attributes)
            )
            at += 2
        else:
            found.append(step)
            at += 1
    return found


class Network(nn.Module):
    """The recogniser as a trainable module.

    Calls take float32 (N, 3, 48, W) and give logarithms of probabilities (N, W / 8, C).
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.file = onnx.load(str(path))
        graph = self.file.graph
        found = {part.name: numpy_helper.to_array(part).copy() for part in graph.initializer}
        steps = [
            _Step(node.op_type, node.input, node.output[0], _attributes(node))
            for node in graph.node
        ]
        for step in [step for step in steps if step.kind == "Constant"]:
            found[step.output] = numpy_helper.to_array(step.attributes["value"])
        self._steps = _joined(_without_copies([s for s in steps if s.kind != "Constant"]))
        self._last = self._steps.pop()
        if self._last.kind != "Softmax":
            raise ValueError("the recogniser does not end in a softmax")
        self._sort(found)

    def _sort(self, found: Mapping[str, np.ndarray]) -> None:
        """Tell weights from the numbers that the graph's arithmetic needs."""
        stays = {
            name
            for step in self._steps
            if step.kind == "BatchNormalization"
            for name in step.inputs[3:]
        }
        self.constants: Values = {}
        self.weights = nn.ParameterDict()
        for name, array in found.items():
            floating = array.dtype == np.float32
            if floating and array.size >= _TRAINED_FROM and name not in stays:
                self.weights[self._key(name)] = nn.Parameter(torch.from_numpy(array))
            else:
                self.constants[name] = torch.from_numpy(np.array(array))

    def on(self, device: torch.device) -> "Network":
        """Move the weights to a device, and the constants but for the whole numbers.

        Those are shapes and places to cut: looked at there, each would have to come back first.
        """
        for name, value in self.constants.items():
            if value.is_floating_point():
                self.constants[name] = value.to(device)
        return self.to(device)

    @staticmethod
    def _key(name: str) -> str:
        return name.replace(".", "|")

    @property
    def order(self) -> list[str]:
        """Names of the weights in the order in which a line passes them."""
        names = [self._key(name) for step in self._steps for name in step.inputs]
        return list(dict.fromkeys(name for name in names if name in self.weights))

    @property
    def characters(self) -> str:
        """Characters of the classes from 1 on; class 0 is the blank."""
        return next(p.value for p in self.file.metadata_props if p.key == "characters")

    def _value(self, values: Values, name: str) -> Tensor:
        if name in values:
            return values[name]
        if name in self.constants:
            return self.constants[name]
        return self.weights[self._key(name)]

    def forward(self, lines: Tensor) -> Tensor:
        """Read a batch of lines."""
        values: Values = {self.file.graph.input[0].name: lines}
        for step in self._steps:
            inputs = [self._value(values, name) for name in step.inputs]
            if step.kind == "Conv" and len(inputs) > 2:
                inputs[2] = inputs[2].reshape(-1)
            values[step.output] = _RUN[step.kind](inputs, step.attributes)
        return torch.log_softmax(values[self._last.inputs[0]], dim=-1)

    def written_to(self, path: Path, weights: Mapping[str, Tensor] | None = None) -> None:
        """Write the graph with the present weights (or the ones given), whole or not at all."""
        now = dict(self.weights.items()) if weights is None else weights
        copy = onnx.ModelProto()
        copy.CopyFrom(self.file)
        for part in copy.graph.initializer:
            if (key := self._key(part.name)) in now:
                array = now[key].detach().cpu().numpy().astype(np.float32)
                part.CopyFrom(numpy_helper.from_array(array.reshape(tuple(part.dims)), part.name))
        unfinished = path.with_suffix(".part")
        onnx.save(copy, str(unfinished))
        unfinished.replace(path)


def parameters_of(network: Network) -> int:
    """Count the numbers that are trained."""
    return sum(math.prod(weight.shape) for weight in network.weights.values())
