"""What the recogniser says of a line; apart from it, so that whoever only weighs loads no model."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]
"""Log-probabilities, one frame a row and one class a column; class 0 is the CTC blank."""


@dataclass(frozen=True, eq=False)
class LineOutput:
    """What the recogniser says of one line; `repr` shows nothing: it may be personal data."""

    log_probs: Frames = field(repr=False)
    px_per_frame: float
    """Width of a frame, in pixels of the crop."""
    characters: str = field(repr=False)
    """Of classes 1 and up."""

    @cached_property
    def classes(self) -> dict[str, int]:
        """Give the class of each character."""
        return {char: number for number, char in enumerate(self.characters, 1)}
