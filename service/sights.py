"""What somebody gets to see at an address, as it is noted in the audit trail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from flask import request

from service.usecases.viewing import Sight
from service.view_rules import Shows


@dataclass(frozen=True, slots=True)
class _Plain:
    """How something is noted whose id is in the address."""

    action: str
    subject: str
    argument: str
    is_passing: bool = False


_PLAIN: Mapping[Shows, _Plain] = {
    Shows.CLIENT: _Plain("client.viewed", "client", "client_id"),
    Shows.RECORD: _Plain("record.viewed", "record", "record_id"),
    Shows.RECORD_PART: _Plain("record.viewed", "record", "record_id", is_passing=True),
    Shows.DOCUMENT: _Plain("document.viewed", "document", "document_id"),
    Shows.DOCUMENT_PART: _Plain("document.viewed", "document", "document_id", is_passing=True),
    Shows.ORIGINAL: _Plain("original.taken", "document", "document_id"),
    Shows.INTAKE: _Plain("intake.viewed", "intake", "intake_id", is_passing=True),
    Shows.COPY_SET: _Plain("copy_set.viewed", "copy_set", "set_id", is_passing=True),
    Shows.BATCH: _Plain("batch.viewed", "batch", "batch_id", is_passing=True),
    Shows.CHECK: _Plain("record.value_viewed", "quality_check", "check_id"),
    Shows.CHECK_PART: _Plain("record.value_viewed", "quality_check", "check_id", is_passing=True),
}


def sights_of(rule: Shows, endpoint: str, asked: Mapping[str, Any]) -> Iterator[Sight]:
    """Give what an address shows.

    Args:
        rule: of the address.
        endpoint: its name.
        asked: what is in it, by name.
    """
    match rule:
        case Shows.NOTHING | Shows.WRITTEN | Shows.SIGN_IN:
            return
        case Shows.LIST:
            yield _listed(endpoint)
        case Shows.SEARCH:
            yield _searched(endpoint) if request.method == "POST" else _listed(endpoint)
        case Shows.CLIENTS:
            for name in ("client_id", "other_id"):
                yield _client(asked[name], endpoint)
        case Shows.QUERY_CLIENT:
            if (client_id := request.args.get("client", type=int)) is not None:
                yield _client(client_id, endpoint, is_passing=True)
        case (
            Shows.CLIENT
            | Shows.RECORD
            | Shows.RECORD_PART
            | Shows.DOCUMENT
            | Shows.DOCUMENT_PART
            | Shows.ORIGINAL
            | Shows.INTAKE
            | Shows.COPY_SET
            | Shows.BATCH
            | Shows.CHECK
            | Shows.CHECK_PART
        ):
            plain = _PLAIN[rule]
            yield Sight(
                action=plain.action,
                subject=plain.subject,
                subject_id=str(asked[plain.argument]),
                page=endpoint,
                is_passing=plain.is_passing,
            )
        case _:
            assert_never(rule)


def _listed(endpoint: str) -> Sight:
    return Sight(
        action="list.viewed",
        subject="address",
        subject_id=endpoint,
        page=endpoint,
        is_passing=True,
    )


def _searched(endpoint: str) -> Sight:
    return Sight(action="register.searched", subject="register", subject_id="all", page=endpoint)


def _client(client_id: int, endpoint: str, *, is_passing: bool = False) -> Sight:
    return Sight(
        action="client.viewed",
        subject="client",
        subject_id=str(client_id),
        page=endpoint,
        is_passing=is_passing,
    )
