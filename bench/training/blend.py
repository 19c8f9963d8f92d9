"""Blend the weights of two recognisers of one graph: between them lies one that keeps both skills.

    python -m bench.training.blend --model BASE.onnx TUNED.onnx --share 0.7 --out BLENDED.onnx

A model trained mostly on handwriting reads odd typefaces worse than before; seven parts of it and
three of the model it came from read both about as well as the better of the two. Needs onnx.
"""

from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper


def blended(base: onnx.ModelProto, tuned: onnx.ModelProto, share: float) -> onnx.ModelProto:
    """Take a share of the second model's weights and the rest of the first's.

    Raises:
        KeyError: the second model lacks a weight of the first.
    """
    mixed = onnx.ModelProto()
    mixed.CopyFrom(base)
    other = {part.name: part for part in tuned.graph.initializer}
    for part in mixed.graph.initializer:
        old, new = numpy_helper.to_array(part), numpy_helper.to_array(other[part.name])
        if old.dtype == np.float32:
            weights = ((1 - share) * old + share * new).astype(np.float32)
            part.CopyFrom(numpy_helper.from_array(weights, part.name))
    return mixed


def main() -> None:
    """Blend."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, nargs=2, required=True)
    parser.add_argument("--share", type=float, default=0.7, help="share of the second model")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    base, tuned = (onnx.load(str(model)) for model in options.model)
    unfinished = options.out.with_suffix(".part")
    onnx.save(blended(base, tuned, options.share), str(unfinished))
    unfinished.replace(options.out)


if __name__ == "__main__":
    main()
