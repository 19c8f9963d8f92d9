"""The text of a document's parts: what a reader sees, and where it stands.

Deleted and struck-out words are not seen; of alternatives for old programs the first is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from forms.docx.markup import Element, qualified
from forms.docx.package import DOCUMENT_PART, read_parts
from forms.errors import DamagedFileError

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W_T, W_P, W_SDT = qualified("w:t"), qualified("w:p"), qualified("w:sdt")
W_TR, W_TC, W_BOX = qualified("w:tr"), qualified("w:tc"), qualified("w:txbxContent")
W_VAL = qualified("w:val")
_STORY = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml$")
_RUN = qualified("w:r")
_UNSEEN = {qualified("w:del"), qualified("w:moveFrom"), f"{_COMPATIBILITY}Fallback"}
_SYMBOL, _SYMBOL_CHAR = qualified("w:sym"), qualified("w:char")
_PICTURES = {qualified("w:drawing"), qualified("w:pict")}
_SPOKEN = {
    qualified("w:tab"): "\t",
    qualified("w:noBreakHyphen"): "-",
    qualified("w:br"): "\n",
    qualified("w:cr"): "\n",
}
_SYMBOLS = {
    "F0FE": "\u2611",
    "F0FD": "\u2612",
    "F0A8": "\u2610",
    "F0FC": "\u2713",
    "F06F": "\u2610",
}
"""Wingdings that stand for boxes and ticks."""
_OFF = {"0", "false", "off"}


@dataclass(slots=True)
class Slot:
    """What stands in one place: a content control, a bookmarked stretch, or a cell."""

    text: str = field(default="", repr=False)
    ticked: bool | None = None
    """State of a check box, if there is one."""
    prompting: bool = False
    """The word processor calls the text a prompt."""
    picture: bool = False


def story_roots(data: bytes) -> tuple[Element, ...]:
    """Parse every part that holds text, the main document first.

    Raises:
        DamagedFileError, EncryptedFileError: see `forms.docx.package.read_parts`.
    """
    parts = read_parts(data, suffix=".xml")
    if DOCUMENT_PART not in parts:
        raise DamagedFileError("the document has no text part")
    others = sorted(name for name in parts if _STORY.match(name))
    return tuple(parse_xml(parts[name]) for name in (DOCUMENT_PART, *others))


def parse_xml(content: bytes) -> Element:
    """Parse XML that a stranger wrote: no entities, no network, no giant trees.

    Raises:
        DamagedFileError: not well formed, or with a document type, which no package may have
            (ECMA-376 part 2, 9.1.6).
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFileError("the document's text is damaged") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DamagedFileError("the document's text declares a type of its own")
    return root


def seen(element: Element) -> Iterator[Element]:
    """Walk an element and all below it in order, without what a reader does not see."""
    if element.tag in _UNSEEN:
        return
    yield element
    for child in element:
        yield from seen(child)


def is_on(element: Element | None) -> bool:
    """Tell whether a switch such as `w:strike` or `w14:checked` is there and on."""
    if element is None:
        return False
    values = [value for name, value in element.attrib.items() if str(name).endswith("}val")]
    return not values or str(values[0]) not in _OFF


def _struck(run: Element) -> bool:
    look = run.find(qualified("w:rPr"))
    if look is None:
        return False
    return any(is_on(look.find(qualified(name))) for name in ("w:strike", "w:dstrike", "w:vanish"))


def words_of(element: Element) -> str:
    """Give the words that one element itself adds to the text."""
    run = element.getparent()
    if run is None or run.tag != _RUN or _struck(run):
        return ""
    if element.tag == W_T:
        return element.text or ""
    if element.tag == _SYMBOL:
        return _SYMBOLS.get(str(element.get(_SYMBOL_CHAR)).upper(), "")
    return _SPOKEN.get(str(element.tag), "")


def slot_of(elements: list[Element]) -> Slot:
    """Sum up what stands in a stretch of elements in document order."""
    slot = Slot()
    words: list[str] = []
    for element in elements:
        if element.tag == W_P and any(words):
            words.append("\n")
        elif element.tag == qualified("w14:checked"):
            slot.ticked = is_on(element)
        elif element.tag == qualified("w:showingPlcHdr"):
            slot.prompting = is_on(element)
        elif element.tag in _PICTURES:
            slot.picture = True
        else:
            words.append(words_of(element))
    slot.text = "".join(words).strip()
    return slot
