"""From a form's definition to its docxtpl template: the master with the form's sections in it."""

import io
from functools import lru_cache
from importlib import resources

import docx

from forms.definition import Form
from forms.docx.package import read_parts, write_parts
from forms.docx.sections import section_blocks

BODY_TAG = "{{p body }}"
"""Stands in the master alone in a paragraph: the sections come in its place."""


def master_document() -> bytes:
    """Read the design master that the product ships."""
    return (resources.files("templates") / "docx" / "master.docx").read_bytes()


@lru_cache(maxsize=64)
def docx_template(form: Form) -> bytes:
    """Make the form's template: what docxtpl renders with a copy's values."""
    document = docx.Document(io.BytesIO(master_document()))
    place = next(p for p in document.paragraphs if p.text == BODY_TAG)
    for block in section_blocks(form):
        place._p.addprevious(block)  # noqa: SLF001  python-docx offers no insertion of XML
    place.style, place.text = document.styles["Form Gap"], ""
    saved = io.BytesIO()
    document.save(saved)
    return write_parts(read_parts(saved.getvalue()))
