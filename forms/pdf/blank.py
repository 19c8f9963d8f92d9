"""Writes the blank fillable PDF of a form: pages, widgets, structure and metadata."""

import hashlib
import io
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from forms.copies import ALPHABET, CopyId, PageMark
from forms.definition import Form
from forms.fontfile import BOLD_NAME, REGULAR_NAME
from forms.geometry import SYMBOL_MODULES, head_symbol
from forms.layout import Layout, LayoutPage, Words
from forms.pdf.background import background
from forms.pdf.content import (
    COPY_PT,
    COPY_TEXT,
    REGULAR,
    STRONG,
    SYMBOL,
    Fonts,
    copy_text_content,
    copy_text_width,
    page_content,
)
from forms.pdf.fonts import embed, font_program, simple_font, type0_font
from forms.pdf.objects import PAGE_BOX, add, dictionary, floats, name, rect, stream
from forms.pdf.structure import StructureTree
from forms.pdf.symbols import symbol_content
from forms.pdf.widgets import FormFields

_FOOT_CHARACTERS = frozenset(f"{ALPHABET}- ")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def form_fonts(layout: Layout) -> Fonts:
    """Give the fonts of a form: all answer characters in regular, in bold only what is printed."""
    words = [item for page in layout.pages for item in page.items if isinstance(item, Words)]
    strong = {char for item in words if item.strong for line in item.lines for char in line}
    return Fonts(
        font_program(REGULAR_NAME),
        font_program(BOLD_NAME, _FOOT_CHARACTERS | strong),
    )


def document_info(form: Form, copy: CopyId) -> dict[str, str]:
    """Say in the document's properties which copy of which form this is."""
    return {
        "/Title": form.title,
        "/Subject": f"Form {form.id} version {form.version}",
        "/Creator": "Throughcare",
        "/FormId": form.id,
        "/FormVersion": form.version,
        "/CopyId": str(copy),
    }


class _Blank:
    """One document in the making."""

    def __init__(self, form: Form, layout: Layout, copy: CopyId) -> None:
        self._form, self._layout, self._copy = form, layout, copy
        self._fonts = form_fonts(layout)
        self._writer = PdfWriter()
        regular = embed(self._writer, self._fonts.regular)
        strong = embed(self._writer, self._fonts.strong)
        self._regular = type0_font(self._writer, regular)
        self._strong = type0_font(self._writer, strong)
        self._fields = FormFields(self._writer, self._regular, simple_font(self._writer, regular))
        self._structure = StructureTree(self._writer, form.pages)

    def write(self) -> bytes:
        copy_text = self._copy_text()
        for page in self._layout.pages:
            self._add_page(page, copy_text)
        root = self._writer.root_object
        root[NameObject("/AcroForm")] = add(self._writer, self._fields.form())
        root[NameObject("/StructTreeRoot")] = self._structure.finish()
        self._add_metadata(root)
        out = io.BytesIO()
        self._writer.write(out)
        return out.getvalue()

    def _font_resources(self) -> DictionaryObject:
        return dictionary(**{REGULAR: self._regular, STRONG: self._strong})

    def _drawing(self, data: bytes, width: float, bottom: float, top: float) -> IndirectObject:
        made = stream(
            data,
            pack=False,
            Type=name("XObject"),
            Subtype=name("Form"),
            BBox=floats((0.0, bottom, width, top)),
            Resources=dictionary(Font=self._font_resources()),
        )
        return add(self._writer, made)

    def _copy_text(self) -> IndirectObject:
        text = str(self._copy)
        width = copy_text_width("M" * len(text))
        return self._drawing(copy_text_content(self._fonts, text), width, -COPY_PT, COPY_PT)

    def _add_page(self, page: LayoutPage, copy_text: IndirectObject) -> None:
        content = page_content(self._form, page, self._fonts)
        made = self._writer.add_blank_page(PAGE_BOX[2], PAGE_BOX[3])
        mark = PageMark(self._copy, page.number)
        symbol = self._drawing(symbol_content(mark), SYMBOL_MODULES, 0.0, SYMBOL_MODULES)
        drawings = dictionary(**{SYMBOL: symbol, COPY_TEXT: copy_text})
        drawings.update(background(self._writer, self._form, page.number))
        annotations, texts = ArrayObject(), []
        for leaf in content.leaves:
            if leaf.mcid is None and leaf.item is not None and not isinstance(leaf.item, Words):
                widget = self._fields.add(leaf.item, made)
                annotations.append(widget.indirect_reference)
                self._structure.add_widget(leaf.item, widget, made)
            else:
                texts.append(self._structure.add_text(leaf, made, rect(head_symbol())))
        self._structure.add_page(page.number - 1, made, texts)
        made.update(
            dictionary(
                MediaBox=floats(PAGE_BOX),
                Resources=dictionary(Font=self._font_resources(), XObject=drawings),
                Contents=add(self._writer, stream(content.data)),
                Annots=annotations,
            )
        )

    def _add_metadata(self, root: DictionaryObject) -> None:
        xmp = _XMP.format(title=escape(self._form.title)).encode()
        packet = stream(xmp, pack=False, Type=name("Metadata"), Subtype=name("XML"))
        root.update(
            dictionary(
                Lang=TextStringObject(self._form.language),
                MarkInfo=dictionary(Marked=BooleanObject(True)),
                ViewerPreferences=dictionary(DisplayDocTitle=BooleanObject(True)),
                Metadata=add(self._writer, packet),
            )
        )
        self._writer.metadata = document_info(self._form, self._copy)
        self._writer.pdf_header = "%PDF-1.7"
        digest = hashlib.sha256(repr(self._layout).encode()).digest()[:16]
        # pypdf has no other way to an id that is not drawn from the clock.
        self._writer._ID = ArrayObject([ByteStringObject(digest)] * 2)  # noqa: SLF001


def blank_pdf(form: Form, layout: Layout, copy: CopyId) -> bytes:
    """Write the blank fillable PDF; its symbols and copy id name `copy`."""
    return _Blank(form, layout, copy).write()
