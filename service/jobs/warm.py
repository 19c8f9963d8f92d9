"""Loaded by the server that forks readers: whatever every reading needs is made there, once.

A reader of its own for each file costs a second of making templates, lists and models; forked from
a server that has them it costs a few hundredths.
"""

import ctypes
import gc
import os
from contextlib import suppress
from multiprocessing import popen_forkserver, spawn
from pathlib import Path

import cv2

from forms.answers import Answers
from forms.copies import derived_copy_id
from forms.definition import Form
from forms.errors import ThroughcareError
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import Catalogue, load_catalogue
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from ocr.pipeline import read_pages
from ocr.reference import blank_reference
from service.jobs import child
from service.jobs.large_pages import use_large_pages
from service.setting_names import FORMS_DIR

_NEEDED_BY_EACH = (child, popen_forkserver)
"""What a reader would load before its first order."""

_REHEARSED = "alert-form"
_WRITTEN: Answers = {
    "date_completed": "2009-09-11",
    "client_name": "Ann Example",
    "date_of_birth": "1980-02-01",
    "prisoner_number": "A1234AA",
    "court_name": "Hull Magistrates Court",
    "prison_name": "HMP Hull",
    "prison_code": "HLI",
    "prison_key_worker": "Tom Example",
    "prison_spoc_phone": "01482 000000",
    "other": True,
    "other_detail": "Nobody is meant: this is a rehearsal",
}
_PER_MM = 8.0


def _rehearse(catalogue: Catalogue, form: Form) -> None:
    """Read a page of a form once: what is made when it is first needed is made then."""
    page = print_pdf(pdf_template(form), _WRITTEN, derived_copy_id(form.code, {}))
    read_pages("rehearsal", png_bytes(render_print(page, 1, _PER_MM)), catalogue)


def warm_up() -> None:
    """Make what every reading needs."""
    # Before anything else: threads of OpenCV do not come along into a forked process.
    cv2.setNumThreads(1)
    # No other setting is looked at: what this process knows, readers of strangers' files know.
    folder = os.environ.get(FORMS_DIR)
    catalogue = load_catalogue(*([Path(folder)] if folder else []))
    for form in catalogue.newest():
        for page in range(1, form.pages + 1):
            blank_reference(form, page)
    _rehearse(catalogue, catalogue.find(_REHEARSED))


def _leave_out(_script: str) -> None:
    """Do not run the program of whoever asks for a reader, as multiprocessing would in each."""


# A reader is given all that it needs, and its task stands in a module of its own.
vars(spawn).update(_fixup_main_from_path=_leave_out, _fixup_main_from_name=_leave_out)
with suppress(ThroughcareError):
    # A service that lacks something says so itself; its readers then make things one by one.
    warm_up()
gc.collect()
# What is free goes back: each reader's tables of memory are as long as this process has pages.
ctypes.CDLL(None).malloc_trim(0)
with suppress(OSError):
    use_large_pages()
# Readers share this memory as long as nobody writes to it, and the collector would, in each.
gc.freeze()
