"""Titles, headings, paragraphs and points: what a form says, rather than asks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forms.definition import Form, Section
from forms.geometry import (
    CONTENT_LEFT_MM,
    CONTENT_TOP_MM,
    HEAD_SYMBOL_MODULE_MM,
    QUIET_MODULES,
    head_symbol,
)
from forms.layout.items import HEADING_RULE_PT, Block, Item, Role, Words, level_rule, nested
from forms.layout.spacing import Spacing
from forms.layout.typeface import bold, regular

TITLE_PT = 22.0
RUNNING_TITLE_PT = 14.0
NOTE_PT = 9.5
HEADING_PT = 11.0
_BULLET_INDENT_MM = 4.0
_HEADING_DROP_MM = 1.3
_QUIET_MM = QUIET_MODULES * HEAD_SYMBOL_MODULE_MM
HEAD_BOTTOM_MM = head_symbol().bottom + _QUIET_MM
"""Below this line the page is free over its full width."""
HEAD_RIGHT_MM = head_symbol().left - _QUIET_MM


def page_head(form: Form, page: int) -> tuple[Item, ...]:
    """Print the title left of the symbol; the note on the first page only."""
    width = HEAD_RIGHT_MM - CONTENT_LEFT_MM
    size = TITLE_PT if page == 1 else RUNNING_TITLE_PT
    lines = bold().wrap(form.title, size, width)
    title = Words(
        lines=lines,
        left=CONTENT_LEFT_MM,
        top=CONTENT_TOP_MM - 1.0,
        size_pt=size,
        role=Role.TITLE if page == 1 else Role.RUNNING,
        strong=True,
    )
    below = title.top + title.height + 0.6
    if page > 1:
        place = _text(f"Page {page} of {form.pages}", CONTENT_LEFT_MM, below, width, NOTE_PT)
        return (title, replace(place, role=Role.RUNNING))
    return (
        (title, _text(form.note, CONTENT_LEFT_MM, below, width, NOTE_PT)) if form.note else (title,)
    )


def _text(text: str, left: float, top: float, width: float, size_pt: float) -> Words:
    lines = regular().wrap(text, size_pt, width)
    return Words(lines=lines, left=left, top=top, size_pt=size_pt, role=Role.PARAGRAPH)


def heading(section: Section, width: float, spacing: Spacing) -> Block:
    """Print a section's title under a strong rule."""
    words = Words(
        lines=bold().wrap(section.title, HEADING_PT, width),
        left=0,
        top=_HEADING_DROP_MM,
        size_pt=HEADING_PT,
        role=Role.HEADING,
        strong=True,
    )
    rule = level_rule(0, width, 0, HEADING_RULE_PT)
    height = words.top + words.height + spacing.heading_gap
    return Block(items=(rule, words), height=height)


def paragraphs(
    texts: Sequence[str], width: float, size_pt: float, spacing: Spacing
) -> Iterator[Block]:
    """Print paragraphs."""
    for index, text in enumerate(texts):
        words = _text(text, 0, 0, width, size_pt)
        gap = spacing.paragraph_gap if index else 0.0
        yield Block(items=(words,), height=words.height, gap=gap)


def points(texts: Sequence[str], width: float, size_pt: float, spacing: Spacing) -> Iterator[Block]:
    """Print a list with bullets."""
    for index, text in enumerate(texts):
        bullet = Words(lines=("•",), left=0.6, top=0, size_pt=size_pt, role=Role.BULLET)
        words = Words(
            lines=regular().wrap(text, size_pt, width - _BULLET_INDENT_MM),
            left=_BULLET_INDENT_MM,
            top=0,
            size_pt=size_pt,
            role=Role.POINT,
        )
        items = nested((bullet, words), "L:points", f"LI:{index}")
        yield Block(items=items, height=words.height, gap=spacing.paragraph_gap * 0.6)
