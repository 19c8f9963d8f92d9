"""Requests made from the API's own description: what it allows, what it does not, and both mixed.

Every check of Schemathesis is on. An answer is judged by the description alone: its status, its
headers, its media type and its body must be among those that are described for the address.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import schemathesis
from schemathesis.engine import events, from_schema

from service.app import create_app
from service.runtime import Runtime
from service.store.states import Role
from service.usecases.accounts import add_user
from tests.service.conftest import ACTOR
from tests.service.served import listening
from tests.service.tokens import token_for

_IDS = 60
DESCRIPTION = "/api/v1/openapi.json"
_WORDS = ("alert-form", "release-plan", "D05B", "LEI", "Severn", "2026-11-27", "A0001BC")
_ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")
_AGENCY = "a recipient is an agency on the list"
_TABLE = "the file is a CSV table with the columns that it needs"
_ANSWERS = "fields and answers are those of the form at hand"
_NAMES = "each of several names in one text has a limit of its own"
RULES_BEYOND_A_SCHEMA = {
    "GET /api/v1/figures": "a period of ten years at most, that ends after it begins",
    "GET /api/v1/monitoring": "a period that ends after it begins",
    "POST /api/v1/ndtms": "an agency that there is, a period that ends after it begins",
    "POST /api/v1/clients/{client_id}/access": "who asks, and why",
    "POST /api/v1/clients/{client_id}/corrections": "something that is held, and what is wrong",
    "POST /api/v1/corrections/{request_id}/decision": "a refusal needs a reason",
    "POST /api/v1/copies/{copy_id}/pages": "pages that the form has",
    "POST /api/v1/copies/{copy_id}/written-off": "a reason",
    "POST /api/v1/copies/{copy_id}/due-back": "a day to come",
    "POST /api/v1/records/{record_id}/return": "another reason needs a note",
    "POST /api/v1/records/{record_id}/parts": "pages that the record has",
    "POST /api/v1/records/{record_id}/effects/refusal": "a refusal needs a reason",
    "POST /api/v1/records/{record_id}/effects/acceptance": "changes that the form asks for",
    "GET /api/v1/records/{record_id}/export": _AGENCY,
    "GET /api/v1/records/{record_id}/evidence.zip": _AGENCY,
    "PATCH /api/v1/clients/{client_id}": "a stay says where; a number is one; a name is somebody's",
    "PATCH /api/v1/records/{record_id}": _ANSWERS,
    "POST /api/v1/agencies/import": _TABLE,
    "POST /api/v1/agencies/{agency_id}/contacts": "some way to reach it, and a day as people write",
    "POST /api/v1/clients": _NAMES,
    "POST /api/v1/clients/import": _TABLE,
    "POST /api/v1/clients/{client_id}/consents": "a yes names its agency and what proves it",
    "POST /api/v1/clients/{client_id}/events": "limits run from 2005 to 2030; some need a day",
    "POST /api/v1/clients/{client_id}/exceptions": "until within three months, with a sentence why",
    "POST /api/v1/clients/{client_id}/merge": "two clients are two",
    "POST /api/v1/clients/{client_id}/sendings": _AGENCY,
    "POST /api/v1/copies": _ANSWERS,
    "POST /api/v1/copy-sets": _AGENCY,
    "POST /api/v1/due/{action_id}/answer": "not in the future, and of a kind that answers it",
    "POST /api/v1/quality/checks/{check_id}": _ANSWERS,
    "POST /api/v1/records/{record_id}/decision": "either a client, or a new one",
    "PUT /api/v1/clients/{client_id}": _NAMES,
    "PUT /api/v1/clients/{client_id}/apart/{other_id}": "two clients are two",
}
"""Why an operation may refuse (422) what its schema allows: rules that JSON Schema cannot state."""


@dataclass(slots=True)
class Tried:
    """What was tried, and what was found."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    failures: dict[str, str] = field(default_factory=dict)
    """By operation and kind of failure, the first example of each."""


def try_as(runtime: Runtime, role: Role, *, examples: int, seed: int, whole: bool) -> Tried:
    """Serve an installation, and send requests to it as an account with one role; see `try_api`."""
    add_user(runtime, ACTOR, "morag", role)
    # The last token's number is not among the ids that are drawn: it would be revoked on the way.
    *_, token = (token_for(runtime, "morag") for _ in range(_IDS + 1))
    # As many requests as are made would be too many from anybody else.
    unhurried = replace(runtime, settings=replace(runtime.settings, rate_limits=False))
    with listening(create_app(unhurried)) as address:
        return try_api(address, token, examples=examples, seed=seed, whole=whole)


def try_api(address: str, token: str, *, examples: int, seed: int, whole: bool) -> Tried:
    """Send requests made from the description, and judge the answers.

    Args:
        address: of the service, as it listens.
        token: of the account that asks.
        examples: at most so many of each operation in each phase.
        seed: the same gives the same requests.
        whole: also go through every bound that the description names, and through chains of
            requests; else only as many as `examples` says.
    """
    headers = {"Authorization": f"Bearer {token}"}
    config = schemathesis.Config.from_dict(
        {
            "seed": seed,
            "headers": headers,
            "continue-on-failure": True,
            # Half of the ids are of something that is there: what is asked of it is tried, too.
            "dictionaries": {"ids": {"values": [*range(1, _IDS)]}, "words": {"values": [*_WORDS]}},
            "generation": {
                "dictionaries": {
                    "integer": {"dictionary": "ids", "probability": 0.5},
                    "string": {"dictionary": "words", "probability": 0.2},
                },
                "max-examples": examples,
                "mode": "all",
                "database": "none",
                "allow-x00": False,
            },
            "phases": {
                "examples": {"enabled": False},
                "coverage": {"enabled": whole},
                "stateful": {"enabled": whole},
            },
            "operations": [
                {
                    "include-name": name,
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": [*_ACCEPTED, "422"]}
                    },
                }
                for name in RULES_BEYOND_A_SCHEMA
            ],
        }
    )
    schema = schemathesis.openapi.from_url(
        f"{address}{DESCRIPTION}", config=config, headers=headers
    )
    tried = Tried()
    for event in from_schema(schema).execute():
        _note(tried, event)
    return tried


def _note(tried: Tried, event: events.EngineEvent) -> None:
    match event:
        case events.ScenarioFinished(recorder=recorder):
            tried.operations.add(recorder.label)
            tried.cases += len(recorder.interactions)
            for interaction in recorder.interactions.values():
                if interaction.response is not None:
                    tried.statuses[interaction.response.status_code] += 1
            for label, said in _failures(recorder):
                tried.failures.setdefault(label, said)
        case events.NonFatalError(label=label, value=error):
            tried.failures.setdefault(f"{label}: {type(error).__name__}", str(error)[:2000])
        case events.FatalError(exception=error):
            raise error
        case _:
            pass


def _failures(recorder: Any) -> Iterator[tuple[str, str]]:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                response = recorder.find_response(case_id=case_id)
                case = recorder.cases[case_id].value
                label = f"{case.operation.label}: {check.name}: {failure.title}"
                body = response.content[:400] if response else b""
                yield label, f"{failure.message}\n{case.as_curl_command()[:600]}\n{body!r}"
