"""The chain as a page that a person can read, print and put before a court, without a service."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import jinja2

from forms.definition import Form
from service.custody.chain import RecordEvidence

METHOD: Mapping[str, str] = {
    "acroform": "typed into the form on screen (PDF)",
    "docx": "typed into the form on screen (Word)",
    "text_layer": "printed text of the file",
    "ocr": "read from the writing",
    "mark": "read from the mark in the box",
    "strike": "read from the words that are struck out",
    "issued": "printed by this service when it issued the form, found unaltered",
}
READ_AS: Mapping[str, str] = {
    "blank": "left blank",
    "unreadable": "could not be read",
    "not_asked": "not asked on this version",
}


def evidence_page(evidence: RecordEvidence, form: Form, crops: Mapping[str, bytes]) -> str:
    """Make the page, with the crops inside it.

    Args:
        evidence: the chain.
        form: of the record.
        crops: PNG of each value's place, by field key.
    """
    return (
        _environment()
        .get_template("evidence.html")
        .render(
            evidence=evidence,
            record=evidence.record,
            form=form,
            crops={key: b64encode(crop).decode() for key, crop in crops.items()},
            methods=METHOD,
            read_as=READ_AS,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    # The words of the pages; asked for late, because the pages themselves ask for use cases.
    words: Any = import_module("service.web.words")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(files("templates") / "html")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(words.FILTERS)
    environment.globals["show_answer"] = words.show_answer
    return environment
