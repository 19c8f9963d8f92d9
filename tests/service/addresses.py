"""Every address of the service, with what stands in it filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.service.full_house import House

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_NOWHERE = 987_654_321
_WORDS = {
    "how": "done",
    "kind": "names",
    "key": "court_name",
    "code": "dates",
    "name": "prisons",
    "form_id": "alert-form",
    "version": "1",
    "copy_id": "AAAA-AAAA",
    "filename": "throughcare.css",
}
_NUMBERS = {"number": 1, "page": 1, "degrees": 180}


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one address."""

    endpoint: str
    method: str
    path: str


def _ids(house: House) -> Mapping[str, int]:
    return {
        "client_id": house.client,
        "other_id": house.other,
        "record_id": house.doubtful,
        "document_id": house.document,
        "intake_id": house.intake,
        "batch_id": house.batch,
        "set_id": house.copy_set,
        "check_id": house.check,
        "agency_id": house.agency,
        "definition_id": house.definition,
        "account_id": 1,
        "action_id": 1,
        "event_id": 1,
        "disclosure_id": 1,
    }


def addresses(app: Flask, house: House | None = None) -> Iterator[Address]:
    """Yield every address; without a house, those of what does not exist."""
    known: Mapping[str, int] = _ids(house) if house else {}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            values: dict[str, Any] = {
                name: _WORDS.get(name, _NUMBERS.get(name, known.get(name, _NOWHERE)))
                for name in rule.arguments
            }
            for method in _METHODS:
                if method in (rule.methods or ()):
                    path = adapter.build(rule.endpoint, values, method=method)
                    yield Address(rule.endpoint, method, path)
