"""What leaves the list to check: back to its sender, no form of ours, parted, turned."""

from collections.abc import Mapping
from typing import Any

from service.api.blueprint import ApiBlueprint
from service.checking import Withdrawal
from service.entities import Record
from service.errors import NotFoundError
from service.schemas import RecordSchema
from service.schemas_leaving import (
    NotOursSchema,
    PartingSchema,
    PartsSchema,
    ReturnSchema,
    TurnedSchema,
    TurningSchema,
    WithdrawalSchema,
)
from service.signing_in import actor, runtime
from service.usecases.parting import part_record
from service.usecases.records import find_record
from service.usecases.returning import not_ours, put_back, send_back, withdrawal_of
from service.usecases.turning import turn_page

blueprint = ApiBlueprint("leaving", __name__, description="What leaves the list to check")


@blueprint.get("/records/<int:record_id>/withdrawal")
@blueprint.response(200, WithdrawalSchema)
def show(record_id: int) -> Withdrawal:
    """Tell why a record is out of the list to check, since when, and by whose word."""
    find_record(runtime(), record_id)
    found = withdrawal_of(runtime(), record_id)
    if found is None:
        raise NotFoundError(f"record {record_id} was not taken out of the list")
    return found


@blueprint.post("/records/<int:record_id>/return")
@blueprint.arguments(ReturnSchema)
@blueprint.response(200, RecordSchema)
def return_to_sender(asked: Mapping[str, Any], record_id: int) -> Record:
    """Note that a form goes back to its sender; it can be put back."""
    send_back(runtime(), actor(), record_id, **asked)
    return find_record(runtime(), record_id)


@blueprint.post("/records/<int:record_id>/not-ours")
@blueprint.arguments(NotOursSchema)
@blueprint.response(200, RecordSchema)
def say_not_ours(asked: Mapping[str, Any], record_id: int) -> Record:
    """Note that what was read as a form is none of ours; it can be put back."""
    not_ours(runtime(), actor(), record_id, **asked)
    return find_record(runtime(), record_id)


@blueprint.post("/records/<int:record_id>/put-back")
@blueprint.response(200, RecordSchema)
def put_back_in(record_id: int) -> Record:
    """Have a record wait for a person again that was taken out of the list."""
    put_back(runtime(), actor(), record_id)
    return find_record(runtime(), record_id)


@blueprint.post("/records/<int:record_id>/parts")
@blueprint.arguments(PartingSchema)
@blueprint.response(201, PartsSchema)
def part(asked: Mapping[str, Any], record_id: int) -> Mapping[str, list[int]]:
    """Make several records of one whose pages were wrongly put together."""
    return {"record_ids": part_record(runtime(), actor(), record_id, **asked)}


@blueprint.post("/documents/<int:document_id>/pages/<int:number>/turn")
@blueprint.arguments(TurningSchema)
@blueprint.response(202, TurnedSchema)
def turn(asked: Mapping[str, Any], document_id: int, number: int) -> Mapping[str, int]:
    """Turn a page and have it read again, with the other pages of its record."""
    new_id = turn_page(
        runtime(), actor(), document_id, number, asked["degrees"], revision=asked["revision"]
    )
    return {"document_id": new_id}
