"""Reads a document's content controls: by tag, else by title, else by the bookmark around them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from forms.docx.controls import bookmark_of
from forms.docx.markup import Element, qualified
from forms.docx.story import W_SDT, W_VAL, Slot, seen, slot_of

_KEY_IN_TITLE = re.compile(r"\[(\w+)\]\s*$")
_SETTINGS = qualified("w:sdtPr")
_START, _END = qualified("w:bookmarkStart"), qualified("w:bookmarkEnd")
_NAME, _ID = qualified("w:name"), qualified("w:id")


def _setting(control: Element, name: str) -> str:
    found = control.find(f"{_SETTINGS}/{qualified(name)}")
    return "" if found is None else str(found.get(W_VAL, ""))


def control_key(control: Element) -> str | None:
    """Give the key that a control carries as its tag or at the end of its title."""
    if tag := _setting(control, "w:tag"):
        return tag
    found = _KEY_IN_TITLE.search(_setting(control, "w:alias"))
    return found[1] if found else None


def find_controls(roots: Collection[Element]) -> Mapping[str, list[Slot]]:
    """Find every control that carries a key, at any depth of any part."""
    slots: dict[str, list[Slot]] = defaultdict(list)
    for root in roots:
        for element in seen(root):
            if element.tag == W_SDT and (key := control_key(element)):
                slots[key].append(slot_of(list(seen(element))))
    return slots


def _owner(element: Element) -> Element | None:
    """Find the control that an element stands in."""
    return next(iter(element.iterancestors(W_SDT)), None)


def _stretch(elements: list[Element], start: int) -> list[Element]:
    """Give the elements of a bookmark; LibreOffice lets it begin within the control."""
    number = elements[start].get(_ID)
    owner = _owner(elements[start])
    first = elements.index(owner, 0, start) if owner is not None else start
    for place in range(start, len(elements)):
        if elements[place].tag == _END and elements[place].get(_ID) == number:
            return elements[first:place]
    return elements[first : start + 1]


def find_bookmarks(roots: Collection[Element], keys: Collection[str]) -> Mapping[str, list[Slot]]:
    """Find what stands within the bookmarks of these fields."""
    names = {bookmark_of(key): key for key in keys}
    slots: dict[str, list[Slot]] = defaultdict(list)
    for key, slot in _bookmarked(roots, names):
        slots[key].append(slot)
    return slots


def _bookmarked(roots: Collection[Element], names: Mapping[str, str]) -> Iterator[tuple[str, Slot]]:
    for root in roots:
        elements = list(seen(root))
        for place, element in enumerate(elements):
            if element.tag == _START and (key := names.get(str(element.get(_NAME)))):
                yield key, slot_of(_stretch(elements, place))
