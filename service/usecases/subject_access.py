"""Gives all that is held on one person as a bundle that the person can read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import parse_copy_id
from forms.errors import ThroughcareError
from service.access import naming
from service.access.checks import checks_of
from service.access.page import READ_ME, chapters_of, check_page, data_json, index_page
from service.access.papers import form_of
from service.access.values import Bundle, Chapter, Files, Known
from service.clock import now_utc
from service.custody.package import write_files
from service.entities import Actor
from service.errors import BadRequestError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, consents
from service.store import held as store_held
from service.store.engine import looking, unit_of_work
from service.store.held import Held
from service.store.rights_models import AccessRequestRow
from service.usecases.known import known_client

_KIND = "throughcare-subject-access"
_BY = ("by_id", "undone_by_id", "accepted_by_id", "issued_by_id", "recorded_by_id", "entered_by_id")
_ALSO_BY = ("withdrawn_by_id", "follow_up_by_id", "decided_by_id", "seen_by_id", "user_id")
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAsked:
    """Who asks to see what is held, and why it is taken out."""

    asked_by: str = field(repr=False)
    reason: str = field(repr=False)


@needs(Power.ANSWER_CLIENTS)
def export_access(
    runtime: Runtime, actor: Actor, client_id: int, asked: AccessAsked, target: BinaryIO
) -> str:
    """Write all that is held on a person (ZIP); give the SHA-256 of its manifest.

    The request is kept before anything is written, and is itself part of what is held. Files go in
    one at a time.

    Raises:
        NotFoundError: there is no such client.
        BadRequestError: it does not say who asks, or why.
    """
    _check(asked)
    standing_id, request_id = _note(runtime, actor, client_id, asked)
    bundle = _bundle(runtime, standing_id, asked)
    head = {"kind": _KIND, "version": 1, "request": request_id}
    sha256 = write_files(target, head, _files(runtime, bundle, now_utc()))
    with unit_of_work(runtime.engine) as session:
        session.get_one(AccessRequestRow, request_id).manifest_sha256 = sha256
        audit.write(
            session, actor, "client.access_exported", "client", standing_id, manifest=sha256
        )
    return sha256


def _check(asked: AccessAsked) -> None:
    problems = {}
    if not asked.asked_by.strip():
        problems["asked_by"] = "Say who asks: the client, or whoever may ask for them."
    elif len(asked.asked_by) > _MOST_WORDS:
        problems["asked_by"] = f"Use {_MOST_WORDS} characters at most."
    if not asked.reason.strip():
        problems["reason"] = "Say why it is taken out."
    if problems:
        raise BadRequestError("this cannot be taken out", problems)


def _note(runtime: Runtime, actor: Actor, client_id: int, asked: AccessAsked) -> tuple[int, int]:
    """Keep the request; give who stands for the client, and the request."""
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, client_id)
        row = AccessRequestRow(
            client_id=client.id,
            asked_by=asked.asked_by.strip(),
            reason=asked.reason.strip(),
            at=now_utc(),
            by_id=actor.user_id,
            channel=actor.channel,
        )
        session.add(row)
        audit.write(session, actor, "client.access_asked", "client", client.id)
        session.flush()
        return client.id, row.id


def _bundle(runtime: Runtime, standing_id: int, asked: AccessAsked) -> Bundle:
    with looking(runtime.engine) as session:
        client = known_client(session, standing_id)
        held = store_held.gather(session, consents.ids_of(session, standing_id))
        shared = store_held.shared_documents(session, held)
        return Bundle(
            reference=client.reference,
            held=held,
            known=_known(runtime, session, held),
            files=Files(
                pages=naming.pages_of(held),
                originals=naming.originals_of(held, shared),
                copies=naming.copies_of(held),
                shared=shared,
            ),
            asked_by=asked.asked_by,
            reason=asked.reason,
        )


def _known(runtime: Runtime, session: Session, held: Held) -> Known:
    every = [row for rows in held.rows.values() for row in rows]

    def ids(*columns: str) -> set[Any]:
        return {row[column] for row in every for column in columns if row.get(column) is not None}

    return Known(
        catalogue=runtime.catalogue,
        accounts=store_held.names(session, "users", ids(*_BY, *_ALSO_BY)),
        agencies=store_held.names(session, "agencies", ids("agency_id", "holder_id")),
        contacts=store_held.names(session, "agency_contacts", ids("contact_id")),
        prisons={one.code: one.name for one in runtime.lists.entries("prisons") if one.code},
    )


def _files(runtime: Runtime, bundle: Bundle, made_at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield every file, what is to be looked at first at the end: only then is it all known."""
    missing: list[str] = []
    chapters = chapters_of(bundle)
    yield "README.txt", READ_ME.encode()
    yield "index.html", index_page(bundle, chapters, made_at).encode()
    yield "data.json", data_json(bundle, made_at).encode()
    for name, make in (*_stored(runtime, bundle), *_copies(bundle)):
        try:
            content = make()
        except ThroughcareError:
            missing.append(name)
        else:
            yield name, content
    yield "check-first.html", _checks(bundle, chapters, missing, made_at)


def _checks(
    bundle: Bundle, chapters: tuple[Chapter, ...], missing: list[str], made_at: datetime
) -> bytes:
    checks = checks_of(bundle, chapters, tuple(missing))
    return check_page(bundle, checks, made_at).encode()


_Make = Callable[[], bytes]


def _stored(runtime: Runtime, bundle: Bundle) -> Iterator[tuple[str, _Make]]:
    rows = bundle.held.rows
    by_page = {row["id"]: row["evidence_sha256"] for row in rows["pages"]}
    by_document = {row["id"]: row["original_sha256"] for row in rows["documents"]}
    names = [(name, by_page[key]) for key, name in bundle.files.pages.items()]
    names += [(name, by_document[key]) for key, name in bundle.files.originals.items()]
    for name, sha256 in names:
        yield name, partial(runtime.originals.read, sha256)


def _copies(bundle: Bundle) -> Iterator[tuple[str, _Make]]:
    for row in bundle.held.rows["issued_copies"]:
        yield bundle.files.copies[row["copy_id"]], partial(_print, bundle, row)


def _print(bundle: Bundle, row: store_held.Row) -> bytes:
    form = form_of(bundle, row)
    if form is None:
        raise NotFoundError("the definition of this copy is gone")
    return make_document(ArtefactFormat.PRINT, form, row["values"], parse_copy_id(row["copy_id"]))
