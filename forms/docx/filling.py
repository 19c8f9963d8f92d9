"""Fills a form's template with a copy's values, the same bytes for the same input.

docxtpl prepares each part once; after that a copy costs one rendering of the compiled parts and one
new package. The template renders in docxtpl itself just as well, only more slowly.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import Environment, Template
from markupsafe import Markup, escape
from PIL import Image, ImageOps

from forms.answers import Answers
from forms.copies import CopyId, PageMark
from forms.definition import Form
from forms.docx.package import read_parts, write_parts
from forms.docx.projection import docx_template
from forms.docx.shown import shown_answers
from forms.geometry import QUIET_MODULES, SYMBOL_MODULES
from forms.pdf.symbols import symbol_rows

SYMBOL_PART = "word/media/image1.png"
_MODULE_PX = 8


def _lines(text: str) -> Markup:
    """Break a text into lines in the way of a word processor."""
    break_ = Markup('</w:t><w:br/><w:t xml:space="preserve">')
    return break_.join(escape(line) for line in text.split("\n"))


def template_language() -> Environment:
    """Make the environment that templates are rendered in; values are always escaped."""
    language = Environment(autoescape=True)
    language.filters["lines"] = _lines
    return language


@dataclass(frozen=True, slots=True)
class PreparedTemplate:
    """A form's template, ready to be filled: fixed parts and compiled ones, in their order."""

    parts: Mapping[str, bytes]
    compiled: Mapping[str, Template]


def _has_tags(name: str, content: bytes) -> bool:
    return name.endswith(".xml") and (b"{{" in content or b"{%" in content)


@lru_cache(maxsize=64)
def prepared_template(form: Form) -> PreparedTemplate:
    """Compile every part of the form's template that has something to fill."""
    template = docx_template(form)
    parts, language = read_parts(template), template_language()
    patch = DocxTemplate(io.BytesIO(template)).patch_xml
    sources = {n: c.decode() for n, c in parts.items() if _has_tags(n, c)}
    compiled = {name: language.from_string(patch(source)) for name, source in sources.items()}
    return PreparedTemplate(parts=parts, compiled=compiled)


def template_values(form: Form, values: Answers, copy: CopyId) -> dict[str, Any]:
    """Give what the tags of a template stand for.

    Raises:
        ValuesError: a value does not fit its field, or there is no such field.
    """
    return {
        "form": form,
        "copy": str(copy),
        "shown": shown_answers(form, values),
        "days": values,
    }


def symbol_png(copy: CopyId) -> bytes:
    """Draw the symbol of the copy's first page."""
    picture = io.BytesIO()
    modules = b"".join(symbol_rows(PageMark(copy, 1).payload))
    symbol = Image.frombytes("L", (SYMBOL_MODULES, SYMBOL_MODULES), modules)
    quiet = ImageOps.expand(symbol, QUIET_MODULES, fill=255)
    ImageOps.scale(quiet, _MODULE_PX, Image.Resampling.NEAREST).convert("1").save(picture, "PNG")
    return picture.getvalue()


def fill_docx(form: Form, values: Answers, copy: CopyId) -> bytes:
    """Make one copy of the form as a fillable document; no values make a blank one.

    Raises:
        ValuesError: a value does not fit its field, or there is no such field.
    """
    template = prepared_template(form)
    context = template_values(form, values, copy)
    filled = {name: part.render(context).encode() for name, part in template.compiled.items()}
    return write_parts({**template.parts, **filled, SYMBOL_PART: symbol_png(copy)})
