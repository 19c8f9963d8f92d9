"""The look of one team's form: independent choices of type, rules, order and words."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.foreign.faces import Face, print_faces

FAMILIES = (
    *("grid", "inline", "pairs", "dotted", "underscore", "rule", "boxed", "above", "bare"),
    *("grid", "inline", "pairs", "dotted", "rule"),
)
TICK_FAMILIES = ("table", "list", "under", "columns", "list", "table")
SHAPES = ("square", "square", "square", "square", "thick", "rounded", "bracket", "shadow", "glyph")
SEPARATORS = (" / ", "/", " / ", ", ", " \N{BULLET} ", " or ", " | ", "   ", "\n")
GROUPS = {
    "client": ("client_name", "date_of_birth", "prisoner_number", "criminal_justice_status"),
    "agencies": ("prison_name", "prison_code", "dat_name", "dat_code"),
    "court": ("court_name", "court_hearing_date", "initial_release_date"),
    "contacts": (
        *("prison_key_worker", "prison_spoc_phone"),
        *("community_case_worker", "community_spoc_phone"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TickStyle:
    """How the questions to tick are set."""

    family: str
    side: str
    """Of the box: left, right (in a column), or after the words."""
    shape: str
    size: float
    numbers: str
    """Format of the number, empty for none."""
    leader: str
    """What the details are written on: dotted, rule, box, none."""
    hints: bool
    """A hint is printed for the details, not only a heading over the column."""
    yes_no: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one team sets its form."""

    family: str
    columns: int
    side_by_side: bool
    """Two sections beside each other."""
    face: Face
    size: float
    label_bold: bool
    label_upper: bool
    colon: str
    rule: float
    shade: int | None
    heading: str
    """Of a section: bar, black, plain, underlined, none."""
    row: float
    """Height of a row for handwriting or type, mm."""
    margin: float
    comb: bool
    leader_from: str
    """Leaders start after the label, or at one tab stop."""
    options_as: str
    """Choices are struck out, or ticked in boxes."""
    separator: str
    date_at: str
    """The form's date stands at the top, at the end, or beside a signature."""
    changes_first: bool
    extras: int
    missing: float
    ticks: TickStyle

    @property
    def label(self) -> str:
        """Path of the face of labels."""
        return self.face.bold if self.label_bold else self.face.regular

    def cased(self, words: str) -> str:
        """Give a label in the case of this form."""
        return words.upper() if self.label_upper else words


def _tick_style(rng: random.Random) -> TickStyle:
    family = rng.choice(TICK_FAMILIES)
    leader = "none" if family == "table" else rng.choice(("dotted", "rule", "box", "none", "rule"))
    return TickStyle(
        family=family,
        side=rng.choice(("left", "left", "right", "right", "after")),
        shape=rng.choice(SHAPES),
        size=rng.choice((3.0, 3.5, 4.0, 4.0, 4.5, 5.0, 6.0)),
        numbers=rng.choice(("", "", "{}.", "{})", "({})", "{}", "Q{}")),
        leader=leader,
        hints=rng.random() < 0.7 or family != "table",
        yes_no=rng.random() < 0.06,
    )


def any_style(rng: random.Random, *, hand: bool, fonts: Sequence[Path] = ()) -> Style:
    """Choose a style; forms meant for handwriting have taller rows."""
    family = rng.choice(FAMILIES)
    columns = rng.choice((1, 2, 2, 2, 3)) if family in {"grid", "above"} else rng.choice((1, 2))
    return Style(
        family=family,
        columns=columns,
        side_by_side=rng.random() < 0.4,
        face=rng.choice(print_faces(tuple(fonts))),
        size=rng.choice((8.0, 8.5, 9.0, 9.0, 9.5, 10.0, 10.0, 11.0, 12.0)),
        label_bold=rng.random() < 0.35,
        label_upper=rng.random() < 0.1,
        colon=rng.choice((":", ":", ":", ":", "", "", " -")) if family != "grid" else "",
        rule=rng.choice((0.15, 0.2, 0.25, 0.35, 0.5)),
        shade=rng.choice((None, None, 235, 220, 205)),
        heading=rng.choice(("bar", "bar", "black", "plain", "plain", "underlined", "none")),
        row=rng.uniform(8.5, 11.5) if hand else rng.uniform(5.8, 9.0),
        margin=rng.uniform(13, 24),
        comb=rng.random() < 0.3,
        leader_from=rng.choice(("label", "label", "tab")),
        options_as="boxes" if rng.random() < 0.15 else "strike",
        separator=rng.choice(SEPARATORS),
        date_at=rng.choice(("top", "top", "client", "end", "signature")),
        changes_first=rng.random() < 0.12,
        extras=rng.choice((0, 0, 1, 2, 3)),
        missing=rng.choice((0.0, 0.0, 0.05, 0.12)),
        ticks=_tick_style(rng),
    )
