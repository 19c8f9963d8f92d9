"""Adopts another agency's fillable PDF as a form of this installation."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forms.adoption.adopt import Adoption, adopt
from forms.adoption.room import PER_MM, Mask
from forms.definition import Form
from forms.errors import AdoptionError
from forms.layout import lay_out
from forms.loading import load_form_file
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.pdf_pages import render_print

_FINER = 4
"""Times finer than the mask the print is looked at."""
_INK = 225
"""Greyer than this is print: also pale shading, which a code must not lie on."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The form as it was kept."""

    form: Form
    definition: Path
    adoption: Adoption


def print_mask(data: bytes, page: int) -> Mask:
    """Show where a page of a PDF has print (forms.adoption.room); hairlines count."""
    ink = render_print(data, page, PER_MM * _FINER) < _INK
    rows, columns = (side // _FINER + 1 for side in ink.shape)
    whole = np.zeros((rows * _FINER, columns * _FINER), dtype=np.bool_)
    whole[: ink.shape[0], : ink.shape[1]] = ink
    return np.asarray(whole.reshape(rows, _FINER, columns, _FINER).any(axis=(1, 3)))


def adopt_pdf(file: Path, target: Path | None, folders: tuple[Path, ...]) -> Adopted:
    """Adopt a PDF: write its definition and, beside it, the print that it is kept with.

    Args:
        file: the PDF.
        target: the definition to write; by default in the folder of local forms.
        folders: of local form definitions.

    Raises:
        AdoptionError: it cannot become a form, or the definition is there already.
        FileError: it cannot be read.
    """
    catalogue = load_catalogue(*folders)
    adoption = adopt(file.read_bytes(), file.name, catalogue, print_mask)
    folder = folders[0] if folders else Path()
    definition = target or folder / f"{adoption.form_id}-1.toml"
    if definition.exists():
        raise AdoptionError(
            f"{definition.name} is there already", hint="Name another file with -o."
        )
    definition.parent.mkdir(parents=True, exist_ok=True)
    (definition.parent / adoption.print_name).write_bytes(adoption.print_pdf)
    definition.write_text(adoption.definition, encoding="utf-8")
    form = load_form_file(definition)
    lay_out(form)
    pdf_template(form)
    return Adopted(form, definition, adoption)
