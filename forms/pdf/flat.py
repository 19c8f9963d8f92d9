"""Flat print: pages without widgets, streamed to a file, any number and any mix of forms.

All copies of a form page share one drawing of what is printed; each has only its answers, symbols
and copy id of its own. Memory does not grow with the number of pages.
"""

import hashlib
import io
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, assert_never

from forms.answers import Answers
from forms.copies import CopyId, PageMark
from forms.definition import Form
from forms.pdf import appearance
from forms.pdf.content import copy_code_content
from forms.pdf.entries import ChoiceEntry, Entry, TextEntry, TickEntry, entries
from forms.pdf.fill import pdf_stream, pdf_text
from forms.pdf.flat_shared import PAGE, shared_objects
from forms.pdf.objects import PAGE_BOX
from forms.pdf.template import PdfTemplate, Widget

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_KIDS = 64
"""Pages, or groups of pages, in one node of the page tree."""
_ID_BYTES = 16


@dataclass(slots=True)
class _Node:
    """One node of the page tree, still open."""

    number: int
    kids: list[int] = field(default_factory=list)
    pages: int = 0


def _at(widget: Widget, operators: str) -> str:
    return f"q 1 0 0 1 {widget.left:.3f} {widget.bottom:.3f} cm {operators} Q"


def _drawn(entry: Entry) -> Iterator[tuple[int, str]]:
    """Draw an answer where it stands; give the page with it."""
    match entry:
        case TextEntry(widget=widget, drawn=drawn):
            yield widget.page, _at(widget, drawn.operators)
        case TickEntry(widget=widget):
            yield widget.page, _at(widget, appearance.cross(widget.width, widget.height))
        case ChoiceEntry():
            yield from _chosen(entry)
        case _:
            assert_never(entry)


def _chosen(entry: ChoiceEntry) -> Iterator[tuple[int, str]]:
    """Strike out the words that do not apply, or mark the box that does."""
    for option, widget in entry.slot.widgets.items():
        size = widget.width, widget.height
        if entry.strikes and option != entry.option:
            yield widget.page, _at(widget, appearance.word_strike(*size))
        elif not entry.strikes and option == entry.option:
            yield widget.page, _at(widget, appearance.cross(*size))


class FlatWriter:
    """Writes one print file; every copy's pages go out as soon as they are added."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._position = out, 0
        self._offsets = array("Q", [0])
        """By object number; 0 is never used."""
        self._digest = hashlib.blake2b(digest_size=_ID_BYTES)
        self._levels: list[_Node] = []
        self._pages: dict[int, tuple[PdfTemplate, list[int]]] = {}
        """Resources of each page of a template, by the template's identity."""
        self._emit(_HEADER)
        self._title: str | None = None
        self._language = ""

    def _emit(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._position += len(data)

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _put(self, data: bytes, number: int | None = None) -> int:
        number = self._reserve() if number is None else number
        self._offsets[number] = self._position
        self._emit(b"%d 0 obj\n%s\nendobj\n" % (number, data))
        return number

    def add(
        self,
        template: PdfTemplate,
        values: Answers,
        copy: CopyId,
        pages: Collection[int] | None = None,
    ) -> None:
        """Print one copy, with the values given: all pages of the form, or only some of them.

        Raises:
            FieldOverflowError: values that do not fit; then no page of this copy is printed.
            ValuesError: values of a wrong kind or of no field.
        """
        drawn: list[list[str]] = [[] for _ in template.flat_pages]
        for entry in entries(template, values):
            for page, operators in _drawn(entry):
                drawn[page - 1].append(operators)
        for number, (parts, resources) in enumerate(
            zip(drawn, self._resources(template), strict=True), 1
        ):
            if pages is not None and number not in pages:
                continue
            code = copy_code_content(template.fonts, template.form, PageMark(copy, number))
            content = "\n".join([f"/{PAGE} Do", "0 g 0 G", *parts, code])
            self._add_page(content.encode(), resources)
        self._remember(template.form)

    def _remember(self, form: Form) -> None:
        self._title = form.title if self._title in (None, form.title) else "Forms"
        self._language = self._language or form.language

    def _resources(self, template: PdfTemplate) -> list[int]:
        """Give the resources of the template's pages, written when it is first met."""
        known = self._pages.get(id(template))
        if known is None:
            first = len(self._offsets)
            objects, numbers = shared_objects(template, first)
            for data in objects:
                self._put(data)
            known = self._pages[id(template)] = (template, numbers)
        return known[1]

    def _add_page(self, content: bytes, resources: int) -> None:
        stream = self._put(pdf_stream(b"", content))
        page = self._reserve()
        parent = self._adopt(page, 1, level=0)
        self._put(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.3f %.3f]/Resources %d 0 R/Contents %d 0 R>>"
            % (parent, PAGE_BOX[2], PAGE_BOX[3], resources, stream),
            page,
        )

    def _adopt(self, kid: int, pages: int, level: int) -> int:
        """Give a page, or a full node, its parent in the balanced page tree."""
        if level == len(self._levels):
            self._levels.append(_Node(self._reserve()))
        node = self._levels[level]
        if len(node.kids) == _KIDS:
            self._close_node(node, self._adopt(node.number, node.pages, level + 1))
            node = self._levels[level] = _Node(self._reserve())
        node.kids.append(kid)
        node.pages += pages
        return node.number

    def _close_node(self, node: _Node, parent: int | None) -> None:
        kids = b" ".join(b"%d 0 R" % kid for kid in node.kids)
        above = b"/Parent %d 0 R" % parent if parent else b""
        body = b"<</Type/Pages%s/Count %d/Kids[%s]>>" % (above, node.pages, kids)
        self._put(body, node.number)

    def _close_tree(self) -> int:
        """Close the open node of each level, the last as the root; give its number."""
        if not self._levels:
            self._levels.append(_Node(self._reserve()))
        level = 0
        while level + 1 < len(self._levels):
            node = self._levels[level]
            self._close_node(node, self._adopt(node.number, node.pages, level + 1))
            level += 1
        root = self._levels[-1]
        self._close_node(root, None)
        return root.number

    def close(self) -> None:
        """Finish the file; the stream itself stays open."""
        pages = self._close_tree()
        language = pdf_text(self._language)
        catalogue = self._put(b"<</Type/Catalog/Pages %d 0 R/Lang%s>>" % (pages, language))
        title = pdf_text(self._title or "Forms")
        info = self._put(b"<</Title%s/Creator(Throughcare)>>" % title)
        digest = self._digest.hexdigest().encode()
        start = self._position
        self._emit(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for first in range(1, len(self._offsets), 1024):
            chunk = self._offsets[first : first + 1024]
            self._emit(b"".join([b"%010d 00000 n \n" % offset for offset in chunk]))
        self._emit(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), catalogue, info, digest, digest, start)
        )


def print_pdf(template: PdfTemplate, values: Answers, copy: CopyId) -> bytes:
    """Print one copy, flat; the same input gives the same bytes.

    Raises:
        FieldOverflowError: values that do not fit their boxes; nothing is ever cut.
        ValuesError: values of a wrong kind or of no field.
    """
    out = io.BytesIO()
    writer = FlatWriter(out)
    writer.add(template, values, copy)
    writer.close()
    return out.getvalue()
