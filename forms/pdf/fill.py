"""Fills a template: its bytes, followed by a raw incremental update with what differs on this copy.

Nothing is parsed or written anew (ISO 32000-1, 7.5.6): 1 ms a copy where a rewrite takes 50.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import assert_never

from forms.answers import Answers
from forms.copies import CopyId, PageMark
from forms.geometry import SYMBOL_MODULES
from forms.pdf.blank import document_info
from forms.pdf.content import COPY_PT, REGULAR, STRONG, copy_text_content, copy_text_width
from forms.pdf.entries import ChoiceEntry, Entry, TextEntry, TickEntry, entries
from forms.pdf.symbols import symbol_content
from forms.pdf.template import PdfTemplate
from forms.pdf.widgets import OFF, TICKED, default_appearance

Objects = dict[int, bytes]
"""New versions of objects by number, without their frame."""
_ID_BYTES = 16
_WORTH_DEFLATING = 400


def pdf_text(text: str) -> bytes:
    """Write a text string: plain where it is ASCII, else UTF-16 (ISO 32000-1, 7.9.2)."""
    if text.isascii():
        plain = text.encode().replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        return b"(" + plain.replace(b"\n", b"\\n").replace(b"\r", b"\\r") + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def pdf_stream(dictionary: bytes, data: bytes) -> bytes:
    """Write a stream object; deflated where that pays."""
    if len(data) > _WORTH_DEFLATING:
        dictionary, data = dictionary + b"/Filter/FlateDecode", zlib.compress(data, 6)
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (dictionary, len(data), data)


def _drawing(width: float, bottom: float, top: float, fonts: bytes = b"") -> bytes:
    box = b"/Type/XObject/Subtype/Form/BBox[0 %.3f %.3f %.3f]" % (bottom, width, top)
    return box + b"/Resources<</Font<<%s>>>>" % fonts


def symbol_object(mark: PageMark) -> bytes:
    """Write the drawing of a page's symbol."""
    return pdf_stream(_drawing(SYMBOL_MODULES, 0, SYMBOL_MODULES), symbol_content(mark))


def _text_objects(template: PdfTemplate, entry: TextEntry) -> Iterator[tuple[int, bytes]]:
    widget, drawn = entry.widget, entry.drawn
    appearance = default_appearance(drawn.size_pt).encode()
    yield (
        widget.number,
        b"%s/DA(%s)/V%s>>" % (widget.head, appearance, pdf_text(entry.text)),
    )
    clip = f"1 1 {widget.width - 2:.2f} {widget.height - 2:.2f} re W n"
    data = f"/Tx BMC q {clip} {drawn.operators} Q EMC".encode()
    font = b"/%s %d 0 R" % (REGULAR.encode(), template.regular_font)
    yield widget.appearance, pdf_stream(_drawing(widget.width, 0, widget.height, font), data)


def _choice_objects(entry: ChoiceEntry) -> Iterator[tuple[int, bytes]]:
    slot, chosen = entry.slot, entry.option.encode()
    yield slot.group, b"%s/V/%s>>" % (slot.group_head, chosen)
    for option, widget in slot.widgets.items():
        state = chosen if option == entry.option else OFF.encode()
        yield widget.number, b"%s/AS/%s>>" % (widget.head, state)


def _entry_objects(template: PdfTemplate, entry: Entry) -> Iterator[tuple[int, bytes]]:
    match entry:
        case TextEntry():
            yield from _text_objects(template, entry)
        case TickEntry(widget=widget):
            state = TICKED.encode()
            yield widget.number, b"%s/V/%s/AS/%s>>" % (widget.head, state, state)
        case ChoiceEntry():
            yield from _choice_objects(entry)
        case _:
            assert_never(entry)


def _copy_objects(template: PdfTemplate, copy: CopyId) -> Iterator[tuple[int, bytes]]:
    """Give what every copy has of its own: symbols, the id in words, the properties."""
    for page, number in enumerate(template.symbols, 1):
        yield number, symbol_object(PageMark(copy, page))
    text = str(copy)
    font = b"/%s %d 0 R" % (STRONG.encode(), template.strong_font)
    frame = _drawing(copy_text_width(text), -COPY_PT, COPY_PT, font)
    yield template.copy_text, pdf_stream(frame, copy_text_content(template.fonts, text))
    info = document_info(template.form, copy)
    pairs = b"".join(b"%s%s" % (key.encode(), pdf_text(value)) for key, value in info.items())
    yield template.trailer.info, b"<<%s>>" % pairs


def xref_table(offsets: Mapping[int, int]) -> bytes:
    """Write a cross-reference section, a run of object numbers at a time (ISO 32000-1, 7.5.4)."""
    parts = [b"xref\n"]
    numbered = enumerate(sorted(offsets))
    for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        parts.append(b"%d %d\n" % (numbers[0], len(numbers)))
        parts += [b"%010d 00000 n \n" % offsets[number] for number in numbers]
    return b"".join(parts)


def _update(template: PdfTemplate, objects: Objects) -> bytes:
    """Append objects and their cross-reference to the template."""
    body: list[bytes] = [template.blank]
    position, offsets = len(template.blank), {}
    for number in sorted(objects):
        written = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        offsets[number] = position
        body.append(written)
        position += len(written)
    digest = hashlib.blake2b(b"".join(body[1:]), digest_size=_ID_BYTES).hexdigest().encode()
    old = template.trailer
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/Prev %d/ID[<%s><%s>]>>\n" % (
        old.size,
        old.root,
        old.info,
        old.previous_xref,
        old.file_id.hex().encode(),
        digest,
    )
    body += [xref_table(offsets), trailer, b"startxref\n%d\n%%%%EOF\n" % position]
    return b"".join(body)


def fill(template: PdfTemplate, values: Answers, copy: CopyId) -> bytes:
    """Make a fillable copy, pre-filled; the same input gives the same bytes.

    Args:
        template: of the form.
        values: canonical answers; what is missing stays blank, signatures always do.
        copy: printed in both symbols and in words.

    Raises:
        FieldOverflowError: values that do not fit their boxes; nothing is ever cut.
        ValuesError: values of a wrong kind or of no field.
    """
    objects: Objects = dict(_copy_objects(template, copy))
    for entry in entries(template, values):
        objects.update(_entry_objects(template, entry))
    return _update(template, objects)
