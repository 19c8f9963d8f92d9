"""Titles, headings, paragraphs and points: what a form says, rather than asks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forms.definition import Form, Section
from forms.errors import DefinitionError
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

TITLE_PT = (22.0, 18.0, 15.0, 13.0)
RUNNING_TITLE_PT = (14.0, 12.0, 10.0)
"""Long titles are set smaller, until they fit beside the symbol."""
NOTE_PT = 9.5
HEADING_PT = 11.0
_BULLET_INDENT_MM = 4.0
_HEADING_DROP_MM = 1.3
_HEAD_GAP_MM = 1.5
_QUIET_MM = QUIET_MODULES * HEAD_SYMBOL_MODULE_MM
HEAD_BOTTOM_MM = head_symbol().bottom + _QUIET_MM
"""Below this line the page is free over its full width."""
HEAD_RIGHT_MM = head_symbol().left - _QUIET_MM


def page_head(form: Form, page: int) -> tuple[Item, ...]:
    """Print the title left of the symbol; the note on the first page only.

    Raises:
        DefinitionError: title and note do not fit beside the symbol, even in smaller type.
    """
    sizes, role = (TITLE_PT, Role.TITLE) if page == 1 else (RUNNING_TITLE_PT, Role.RUNNING)
    below = (form.note, Role.PARAGRAPH) if page == 1 else (f"Page {page} of {form.pages}", role)
    for size in sizes:
        head = tuple(_head(form.title, size, role, *below))
        excess = head[-1].top + head[-1].height + _HEAD_GAP_MM - HEAD_BOTTOM_MM
        if excess <= 0:
            return head
    raise DefinitionError(form.id, None, f"title and note are {excess:.0f} mm too tall")


def _head(
    title: str, size_pt: float, role: Role, below: str | None, below_role: Role
) -> Iterator[Words]:
    width, top = HEAD_RIGHT_MM - CONTENT_LEFT_MM, CONTENT_TOP_MM - 1.0
    words = Words(
        lines=bold().wrap(title, size_pt, width),
        left=CONTENT_LEFT_MM,
        top=top,
        size_pt=size_pt,
        role=role,
        strong=True,
    )
    yield words
    if below:
        note = _text(below, CONTENT_LEFT_MM, top + words.height + 0.6, width, NOTE_PT)
        yield replace(note, role=below_role)


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
