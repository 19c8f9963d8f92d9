"""What a form will look like, before it is issued: a picture of our own print, with no copy id."""

from functools import lru_cache

from forms.answers import Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import neutral_copy_id
from forms.definition import Form
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from service.errors import NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.usecases.issue import IssueRequest, values_for

_PER_MM = 4.0
"""Pixels: small print stays legible, and a page takes some 80 kB."""
_KEPT = 64


@needs(Power.MAKE_FORMS)
def preview(
    runtime: Runtime, form_id: str, version: str, page: int, client_id: int | None = None
) -> bytes:
    """Draw a page as PNG, blank or with what the register knows of a client; nothing is issued.

    Raises:
        UnknownFormError: no such form or version.
        NotFoundError: no such page or client.
        ValuesError: what the register knows does not fit the form.
    """
    form = runtime.catalogue.find(form_id, version)
    if not 1 <= page <= form.pages:
        raise NotFoundError(f"{form_id} has no page {page}")
    if client_id is None:
        return _blank(form, page)
    asked = IssueRequest(
        form_id=form_id,
        form_version=version,
        artefact=ArtefactFormat.PRINT,
        client_id=client_id,
    )
    return _drawn(form, values_for(runtime, asked), page)


@lru_cache(maxsize=_KEPT)
def _blank(form: Form, page: int) -> bytes:
    """Keep blank pages in memory; a person's page is drawn each time and kept nowhere."""
    return _drawn(form, {}, page)


def _drawn(form: Form, values: Answers, page: int) -> bytes:
    content = make_document(ArtefactFormat.PRINT, form, values, neutral_copy_id(form.code))
    return png_bytes(render_print(content, page, _PER_MM))
