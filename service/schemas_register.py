"""What the register of clients takes and gives as JSON."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from service.entities import Episode, KeyWorker, PersonName
from service.identifiers.numbers import NumberKind
from service.json_fields import Tick, Whole, not_empty
from service.register.columns import LONGEST
from service.schemas import ClientDetailsSchema, ClientSchema
from service.store.states import Channel, ClientAction, CustodyStatus, WorkerRole
from service.usecases import client_parts
from service.usecases.import_register import ImportReport, RowFate

_NUMBER = validate.Length(min=1, max=40)
_MOST_NOTES = 1000


def _longest(column: str) -> validate.Length:
    return validate.Length(max=LONGEST[column])


class PersonNameSchema(Schema):
    """A further name."""

    given_names = fields.String(load_default="", validate=_longest("given_names"))
    surname = fields.String(
        required=True,
        validate=_longest("surname"),
        error_messages={"required": "Enter the surname."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> PersonName:
        return PersonName(**data)


class ClientNumberSchema(Schema):
    """A further number."""

    kind = fields.Enum(NumberKind, by_value=True, load_default=NumberKind.UNKNOWN)
    text = fields.String(
        required=True, validate=_NUMBER, error_messages={"required": "Enter the number."}
    )
    canonical = fields.String(dump_only=True, allow_none=True)


class EpisodeSchema(Schema):
    """A stay in custody; with an id, the one that is changed."""

    id = Whole(load_default=0)
    prison = fields.String(load_default="", validate=_longest("prison"))
    status = fields.Enum(CustodyStatus, by_value=True, allow_none=True, load_default=None)
    court = fields.String(load_default="", validate=_longest("court"))
    release_date = fields.Date(allow_none=True, load_default=None)
    from_date = fields.Date(allow_none=True, load_default=None)
    to_date = fields.Date(allow_none=True, load_default=None)
    court_date = fields.Date(allow_none=True, load_default=None)
    treatment = fields.String(load_default="", validate=_longest("treatment"))
    release_plan = fields.String(load_default="", validate=_longest("release_plan"))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Episode:
        return Episode(**data)


class KeyWorkerSchema(Schema):
    """A key worker; with an id, the one that is changed."""

    id = Whole(load_default=0)
    name = fields.String(
        required=True,
        validate=(
            not_empty("Enter the worker\N{RIGHT SINGLE QUOTATION MARK}s name."),
            _longest("prison_key_worker"),
        ),
        error_messages={"required": "Enter the worker\N{RIGHT SINGLE QUOTATION MARK}s name."},
    )
    agency = fields.String(load_default="", validate=_longest("prison_agency"))
    telephone = fields.String(load_default="", validate=_longest("prison_telephone"))
    role = fields.Enum(WorkerRole, by_value=True, load_default=WorkerRole.PRISON)
    from_date = fields.Date(allow_none=True, load_default=None)
    to_date = fields.Date(allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> KeyWorker:
        return KeyWorker(**data)


class WholeClientSchema(ClientSchema):
    """A client with all that is known of it."""

    other_names = fields.List(fields.Nested(PersonNameSchema))
    other_births = fields.List(fields.Date())
    numbers = fields.List(fields.Nested(ClientNumberSchema))
    postcodes = fields.List(fields.String())
    episodes = fields.List(fields.Nested(EpisodeSchema))
    workers = fields.List(fields.Nested(KeyWorkerSchema))
    revision = fields.Integer()


class ClientChangeSchema(Schema):
    """A client's main values, as they shall be."""

    revision = Whole(required=True)
    details = fields.Nested(ClientDetailsSchema, required=True)


class _PartsSchema(Schema):
    """Further names, dates of birth, numbers and postcodes."""

    names = fields.List(fields.Nested(PersonNameSchema), load_default=list)
    births = fields.List(fields.Date(), load_default=list)
    numbers = fields.List(fields.Nested(ClientNumberSchema), load_default=list)
    postcodes = fields.List(fields.String(validate=_longest("postcode")), load_default=list)


class NewPartsSchema(_PartsSchema):
    """What is to be added; stays and workers that have an id are changed."""

    episodes = fields.List(fields.Nested(EpisodeSchema), load_default=list)
    workers = fields.List(fields.Nested(KeyWorkerSchema), load_default=list)


class OldPartsSchema(_PartsSchema):
    """What is to be removed; stays and workers by their ids."""

    episodes = fields.List(Whole(), load_default=list)
    workers = fields.List(Whole(), load_default=list)


class PartsChangeSchema(Schema):
    """What else is known of a client, changed."""

    revision = Whole(required=True)
    add = fields.Nested(NewPartsSchema, load_default=dict)
    remove = fields.Nested(OldPartsSchema, load_default=dict)


_Make = Callable[[Any], client_parts.Change]
REMOVE_PART: dict[str, _Make] = {
    "names": client_parts.remove_name,
    "births": client_parts.remove_birth,
    "numbers": lambda number: client_parts.remove_number(number["kind"], number["text"]),
    "postcodes": client_parts.remove_postcode,
    "episodes": client_parts.remove_episode,
    "workers": client_parts.remove_worker,
}
ADD_PART: dict[str, _Make] = {
    "names": client_parts.add_name,
    "births": client_parts.add_birth,
    "numbers": lambda number: client_parts.add_number(number["kind"], number["text"]),
    "postcodes": client_parts.add_postcode,
    "episodes": client_parts.keep_episode,
    "workers": client_parts.keep_worker,
}


def changes_in(asked: dict[str, Any]) -> list[client_parts.Change]:
    """Give what `PartsChangeSchema` has loaded as changes: first what goes, then what comes."""
    return [
        make(part)
        for makers, parts in ((REMOVE_PART, asked["remove"]), (ADD_PART, asked["add"]))
        for key, make in makers.items()
        for part in parts.get(key, ())
    ]


class MergeSchema(Schema):
    """The client that the other is merged into, and both as they were compared."""

    into_id = Whole(required=True)
    revision = Whole(required=True)
    into_revision = Whole(required=True)


class FieldChangeSchema(Schema):
    """One thing that was changed."""

    field = fields.String(attribute="key")
    before = fields.Raw()
    after = fields.Raw()


class ClientHistorySchema(Schema):
    """An entry of a client's history."""

    at = fields.DateTime()
    by = fields.String(allow_none=True)
    channel = fields.Enum(Channel, by_value=True)
    action = fields.Enum(ClientAction, by_value=True)
    reference = fields.String()
    changes = fields.List(fields.Nested(FieldChangeSchema))
    record_id = fields.Integer(allow_none=True)


class DryRunSchema(Schema):
    """Whether a table is only tried."""

    dry_run = Tick(load_default=False)


class RowNoteSchema(Schema):
    """What is to be said of a row."""

    line = fields.Integer()
    column = fields.String()
    text = fields.String()


class ImportReportSchema(Schema):
    """What became of a table's rows: how many, and the first thousand that need a person."""

    counts = fields.Method("_counts")
    refusals = fields.Function(lambda report: _notes(report.refusals))
    warnings = fields.Function(lambda report: _notes(report.warnings))

    def _counts(self, report: ImportReport) -> dict[RowFate, int]:
        return {fate: report.counts[fate] for fate in RowFate}


def _notes(notes: list[Any]) -> Any:  # noqa: ANN401 - as marshmallow dumps
    return RowNoteSchema(many=True).dump(notes[:_MOST_NOTES])
