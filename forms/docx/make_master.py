"""Makes templates/docx/master.docx: page, styles, head, foot and the places that a form fills.

Run at development time: `python -m forms.docx.make_master`. A designer may as well open the master
in a word processor and change how it looks; MASTER_STYLES and the tags in braces must stay.
"""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from PIL import Image

from forms import geometry as g
from forms.docx.package import CUSTOM_PROPERTIES, MASTER_DATE, DocxParts, read_parts, write_parts

MASTER_PATH = Path(__file__).parents[2] / "templates" / "docx" / "master.docx"
FONT = "Arial"
INK, PALE = RGBColor(0, 0, 0), RGBColor(0x59, 0x59, 0x59)
CONTENT_MM = g.CONTENT_RIGHT_MM - g.CONTENT_LEFT_MM
SYMBOL_MM = (g.SYMBOL_MODULES + 2 * g.QUIET_MODULES) * g.HEAD_SYMBOL_MODULE_MM
MASTER_STYLES = (
    *("Title", "Heading 1", "Heading 2", "Body Text", "List Bullet", "Header", "Footer"),
    *("Form Note", "Field Label", "Field Value", "Tick Label", "Row Label", "Form Gap"),
    *("Field Answer", "Field Prompt", "Form Table"),
)
"""Every style that the projection of a form relies on."""

_PARAGRAPH_STYLES: tuple[tuple[str, float, bool, float, float], ...] = (
    # name, size in points, bold, space before and after in points
    ("Title", 20, True, 0, 2),
    ("Form Note", 9.5, False, 0, 0),
    ("Heading 1", 12, True, 6, 3),
    ("Heading 2", 10.5, True, 2, 2),
    ("Body Text", 10, False, 0, 4),
    ("List Bullet", 10, False, 0, 2),
    ("Field Label", 8.5, True, 1, 0),
    ("Field Value", 10.5, False, 1, 2),
    ("Tick Label", 9.5, False, 2, 2),
    ("Row Label", 9.5, False, 2, 2),
    ("Form Gap", 4, False, 0, 0),
    ("Header", 8, False, 0, 0),
    ("Footer", 8, False, 0, 0),
)
_CUSTOM_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    "{items}</Properties>"
)
_CUSTOM_ITEM = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{name}">'
    "<vt:lpwstr>{{{{ {value} }}}}</vt:lpwstr></property>"
)
_THUMBNAIL = "docProps/thumbnail.jpeg"
_THUMBNAIL_RELATION = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    styles = document.styles
    known = name in {style.name for style in styles}
    style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    return cast("ParagraphStyle", style)


def _set_font(style: ParagraphStyle, size_pt: float, *, bold: bool) -> None:
    style.font.name, style.font.size = FONT, Pt(size_pt)
    style.font.bold, style.font.italic, style.font.color.rgb = bold, False, INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(slot), FONT)
    for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(slot), None)


def _style_paragraphs(document: Document) -> None:
    _set_font(_paragraph_style(document, "Normal"), 10, bold=False)
    for name, size_pt, bold, before, after in _PARAGRAPH_STYLES:
        style = _paragraph_style(document, name)
        _set_font(style, size_pt, bold=bold)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
        layout.keep_with_next = name in {"Heading 1", "Heading 2", "Field Label"}
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
    document.styles["Form Gap"].paragraph_format.line_spacing = Pt(6)


def _style_answers(document: Document) -> None:
    for name, colour in (("Field Answer", INK), ("Field Prompt", PALE)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.name, style.font.color.rgb = FONT, colour


def _style_table(document: Document) -> None:
    """Rule all cells at 1 pt: thinner rules do not survive a fax machine."""
    style = document.styles.add_style("Form Table", WD_STYLE_TYPE.TABLE)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 20), ("left", 85), ("bottom", 20), ("right", 85))
    )
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{edges}</w:tblBorders>"
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        )
    )


def _field(paragraph: Paragraph, code: str) -> None:
    """Add a field that the word processor works out, such as PAGE."""
    for kind, text in (
        ("begin", None),
        (None, code),
        ("separate", None),
        ("1", None),
        ("end", None),
    ):
        run = paragraph.add_run(kind if kind == "1" else "")
        if text is not None:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)  # noqa: SLF001  python-docx has no fields of its own
        elif kind != "1":
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), str(kind))
            run._r.append(char)  # noqa: SLF001


def _page_of_pages(paragraph: Paragraph) -> None:
    paragraph.add_run("page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _one_tab(paragraph: Paragraph) -> None:
    stops = paragraph.paragraph_format.tab_stops
    for stop in paragraph.style.paragraph_format.tab_stops:  # type: ignore[union-attr]
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(CONTENT_MM), WD_TAB_ALIGNMENT.RIGHT)


def _head_and_foot(document: Document) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    _one_tab(head)
    head.add_run("{{ form.title }}\tcopy {{ copy }}")
    foot = section.footer.paragraphs[0]
    foot.add_run("Form {{ form.id }} version {{ form.version }} \u00b7 ")
    _page_of_pages(foot)
    foot.add_run(" \u00b7 copy {{ copy }}")


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(g.PAGE_WIDTH_MM), Mm(g.PAGE_HEIGHT_MM)
    section.left_margin = Mm(g.CONTENT_LEFT_MM)
    section.right_margin = Mm(g.PAGE_WIDTH_MM - g.CONTENT_RIGHT_MM)
    section.header_distance = Mm(g.HEADER_FREE_MM + 0.5)
    section.top_margin = Mm(g.HEADER_FREE_MM + 5)
    section.footer_distance, section.bottom_margin = Mm(9), Mm(14)


def _widths(table: Table, *widths: Length) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _picture() -> io.BytesIO:
    """Draw a stand-in for the symbol; every copy brings its own."""
    picture = io.BytesIO()
    Image.new("L", (29, 29), 255).save(picture, format="PNG")
    picture.seek(0)
    return picture


def _title_block(document: Document) -> None:
    table = document.add_table(1, 2)
    _widths(table, Mm(CONTENT_MM - SYMBOL_MM - 2), Mm(SYMBOL_MM + 2))
    words, symbol = table.rows[0].cells
    words.paragraphs[0].style = document.styles["Title"]
    words.paragraphs[0].add_run("{{ form.title }}")
    for text in ("{%p if form.note %}", "{{ form.note }}", "{%p endif %}"):
        words.add_paragraph(text, style="Form Note")
    symbol.paragraphs[0].alignment = 2
    shape = symbol.paragraphs[0].add_run().add_picture(_picture(), width=Mm(SYMBOL_MM))
    shape._inline.docPr.set("descr", "Code that identifies this copy: {{ copy }}")  # noqa: SLF001


def _add_custom_properties(parts: DocxParts) -> DocxParts:
    items = "".join(
        _CUSTOM_ITEM.format(pid=pid, name=name, value=value)
        for pid, (name, value) in enumerate(CUSTOM_PROPERTIES.items(), 2)
    )
    relation = (
        b'<Relationship Id="rIdCustom" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/custom-properties" Target="docProps/custom.xml"/></Relationships>'
    )
    override = (
        b'<Override PartName="/docProps/custom.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
    )
    kept = {name: part for name, part in parts.items() if name != _THUMBNAIL}
    return {
        **kept,
        "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"</Types>", override),
        "_rels/.rels": _THUMBNAIL_RELATION.sub(b"", parts["_rels/.rels"]).replace(
            b"</Relationships>", relation
        ),
        "docProps/custom.xml": _CUSTOM_PROPERTIES.format(items=items).encode(),
    }


def make_master() -> bytes:
    """Build the master document."""
    document = docx.Document()
    _set_page(document)
    _style_paragraphs(document)
    _style_answers(document)
    _style_table(document)
    _head_and_foot(document)
    _title_block(document)
    document.add_paragraph("{{p body }}")
    about = document.core_properties
    about.title, about.author, about.comments = "{{ form.title }}", "Throughcare", ""
    about.language = "{{ form.language }}"
    about.created = about.modified = datetime(*MASTER_DATE, tzinfo=UTC)
    saved = io.BytesIO()
    document.save(saved)
    return write_parts(_add_custom_properties(read_parts(saved.getvalue())))


if __name__ == "__main__":
    MASTER_PATH.parent.mkdir(parents=True, exist_ok=True)
    MASTER_PATH.write_bytes(make_master())
