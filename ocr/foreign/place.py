"""Where one question stands on a page that another agency printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.geometry import BoxMm


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one question is printed and its answer written; boxes on the upright page."""

    label: BoxMm | None = None
    area: BoxMm | None = None
    box: BoxMm | None = None
    """The tick box of a tick."""
    options: Mapping[str, BoxMm] = field(default_factory=dict)
    """The printed words of a choice, by option."""
    option_boxes: Mapping[str, BoxMm] = field(default_factory=dict)
    """The boxes beside them."""
    legible: frozenset[str] = frozenset()
    """The options whose words can be read where they were found."""
    certainty: float
    """Probability, not yet calibrated, that this is the right place."""
    by_answers: bool = False
    """Its question was not found: the place is known by the printed answers alone."""
