"""WordprocessingML as a tree: one builder for elements, and the few that every part needs.

Names and order of elements: ECMA-376 part 1, clause 17; check boxes: [MS-DOCX] 2.6.1.
"""

from collections.abc import Mapping

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
TWIPS_PER_MM = 1440 / 25.4

Element = etree._Element  # noqa: SLF001  lxml names its element type only so


def qualified(name: str) -> str:
    """Turn `w:tag` into lxml's `{namespace}tag`."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def tag(
    name: str, *content: "Element | str", attributes: Mapping[str, object] | None = None
) -> Element:
    """Build an element with children and text in the order given."""
    element = etree.Element(qualified(name), nsmap={"w": NAMESPACES["w"], "w14": NAMESPACES["w14"]})
    for key, value in (attributes or {}).items():
        element.set(qualified(key), str(value))
    for item in content:
        _append(element, item)
    return element


def _append(element: Element, item: "Element | str") -> None:
    if not isinstance(item, str):
        element.append(item)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + item
    else:
        element.text = (element.text or "") + item


def setting(name: str, value: str | int) -> Element:
    """Build an element that has nothing but `w:val`."""
    return tag(name, attributes={"w:val": value})


def printed(words: str) -> str:
    """Protect braces in printed words from the template language."""
    return words.replace("{", "{{ '{' }}") if "{" in words else words


def run(text: str, style: str | None = None) -> Element:
    """Build a run of text, in a character style if one is named."""
    words = tag("w:t", text, attributes={"xml:space": "preserve"})
    look = [tag("w:rPr", setting("w:rStyle", style))] if style else []
    return tag("w:r", *look, words)


def paragraph(*content: Element, style: str, page_break: bool = False) -> Element:
    """Build a paragraph in a named style, on a new page if asked."""
    settings = [setting("w:pStyle", style)]
    if page_break:
        settings.append(tag("w:pageBreakBefore"))
    return tag("w:p", tag("w:pPr", *settings), *content)


def words(text: str, style: str, *, page_break: bool = False) -> Element:
    """Build a paragraph of printed words."""
    return paragraph(run(printed(text)), style=style, page_break=page_break)
