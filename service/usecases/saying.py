"""What a client said, as a page or a program tells it: a yes with its proof, or a no."""

from typing import Any

from service.consent.facts import Stand
from service.consent.words import REFUSED
from service.entities import Actor
from service.errors import BadRequestError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.schemas_agencies import signed_of
from service.usecases.addressing import agency_id_of
from service.usecases.consents import (
    ConsentEnded,
    ConsentGiven,
    NewException,
    record_consent,
    record_ended,
    record_exception,
)


@needs(Power.RECORD_CONSENT)
def say(runtime: Runtime, actor: Actor, client_id: int, asked: dict[str, Any]) -> tuple[int, str]:
    """Record what `SayingSchema` loaded; give the fact's id, and the words for the client.

    Raises:
        NotFoundError: there is no such client or document.
        BadRequestError: something is missing, or cannot be.
        ConflictError: the scan is another client's sheet, or is not accepted yet.
    """
    agency_id = agency_id_of(runtime, asked["agency"])
    if asked["stand"] is not Stand.GIVEN:
        ended = ConsentEnded(
            stand=asked["stand"],
            agency_id=agency_id,
            purpose=asked["purpose"],
            said_on=asked["said_on"],
        )
        words = REFUSED if asked["stand"] is Stand.REFUSED else ""
        return record_ended(runtime, actor, client_id, ended), words
    missing = {}
    if agency_id is None:
        missing["agency"] = "Choose the agency: consent is given to each by itself."
    if asked["document"] is None:
        missing["document"] = "Enter the number of the document with the scan."
    if missing:
        raise BadRequestError("this is no consent", missing)
    given = ConsentGiven(
        agency_id=agency_id or 0,
        purpose=asked["purpose"],
        document_id=asked["document"],
        sheet_version=asked["sheet_version"],
        signed=signed_of(asked),
    )
    return record_consent(runtime, actor, client_id, given), ""


@needs(Power.RECORD_CONSENT)
def except_from_consent(
    runtime: Runtime, actor: Actor, client_id: int, asked: dict[str, Any]
) -> int:
    """Record what `ExceptionSchema` loaded; give the fact's id.

    Raises:
        NotFoundError: there is no such client.
        BadRequestError: something is missing, or cannot be.
    """
    agency_id = agency_id_of(runtime, asked["agency"])
    if agency_id is None:
        problems = {"agency": "Choose the agency."}
        raise BadRequestError("an exception is for one agency", problems)
    new = NewException(
        agency_id=agency_id,
        reason=asked["reason"],
        because=asked["because"],
        until=asked["until"],
    )
    return record_exception(runtime, actor, client_id, new)
