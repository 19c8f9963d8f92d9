"""Consent on a client's pages: at a glance, what the client said, exceptions, and sending."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.clock import now_utc
from service.consent.facts import ExceptionReason, Purpose, Stand
from service.disclosures import ClientConsent, Way
from service.downloads import download
from service.entities import Client, Record
from service.errors import (
    BadRequestError,
    ConflictError,
    NoGroundError,
    NotFoundError,
    UnavailableError,
)
from service.http_status import STATUS
from service.schemas_agencies import ExceptionSchema, SayingSchema
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of, list_agencies
from service.usecases.clients import find_client
from service.usecases.consent_views import client_consent, list_sent, list_waiting_calls
from service.usecases.delivering import record_call
from service.usecases.records import find_record
from service.usecases.saying import except_from_consent, say
from service.usecases.sending import Sending, send_form
from service.usecases.sending_on import SendingOn, send_record
from service.usecases.showing import clients_for
from service.web.pages import blueprint
from service.web.typed import typed_by

_SAID_DAYS = {"said_on": False, "client_signed_on": False, "worker_signed_on": False}
_Page = str | Response | tuple[str, int]


def consent_of(client_id: int) -> ClientConsent:
    """Give the partial of a client's page what it shows."""
    return client_consent(runtime(), client_id)


@blueprint.route("/clients/<int:client_id>/consent", methods=["GET", "POST"])
def say_consent(client_id: int) -> _Page:
    """Show how consent stands, and record what the client said."""
    found = find_client(runtime(), client_id)
    if request.method == "GET":
        return _said_page(found, request.args, {})
    try:
        asked = typed_by(SayingSchema(), _SAID_DAYS)
        _, words = say(runtime(), actor(), client_id, asked)
    except BadRequestError as error:
        return _said_page(found, request.form, _problems(error)), 422
    except (ConflictError, NotFoundError) as error:
        return _said_page(found, request.form, {"document": error.advice}), 422
    flash(f"Recorded. {words}".strip())
    return redirect(url_for("web.say_consent", client_id=client_id))


def _problems(error: BadRequestError) -> Mapping[str, str]:
    known = dict(error.problems)
    if "recipient" in known:
        known["agency"] = known.pop("recipient")
    return known


def _said_page(found: Client, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "client_consent.html",
        client=found,
        typed=typed,
        problems=problems,
        stands=Stand,
        purposes=Purpose,
    )


@blueprint.route("/clients/<int:client_id>/consent/exception", methods=["GET", "POST"])
def except_consent(client_id: int) -> _Page:
    """Record why information must be given without consent."""
    found = find_client(runtime(), client_id)
    if request.method == "GET":
        return _exception_page(found, request.args, {})
    try:
        asked = typed_by(ExceptionSchema(), {"until": False})
        except_from_consent(runtime(), actor(), client_id, asked)
    except BadRequestError as error:
        return _exception_page(found, request.form, _problems(error)), 422
    flash("The exception is recorded, with your name and the time.")
    return redirect(url_for("web.say_consent", client_id=client_id))


def _exception_page(found: Client, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "client_exception.html",
        client=found,
        typed=typed,
        problems=problems,
        reasons=ExceptionReason,
        agencies=list_agencies(runtime(), recipients=True),
    )


@blueprint.route("/clients/<int:client_id>/send", methods=["GET", "POST"])
def send_form_to(client_id: int) -> _Page:
    """Send a form about a client to another agency, or print it to be faxed."""
    found = find_client(runtime(), client_id)
    if request.method == "GET":
        return _send_page(found, request.args, {})
    try:
        sent = send_form(runtime(), actor(), _sending(client_id))
    except BadRequestError as error:
        return _send_page(found, request.form, error.problems), 422
    except NoGroundError as error:
        return _send_page(found, request.form, {"recipient": error.advice}), 403
    except UnavailableError as error:
        return _send_page(found, request.form, {"way": error.advice}), 503
    if sent.file is not None:
        return download(sent.file, "application/pdf", sent.file_name)
    flash("Sent. Ring the agency now, and tick the call off below.")
    return redirect(url_for("web.sendings"))


def _sending(client_id: int) -> Sending:
    agency_id, way = _whereto()
    return Sending(
        client_id=client_id,
        agency_id=agency_id,
        form_id=request.form.get("form", ""),
        way=way,
        action_id=request.form.get("action", type=int),
    )


def _whereto() -> tuple[int, Way]:
    """Read to whom it goes, and how.

    Raises:
        BadRequestError: one of the two was not chosen.
    """
    problems = {}
    code, way = request.form.get("recipient", ""), request.form.get("way", "")
    agency_id = agency_id_of(runtime(), code)
    if agency_id is None:
        problems["recipient"] = "Choose the agency."
    if way not in (Way.EMAILED, Way.FAXED):
        problems["way"] = "Choose how it goes."
    if problems or agency_id is None:
        raise BadRequestError("this cannot be sent", problems)
    return agency_id, Way(way)


def _send_page(found: Client, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "client_send.html",
        client=found,
        typed=typed,
        problems=problems,
        agencies=list_agencies(runtime(), recipients=True),
        catalogue=runtime().catalogue,
        has_mail=runtime().settings.smtp is not None,
        now=now_utc(),
    )


@blueprint.route("/records/<int:record_id>/send", methods=["GET", "POST"])
def send_record_on(record_id: int) -> _Page:
    """Send an accepted form on to another agency, or print it to be faxed."""
    found = find_record(runtime(), record_id)
    if request.method == "GET":
        return _send_on_page(found, request.args, {})
    try:
        agency_id, way = _whereto()
        asked = SendingOn(record_id=record_id, agency_id=agency_id, way=way)
        sent = send_record(runtime(), actor(), asked)
    except BadRequestError as error:
        return _send_on_page(found, request.form, error.problems), 422
    except (NoGroundError, ConflictError, UnavailableError) as error:
        box = "way" if isinstance(error, UnavailableError) else "recipient"
        return _send_on_page(found, request.form, {box: error.advice}), STATUS[type(error)]
    if sent.file is not None:
        return download(sent.file, "application/pdf", sent.file_name)
    flash("Sent. Ring the agency now, and tick the call off below.")
    return redirect(url_for("web.sendings"))


def _send_on_page(found: Record, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "record_send.html",
        record=found,
        title=runtime().catalogue.find(found.form_id, found.form_version).title,
        typed=typed,
        problems=problems,
        agencies=list_agencies(runtime(), recipients=True),
        has_mail=runtime().settings.smtp is not None,
        now=now_utc(),
    )


@blueprint.get("/sendings")
def sendings() -> str:
    """Show what was sent, and which telephone calls are still to be made."""
    return render_template(
        "sendings.html",
        waiting=list_waiting_calls(runtime()),
        sent=list_sent(runtime()),
        catalogue=runtime().catalogue,
    )


@blueprint.post("/sendings/<int:disclosure_id>/call")
def note_call(disclosure_id: int) -> Response:
    """Tick off the call that follows what was sent."""
    done = record_call(runtime(), actor(), disclosure_id)
    flash(f"The call to {done.agency} is recorded.")
    return redirect(url_for("web.sendings"))


@blueprint.get("/for-your-agency")
def for_agencies() -> str:
    """Show a worker of another agency the clients who agreed to that."""
    return render_template("for_agencies.html", clients=clients_for(runtime(), actor()))
