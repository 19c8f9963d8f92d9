"""Attacks on what an account may not have: of other roles, of other agencies, without consent."""

from typing import Any

import pytest

from service.disclosure_rules import RULES, Rule
from service.usecases.tokens import revoke_token
from tests.attacks.attack import Attack, Removal, idle, replaced
from tests.attacks.target import Target

_SEVERN = "Severn"


def _administer(target: Target) -> bool:
    visitor = target.signed_in("wendy")
    sent = {"name": "ros", "role": "administrator"}
    visitor.post("/settings/users", **sent)
    return bool(target.sql("SELECT id FROM users WHERE name = 'ros'"))


def _nobody_is_asked(target: Target, patch: pytest.MonkeyPatch) -> None:
    del target
    for place in ("service.permission.rules.check", "service.admission.check"):
        patch.setattr(place, lambda *_: None)


def _without_signing_in(target: Target) -> bool:
    return _SEVERN in target.visitor().get(f"/clients/{target.house.client}").text


def _open_to_strangers(target: Target, patch: pytest.MonkeyPatch) -> None:
    _nobody_is_asked(target, patch)
    patch.setattr("service.signing_in._refuse_strangers", lambda: None)


def _client(target: Target) -> bool:
    return _SEVERN in target.signed_in("nasreen").get(f"/clients/{target.house.client}").text


def _clients(target: Target) -> bool:
    return _SEVERN in target.signed_in("nasreen").get("/clients").text


def _document(target: Target) -> bool:
    return target.signed_in("nasreen").get("/documents/1").status_code == 200


def _picture(target: Target) -> bool:
    answer = target.signed_in("nasreen").get("/documents/1/pages/1.png")
    return bool(answer.data.startswith(b"\x89PNG"))


def _original(target: Target) -> bool:
    header = target.bearer("nasreen")
    answer = target.app.test_client().get("/api/v1/documents/1/original", headers=header)
    return b"Laura Jane" in answer.data


def _record(target: Target) -> bool:
    path = f"/api/v1/records/{target.house.record}"
    answer = target.app.test_client().get(path, headers=target.bearer("nasreen"))
    return _SEVERN in answer.text


def _change(target: Target) -> bool:
    where = f"/records/{target.house.record}/send-back"
    return target.signed_in("nasreen").get(where).status_code == 200


def _ruled(endpoint: str) -> Removal:
    return replaced("service.guests.RULES", {**RULES, endpoint: Rule.OPEN})


def _revoke_for_another(target: Target) -> bool:
    target.bearer("ada")
    header = target.bearer("wendy")
    target.app.test_client().delete("/api/v1/tokens/1", headers=header)
    return bool(target.sql("SELECT id FROM api_tokens WHERE id = 1 AND revoked_at IS NOT NULL"))


def _revoke_any(runtime: Any, actor: Any, token_id: int, *, of_user: int | None) -> None:
    del of_user
    revoke_token.__wrapped__(runtime, actor, token_id)  # type: ignore[attr-defined]


def _export_to(target: Target) -> bool:
    path = f"/api/v1/records/{target.house.record}/export?recipient=D01B"
    answer = target.app.test_client().get(path, headers=target.bearer("wendy"))
    return _SEVERN in answer.text


ATTACKS = (
    Attack(
        number="V8.2.1",
        title="add an administrator with a worker's account",
        defence="each power is asked for, at the door and in the use case",
        succeeds=_administer,
        remove=_nobody_is_asked,
    ),
    Attack(
        number="V8.3.1",
        title="open a client's page without signing in",
        defence="whoever is nobody is sent to sign in",
        succeeds=_without_signing_in,
        remove=_open_to_strangers,
    ),
    Attack(
        number="V8.2.2",
        title="open a client of another agency by guessing the number",
        defence="the gate before a client's page",
        succeeds=_client,
        remove=_ruled("web.client"),
    ),
    Attack(
        number="V8.4.1",
        title="list another agency's clients",
        defence="the gate before the register",
        succeeds=_clients,
        remove=_ruled("web.clients"),
    ),
    Attack(
        number="V8.2.2",
        title="open another agency's document by guessing the number",
        defence="the gate before documents",
        succeeds=_document,
        remove=_ruled("web.document"),
    ),
    Attack(
        number="V8.2.2",
        title="open the picture of another agency's page",
        defence="the gate before pictures of pages",
        succeeds=_picture,
        remove=_ruled("web.picture"),
    ),
    Attack(
        number="V8.2.2",
        title="take another agency's original through the API",
        defence="the gate before originals, for programs too",
        succeeds=_original,
        remove=_ruled("intakes.show_original"),
    ),
    Attack(
        number="V8.2.2",
        title="read another agency's record through the API",
        defence="the gate before records, for programs too",
        succeeds=_record,
        remove=_ruled("records.show"),
    ),
    Attack(
        number="V8.2.2",
        title="send another agency's record back to its sender",
        defence="the gate before what changes a record",
        succeeds=_change,
        remove=_ruled("web.ask_send_back"),
    ),
    Attack(
        number="V8.2.2",
        title="revoke somebody else's token by guessing its number",
        defence="one's own tokens alone",
        succeeds=_revoke_for_another,
        remove=replaced("service.api.tokens.revoke_token", _revoke_any),
    ),
    Attack(
        number="V14.2.3",
        title="export a record to an agency to which the client has not agreed",
        defence="the ground that every disclosure needs",
        succeeds=_export_to,
        remove=idle("service.usecases.export.disclose_record"),
    ),
)
