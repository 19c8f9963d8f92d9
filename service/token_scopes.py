"""What a token must be for at each address of the API.

An address that is not in this table is refused to every token, and a test fails until it is: nobody
opens a way in for programs without having thought of it. Pages are in none: they are for people.
"""

from collections.abc import Mapping
from types import MappingProxyType

from service.errors import NotAllowedError
from service.identity import TokenScope

_READ = (
    *("clients.list_all", "clients.search", "clients.show", "clients.history", "alike.list_all"),
    *("records.list_all", "records.show", "records.evidence", "decisions.candidates"),
    *("consents.show", "consents.list_all", "due.due", "due.events", "due.journey"),
    *("quality.rates", "quality.waiting", "quality.show", "quality.place", "leaving.show"),
    *("effects.waiting", "effects.of_record", "effects.of_client"),
    *("copies.list_all", "copies.show"),
    *("audit.search", "audit.head", "figures.show", "rights.corrections"),
)
_WRITE = (
    *("clients.add", "clients.change", "clients.change_what_else_is_known", "clients.import_all"),
    *("clients.merge", "clients.unmerge", "alike.two_people", "alike.undo_two"),
    *("records.correct", "records.assign", "records.accept", "decisions.decide", "decisions.undo"),
    *("consents.record", "consents.record_an_exception", "consents.call"),
    *("due.enter", "due.withdraw", "due.answer", "quality.answer"),
    *("agencies.add", "agencies.tell", "agencies.import_all", "tokens.revoke_own"),
    *("leaving.return_to_sender", "leaving.say_not_ours", "leaving.put_back_in", "leaving.part"),
    *("leaving.turn", "rights.ask", "rights.decide"),
    *("effects.accept", "effects.refuse", "effects.take_back"),
)
_INTAKE = (
    *("intakes.send_in", "intakes.list_all", "intakes.show_intake", "intakes.show_document"),
    *("batches.list_all", "batches.show", "batches.exceptions"),
)
_FORMS = (
    *("copies.issue", "copy-sets.ask", "copy-sets.list_all", "copy-sets.show"),
    *("copy-sets.left_out", "copy-sets.take", "consents.send", "copies.print_again"),
    *("copies.write_off", "copies.expect"),
)
_EXPORT = (
    *("records.export", "records.evidence_package", "decisions.judged", "intakes.show_original"),
    *("monitoring.rows", "figures.ndtms", "rights.access"),
)
_ANY = (
    *("copies.list_forms", "agencies.list_all", "agencies.show", "api-docs.openapi_json"),
    "tokens.list_own",
)
"""Nothing of any client is in it: whatever the token is for."""

SCOPES: Mapping[str, frozenset[TokenScope]] = MappingProxyType(
    {
        **dict.fromkeys(_READ, frozenset({TokenScope.READ})),
        **dict.fromkeys(_WRITE, frozenset({TokenScope.WRITE})),
        **dict.fromkeys(_INTAKE, frozenset({TokenScope.INTAKE, TokenScope.READ})),
        **dict.fromkeys(_FORMS, frozenset({TokenScope.FORMS})),
        **dict.fromkeys(_EXPORT, frozenset({TokenScope.EXPORT})),
        **dict.fromkeys(_ANY, frozenset(TokenScope)),
        "intakes.send_in": frozenset({TokenScope.INTAKE}),
    }
)
"""By endpoint: a token that is for one of these may call it."""


def ask_scope(endpoint: str, scopes: frozenset[TokenScope]) -> None:
    """Let a token go on only where it is for what is asked.

    Raises:
        NotAllowedError: it is not.
    """
    wanted = SCOPES.get(endpoint, frozenset())
    if wanted & scopes:
        return
    names = " or ".join(scope for scope in TokenScope if scope in wanted)
    hint = f"Have a token made with the scope {names}." if names else "Tokens are for the API."
    raise NotAllowedError("this token is not for that", hint=hint)
