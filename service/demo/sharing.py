"""What the invented clients said about sharing, and what was sent to another team since."""

from collections.abc import Mapping
from datetime import timedelta

from forms.answers import Answer
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import new_copy_id
from forms.pdf.zones import read_zones
from forms.written_dates import today_utc
from service.agencies.values import Agency
from service.consent.facts import ExceptionReason, Signed, Stand
from service.consent.sheet import FORM_ID
from service.demo.accounts import NAMES
from service.demo.agencies import CJIT
from service.demo.fax import fax_of_signed
from service.disclosures import Way
from service.entities import Actor, Client
from service.permission.asking import acting
from service.runtime import Runtime
from service.store.states import Channel, Role
from service.usecases.accounts import list_users
from service.usecases.consents import (
    ConsentEnded,
    ConsentGiven,
    NewException,
    record_consent,
    record_ended,
    record_exception,
)
from service.usecases.delivering import record_call
from service.usecases.sending import Sending, send_form
from service.usecases.take_in import SentFile, take_in

_AGREED = ("Severn", "Tamar")
_REFUSED, _WITHDREW, _EXCEPTED = "Medway", "Ystwyth", "Humber"
_BEHIND = ("client_signature", "worker_signature")


def add_sharing(
    runtime: Runtime, actor: Actor, clients: Mapping[str, Client], agencies: Mapping[str, Agency]
) -> None:
    """Record what some of them said, and send forms about those who agreed."""
    cjit = agencies[CJIT]
    for number, surname in enumerate(_AGREED, 1):
        _agree(runtime, actor, clients[surname], cjit, f"sheet-000{number}.tif")
    no = ConsentEnded(stand=Stand.REFUSED, agency_id=None, said_on=today_utc())
    record_ended(runtime, actor, clients[_REFUSED].id, no)
    taken_back = ConsentEnded(stand=Stand.WITHDRAWN, agency_id=cjit.id, said_on=today_utc())
    record_ended(runtime, actor, clients[_WITHDREW].id, taken_back)
    _except(runtime, clients[_EXCEPTED], cjit)
    _send(runtime, actor, clients, cjit)


def _agree(runtime: Runtime, actor: Actor, client: Client, cjit: Agency, file_name: str) -> None:
    """Take in the signed sheet, and record what somebody saw on it."""
    [sheet] = take_in(
        runtime, actor, [SentFile(file_name, _sheet(runtime, client, cjit))]
    ).documents
    day = today_utc() - timedelta(days=3)
    given = ConsentGiven(
        agency_id=cjit.id,
        document_id=sheet.id,
        sheet_version=runtime.catalogue.find(FORM_ID).version,
        signed=Signed(client=True, client_on=day, worker=True, worker_on=day),
    )
    record_consent(runtime, actor, client.id, given)


def _sheet(runtime: Runtime, client: Client, cjit: Agency) -> bytes:
    form = runtime.catalogue.find(FORM_ID)
    copy, day = new_copy_id(form.code), (today_utc() - timedelta(days=3)).isoformat()
    known: dict[str, Answer] = {
        "client_name": client.name,
        "date_of_birth": client.date_of_birth.isoformat() if client.date_of_birth else "",
        "prisoner_number": client.prisoner_number,
        "cjit_name": cjit.name,
        "cjit_share": "yes",
        "client_signed_date": day,
        "worker_name": "Morag Tweed",
        "worker_role": "CARAT worker",
        "worker_signed_date": day,
    }
    values = {key: value for key, value in known.items() if value}
    boxes = [
        (zone.page, zone.box)
        for zone in read_zones(make_document(ArtefactFormat.PDF, form, values, copy))
        if zone.key in _BEHIND
    ]
    page = make_document(ArtefactFormat.PRINT, form, values, copy)
    return fax_of_signed(page, form.pages, boxes)


def _except(runtime: Runtime, client: Client, cjit: Agency) -> None:
    """Record an exception, which needs somebody who has signed in."""
    [manager] = [one for one in list_users(runtime) if one.name == NAMES[Role.TEAM_MANAGER]]
    new = NewException(
        agency_id=cjit.id,
        reason=ExceptionReason.HARM_TO_SELF,
        because="Said at reception that there is no reason to go on. Mental health team told.",
        until=today_utc() + timedelta(days=28),
    )
    record_exception(runtime, acting(manager, Channel.WEB), client.id, new)


def _send(runtime: Runtime, actor: Actor, clients: Mapping[str, Client], cjit: Agency) -> None:
    """Fax two forms: of one the call is made, of the other it waits."""
    sent = [
        send_form(
            runtime,
            actor,
            Sending(client_id=clients[surname].id, agency_id=cjit.id, form_id=form, way=Way.FAXED),
        )
        for surname, form in zip(_AGREED, ("alert-form", "release-plan"), strict=True)
    ]
    record_call(runtime, actor, sent[0].disclosure_id)
