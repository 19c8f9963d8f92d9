"""The ledger of copies as JSON."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from service.ledger.copies import CopyState
from service.store.ledger import Sought
from service.store.states import CopyPurpose

_MOST_PAGES = 50


class LedgerQuerySchema(Schema):
    """Which copies."""

    class Meta:
        """As the other queries."""

        unknown = EXCLUDE

    prison = fields.String(load_default="")
    team = fields.String(
        load_default="",
        metadata={"description": "Code of the agency that has them; own: our own team."},
    )
    form = fields.String(load_default="")
    state = fields.Enum(CopyState, by_value=True, load_default=None)
    client_id = fields.Integer(load_default=None)
    set_id = fields.Integer(load_default=None)
    before = fields.Integer(
        load_default=None, metadata={"description": "Only copies with a lower id."}
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


def sought_in(query: dict[str, Any]) -> Sought:
    """Give what `LedgerQuerySchema` has loaded as what is sought."""
    return Sought(
        prison=query["prison"],
        team=query["team"],
        form_id=query["form"],
        state=query["state"],
        client_id=query["client_id"],
        set_id=query["set_id"],
    )


class LedgerCopySchema(Schema):
    """A copy, and how it stands."""

    id = fields.Integer()
    copy = fields.String(attribute="copy_id")
    form = fields.String(attribute="form_id")
    version = fields.String(attribute="form_version")
    format = fields.String(attribute="artefact")
    client_id = fields.Integer(allow_none=True)
    client = fields.String(attribute="reference")
    prison = fields.String()
    team = fields.String(attribute="recipient", allow_none=True)
    purpose = fields.Enum(CopyPurpose, by_value=True)
    issued_at = fields.DateTime()
    issued_by = fields.String(allow_none=True)
    due_back = fields.Date(allow_none=True)
    state = fields.Enum(CopyState, by_value=True)
    late = fields.Boolean(attribute="is_late")
    pages_back = fields.List(fields.Integer())
    pages_missing = fields.List(fields.Integer())
    back_at = fields.DateTime(allow_none=True)
    written_off_at = fields.DateTime(allow_none=True)
    written_off_by = fields.String(allow_none=True)
    written_off_because = fields.String()


class LedgerPageSchema(Schema):
    """Some copies, with how many there are in each state."""

    copies = fields.List(fields.Nested(LedgerCopySchema))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class PagesAgainSchema(Schema):
    """Which pages are printed once more."""

    pages = fields.List(
        fields.Integer(), load_default=list, validate=validate.Length(max=_MOST_PAGES)
    )


class WriteOffSchema(Schema):
    """Why a copy will not come back."""

    because = fields.String(required=True, validate=validate.Length(1, 500))


class DueBackSchema(Schema):
    """By when a copy is to be back."""

    due_back = fields.Date(required=True, allow_none=True)
