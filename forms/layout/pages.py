"""Fits sections onto the pages that the definition promises, and spreads what room is left."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from forms.definition import Form
from forms.errors import DefinitionError
from forms.geometry import CONTENT_BOTTOM_MM, CONTENT_LEFT_MM
from forms.layout.adopted import adopted_pages
from forms.layout.items import Block, Item, LayoutPage, all_moved
from forms.layout.prose import HEAD_BOTTOM_MM, page_head
from forms.layout.sections import Setter, is_prose, setters
from forms.layout.spacing import LOOSEST, Spacing

_PROSE_PT = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5)
"""What clients read is set as large as the pages allow."""
_SEARCH_STEPS = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """A form's pages, every box resolved."""

    form: Form
    pages: tuple[LayoutPage, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One block of one section: which setter makes it, and which of its blocks it is."""

    setter: int
    block: int


class _Flow:
    """The sections of one form, set at any spacing and cut into pages."""

    def __init__(self, form: Form) -> None:
        self._setters: list[tuple[Setter, bool]] = list(setters(form))
        self.prose_pt = _PROSE_PT[-1]
        self._known: dict[tuple[int, float, float], list[Block]] = {}

    def blocks(self, setter: int, spacing: Spacing) -> list[Block]:
        """Set one section; the search for the right spacing asks for the same ones again."""
        case = setter, spacing.looseness, self.prose_pt
        if case not in self._known:
            self._known[case] = self._setters[setter][0].blocks(spacing, self.prose_pt)
        return self._known[case]

    def pages(self, spacing: Spacing) -> list[list[_Part]]:
        """Cut into as many pages as it takes, greedily from the top."""
        pages: list[list[_Part]] = [[]]
        used = 0.0
        for index, (_, new_page) in enumerate(self._setters):
            for place, block in enumerate(self.blocks(index, spacing)):
                height = block.height + (block.gap if pages[-1] else 0.0)
                forced = new_page and place == 0 and pages[-1]
                if pages[-1] and (forced or used + height > _room() + 0.001):
                    pages.append([])
                    used, height = 0.0, block.height
                pages[-1].append(_Part(index, place))
                used += height
        return pages

    def page_blocks(self, parts: Sequence[_Part], spacing: Spacing) -> list[Block]:
        sections = {part.setter: self.blocks(part.setter, spacing) for part in parts}
        return [sections[part.setter][part.block] for part in parts]


def _room() -> float:
    return CONTENT_BOTTOM_MM - HEAD_BOTTOM_MM


def _height(blocks: Sequence[Block]) -> float:
    return sum(block.height + (block.gap if index else 0.0) for index, block in enumerate(blocks))


def _placed(blocks: Sequence[Block]) -> Iterator[Item]:
    top = HEAD_BOTTOM_MM
    for index, block in enumerate(blocks):
        top += block.gap if index else 0.0
        yield from all_moved(block.items, CONTENT_LEFT_MM, top)
        top += block.height


def _loosest(fits: Callable[[Spacing], bool]) -> Spacing:
    """Find by bisection the loosest setting that still fits."""
    low, high = 0.0, LOOSEST
    for _ in range(_SEARCH_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(Spacing(middle)) else (low, middle)
    return Spacing(low)


def _check_pages(form: Form, flow: _Flow) -> None:
    tightest = Spacing(0.0)
    pages = flow.pages(tightest)
    if excess := pages[form.pages :]:
        too_long = sum(_height(flow.page_blocks(parts, tightest)) for parts in excess)
        reason = f"the form is {too_long:.0f} mm too long for `pages = {form.pages}`"
        raise DefinitionError(form.id, None, reason)
    used = len(flow.pages(Spacing(LOOSEST)))
    if used < form.pages:
        reason = f"the form fills {used} of the {form.pages} pages that `pages` says"
        raise DefinitionError(form.id, None, reason)


def _page(form: Form, flow: _Flow, number: int, parts: Sequence[_Part]) -> LayoutPage:
    spacing = _loosest(lambda spacing: _height(flow.page_blocks(parts, spacing)) <= _room())
    items = (*page_head(form, number), *_placed(flow.page_blocks(parts, spacing)))
    return LayoutPage(number=number, items=items)


@cache
def lay_out(form: Form) -> Layout:
    """Resolve a form into pages of boxes.

    Raises:
        DefinitionError: it needs more or fewer pages than it says.
    """
    if form.adopted:
        return Layout(form, tuple(adopted_pages(form)))
    flow = _Flow(form)
    _check_pages(form, flow)
    shared = _loosest(lambda spacing: len(flow.pages(spacing)) <= form.pages)
    if any(is_prose(section) for section in form.sections):
        comfortable = Spacing(min(shared.looseness, 1.0))
        for flow.prose_pt in _PROSE_PT:
            if len(flow.pages(comfortable)) <= form.pages:
                break
        shared = _loosest(lambda spacing: len(flow.pages(spacing)) <= form.pages)
    pages = enumerate(flow.pages(shared), 1)
    return Layout(form, tuple(_page(form, flow, number, parts) for number, parts in pages))
