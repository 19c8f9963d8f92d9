"""Consent, exceptions from it, and what was given to whom."""

from typing import Any

from flask import Response

from service.api.blueprint import ApiBlueprint
from service.disclosures import ClientConsent, Disclosure, Way
from service.downloads import download
from service.schemas_agencies import (
    ClientConsentSchema,
    DisclosureSchema,
    ExceptionSchema,
    FactAddedSchema,
    SayingSchema,
    SendingSchema,
)
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of
from service.usecases.consent_views import client_consent, list_sent
from service.usecases.delivering import record_call
from service.usecases.saying import except_from_consent, say
from service.usecases.sending import Sending, send_form

blueprint = ApiBlueprint("consents", __name__, description="Consent, and what was disclosed")


@blueprint.get("/clients/<int:client_id>/consents")
@blueprint.response(200, ClientConsentSchema)
def show(client_id: int) -> ClientConsent:
    """Show consent at a glance, and what was given lately."""
    return client_consent(runtime(), client_id)


@blueprint.post("/clients/<int:client_id>/consents")
@blueprint.arguments(SayingSchema)
@blueprint.response(201, FactAddedSchema)
def record(asked: dict[str, Any], client_id: int) -> dict[str, object]:
    """Record a yes, with the scan that proves it, or a no, which holds at once."""
    fact_id, words = say(runtime(), actor(), client_id, asked)
    return {"id": fact_id, "words": words}


@blueprint.post("/clients/<int:client_id>/exceptions")
@blueprint.arguments(ExceptionSchema)
@blueprint.response(201, FactAddedSchema)
def record_an_exception(asked: dict[str, Any], client_id: int) -> dict[str, object]:
    """Record why information must be given to an agency without consent."""
    return {"id": except_from_consent(runtime(), actor(), client_id, asked), "words": ""}


@blueprint.post("/clients/<int:client_id>/sendings")
@blueprint.arguments(SendingSchema)
@blueprint.gives(201, "application/pdf")
def send(asked: dict[str, Any], client_id: int) -> Response:
    """Send a form by e-mail, or make it with its cover sheet to be faxed: then give the PDF."""
    sending = Sending(
        client_id=client_id,
        agency_id=agency_id_of(runtime(), asked["recipient"]) or 0,
        form_id=asked["form"],
        way=Way(asked["way"]),
        action_id=asked["action_id"],
    )
    sent = send_form(runtime(), actor(), sending)
    response = download(sent.file or b"", "application/pdf", sent.file_name or "sent.pdf")
    response.status_code = 201
    response.headers["Throughcare-Copy"] = str(sent.copy)
    response.headers["Throughcare-Sending"] = str(sent.disclosure_id)
    return response


@blueprint.get("/sendings")
@blueprint.response(200, DisclosureSchema(many=True))
def list_all() -> list[Disclosure]:
    """List what was sent or tried, newest first."""
    return list_sent(runtime())


@blueprint.post("/sendings/<int:disclosure_id>/call")
@blueprint.response(200, DisclosureSchema)
def call(disclosure_id: int) -> Disclosure:
    """Tick off the telephone call that follows what was sent."""
    return record_call(runtime(), actor(), disclosure_id)
