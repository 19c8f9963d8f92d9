"""How tightly a page is set: every vertical length as a function of one looseness.

At 0 a page is as dense as handwriting and a fax allow, at 1 comfortable; beyond that only the room
between sections and inside long answers still grows. All lengths in millimetres.
"""

from dataclasses import dataclass

LOOSEST = 4.0
RULE_CLEARANCE_MM = 2.5
"""No second rule stands nearer to a field's border, or a reader could take one for the other."""
COMB_CELL_MM = 5.0
TICK_MM = 4.2


@dataclass(frozen=True, slots=True)
class Spacing:
    """Lengths at one looseness, from 0 to `LOOSEST`."""

    looseness: float

    def _between(self, tight: float, comfortable: float, limit: float = 1.0) -> float:
        return tight + (comfortable - tight) * min(self.looseness, limit)

    @property
    def box(self) -> float:
        """Height of a one-line answer."""
        return self._between(6.3, 7.4)

    @property
    def line(self) -> float:
        """Height of each further line of an answer."""
        return self._between(4.8, 6.0, LOOSEST)

    @property
    def signature(self) -> float:
        """Height of a signature space."""
        return self._between(11.0, 14.0, 2.0)

    @property
    def row_gap(self) -> float:
        """Room between rows of which the lower has its labels above its boxes."""
        return self._between(1.2, 2.6, 1.5)

    @property
    def box_gap(self) -> float:
        """Room between two borders that stand one above the other."""
        return self._between(RULE_CLEARANCE_MM, 3.0, 1.5)

    @property
    def section_gap(self) -> float:
        """Room above a section."""
        return self._between(3.0, 5.5, LOOSEST)

    @property
    def heading_gap(self) -> float:
        """Room between a heading and what follows."""
        return self._between(0.8, 1.8, 1.5)

    @property
    def label_gap(self) -> float:
        """Room between a label and the box below it."""
        return self._between(0.3, 0.7)

    @property
    def table_row(self) -> float:
        """Height of a row of cells that share their rules."""
        return self._between(7.0, 8.6, 1.5)

    @property
    def paragraph_gap(self) -> float:
        """Room between paragraphs."""
        return self._between(0.9, 2.0, 1.5)

    @property
    def option_pitch(self) -> float:
        """Distance of lines of options."""
        return self._between(TICK_MM + RULE_CLEARANCE_MM, 7.4)
