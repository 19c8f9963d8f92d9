"""Invented twins on a register of some others, and forms about them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from forms.answers import Answer
from forms.artefacts import ArtefactFormat
from forms.copies import parse_copy_id
from forms.definition import Form
from service.entities import Client, ClientDetails
from service.runtime import Runtime
from service.usecases.clients import add_client
from service.usecases.intakes import find_document
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.read import read_document
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page

KIERAN = ClientDetails(
    given_names="Kieran",
    surname="Calder",
    date_of_birth=date(1992, 7, 7),
    prisoner_number="A8417EE",
)
KIERON = replace(KIERAN, given_names="Kieron", prisoner_number="A8422EE")
OF_A_TWIN: dict[str, Answer] = {
    **ALERT,
    "client_name": "Kieron Calder",
    "date_of_birth": "1992-07-07",
    "prisoner_number": None,
}
"""A form that names one of them and gives no number."""
_OTHERS = ("Tamar", "Medway", "Wharfe", "Ouse", "Derwent")


def add_twins(runtime: Runtime) -> tuple[Client, Client]:
    """Put them on the register, among others."""
    for place, surname in enumerate(_OTHERS):
        born = date(1960 + place, 1 + place, 3)
        other = ClientDetails(given_names="Nasreen", surname=surname, date_of_birth=born)
        add_client(runtime, ACTOR, other)
    return add_client(runtime, ACTOR, KIERAN), add_client(runtime, ACTOR, KIERON)


def came_back(
    runtime: Runtime,
    reader: ScriptedReader,
    form: Form,
    values: Mapping[str, Answer],
    *,
    printed_for: Client | None = None,
) -> int:
    """Have a form come back by fax; give the id of its record."""
    copy = None
    if printed_for is not None:
        request = IssueRequest(
            form_id=form.id, artefact=ArtefactFormat.PRINT, client_id=printed_for.id
        )
        copy = parse_copy_id(issue_form(runtime, ACTOR, request).copy.text)
    reader.pages = [page(form, values, copy=copy)]
    content = repr((sorted(values.items(), key=str), copy)).encode()
    document = take_in(runtime, ACTOR, [SentFile("fax.pdf", content)]).documents[0]
    assert read_document(runtime, document.id)
    return find_document(runtime, document.id).record_ids[0]
