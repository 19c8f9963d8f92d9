"""Gives the place on the paper that a value was read from, marked in what is around it."""

from service.crops import zone_png
from service.errors import NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import records
from service.store.engine import looking
from service.usecases.views import evidence_of_pages


@needs(Power.SEE_CLIENTS)
def value_place(runtime: Runtime, record_id: int, key: str) -> bytes:
    """Give the place of a value as PNG.

    Raises:
        NotFoundError: there is no such record, or no picture of that value.
    """
    with looking(runtime.engine) as session:
        row = records.get(session, record_id)
        if row is None:
            raise NotFoundError(f"there is no record {record_id}")
        shown = evidence_of_pages(row.pages).get(key)
        pictures = {(page.document_id, page.number): page.evidence_sha256 for page in row.pages}
    box = shown.reading.box if shown else None
    sha256 = pictures.get((shown.document_id, shown.page_number)) if shown else None
    picture = zone_png(runtime.originals.read(sha256), box) if sha256 and box else None
    if picture is None:
        raise NotFoundError(f"there is no picture of this value of record {record_id}")
    return picture
