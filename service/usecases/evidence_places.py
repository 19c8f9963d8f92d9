"""Tells which values of a record can be shown where they stand on the paper."""

from service.errors import NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import records
from service.store.engine import looking
from service.usecases.views import evidence_of_pages


@needs(Power.SEE_CLIENTS)
def places_of(runtime: Runtime, record_id: int) -> frozenset[str]:
    """Give the fields of a record that have a picture of their place.

    Raises:
        NotFoundError: there is no such record.
    """
    with looking(runtime.engine) as session:
        row = records.get(session, record_id)
        if row is None:
            raise NotFoundError(f"there is no record {record_id}")
        shown = evidence_of_pages(row.pages)
        return frozenset(
            key for key, one in shown.items() if one.has_picture and one.reading.box is not None
        )
