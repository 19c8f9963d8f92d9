"""What stands on a page: words, rules, answer spaces; in millimetres from the top left corner."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from forms.definition import Field
from forms.geometry import POINTS_PER_MM, BoxMm
from forms.layout.typeface import CAP_HEIGHT_EM, Typeface, bold, leading_mm, regular

RULE_PT = 1.0
"""The thinnest rule that survives a fax; 0.75 pt is lost in 7 of 100 at standard resolution."""
HEADING_RULE_PT = 1.6


class Role(StrEnum):
    """What words are to a reader, and to a screen reader."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    POINT = "point"
    COLUMN_HEAD = "column_head"
    ROW_HEAD = "row_head"
    LABEL = "label"
    RUNNING = "running"
    """Repeated on each page: not read out again."""


class Shape(StrEnum):
    """How an answer is written in its space."""

    LINE = "line"
    LINES = "lines"
    COMB = "comb"
    TICK = "tick"
    OPTION_BOX = "option_box"
    OPTION_WORD = "option_word"
    SIGNATURE = "signature"


Nest = tuple[str, ...]
"""Structure elements that an item stands in, outermost first, each `Tag:name`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Lines of printed text, flush left."""

    lines: tuple[str, ...]
    left: float
    top: float
    size_pt: float
    role: Role
    strong: bool = False
    nest: Nest = ()

    @property
    def leading_mm(self) -> float:
        """Height of one line."""
        return leading_mm(self.size_pt)

    @property
    def height(self) -> float:
        """Height of all lines."""
        return len(self.lines) * self.leading_mm

    @property
    def width(self) -> float:
        """Width of the longest line."""
        return max(self.typeface.width_mm(line, self.size_pt) for line in self.lines)

    @property
    def typeface(self) -> Typeface:
        """The weight that the words are set in."""
        return bold() if self.strong else regular()

    def baseline(self, line: int) -> float:
        """Give the height of a line's baseline: capitals stand centred in the line."""
        half_cap = CAP_HEIGHT_EM / 2 * self.size_pt / POINTS_PER_MM
        return self.top + (line + 0.5) * self.leading_mm + half_cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight black line, level or upright."""

    box: BoxMm
    """Without width in one direction."""
    width_pt: float = RULE_PT


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A black rectangle's outline; its middle runs along the box."""

    box: BoxMm
    width_pt: float = RULE_PT


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Where a field, or one option of a choice, is answered; becomes a widget and a zone."""

    field: Field
    box: BoxMm
    shape: Shape
    option: str | None = None
    nest: Nest = ()


Item = Words | Rule | Frame | Space


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Items that stay together on a page; their tops count from the block's own."""

    items: tuple[Item, ...]
    height: float
    gap: float = 0.0
    """Room above it, unless it begins a page."""
    answer_top: float = 0.0
    """Where the answer begins below the label: neighbours are aligned on it."""


def moved(item: Item, right: float, down: float) -> Item:
    """Give the item elsewhere on the page."""
    if isinstance(item, Words):
        return replace(item, left=item.left + right, top=item.top + down)
    box = item.box
    return replace(
        item,
        box=BoxMm(box.left + right, box.top + down, box.right + right, box.bottom + down),
    )


def all_moved(items: Iterable[Item], right: float, down: float) -> tuple[Item, ...]:
    """Give all the items elsewhere on the page."""
    return tuple(moved(item, right, down) for item in items)


def nested(items: Iterable[Item], *outer: str) -> tuple[Item, ...]:
    """Put words and spaces inside further structure elements."""
    return tuple(
        replace(item, nest=(*outer, *item.nest)) if isinstance(item, Words | Space) else item
        for item in items
    )


def level_rule(left: float, right: float, y: float, width_pt: float = RULE_PT) -> Rule:
    """Draw a level line."""
    return Rule(box=BoxMm(left, y, right, y), width_pt=width_pt)


def upright_rule(x: float, top: float, bottom: float) -> Rule:
    """Draw an upright line."""
    return Rule(box=BoxMm(x, top, x, bottom))


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutPage:
    """One page, its items in reading order."""

    number: int
    items: tuple[Item, ...] = field(repr=False)

    def spaces(self) -> tuple[Space, ...]:
        """Give the answer spaces in reading order."""
        return tuple(item for item in self.items if isinstance(item, Space))
