"""Keeps what reading a document brought: pages as they come, records and members at its end."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from forms.errors import TooMuchInsideError
from ocr.kept_lines import VERSION
from ocr.reading import page_json
from ocr.versions import reader_versions
from service.clock import now_utc
from service.entities import Actor
from service.evidence import ReadPage
from service.originals import Kept
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.store import documents, sureness
from service.store.models import DocumentRow, PageRow, WrittenLinesRow
from service.store.states import Channel
from service.usecases.receive import Arrival, add_document

_MOST_OF_ONE = 2_000
"""Files that come out of one, however they are packed in one another: each costs a reading."""

THE_SERVICE = Actor(user_id=None, channel=Channel.SERVICE)


@by_the_service
def keep_pictures(runtime: Runtime, pages: Sequence[ReadPage]) -> list[str | None]:
    """Store the pictures of pages, before any row speaks of them; give their SHA-256."""
    keep = runtime.originals.keep
    return [keep(page.picture).sha256 if page.picture else None for page in pages]


def add_pages(
    document: DocumentRow, pages: Sequence[ReadPage], pictures: Sequence[str | None]
) -> None:
    """Add rows for pages that were read."""
    read_at = now_utc()
    for page, picture in zip(pages, pictures, strict=True):
        row = PageRow(
            number=page.reading.page,
            status=str(page.reading.status),
            reading=page_json(page.reading),
            evidence_sha256=picture,
            picture_hash=page.picture_hash,
            read_at=read_at,
            read_by=reader_versions(),
            sureness=sureness.sureness_of(page.reading, read_at),
            written_lines=[
                WrittenLinesRow(field=key, content=content, version=VERSION)
                for key, content in page.lines.items()
            ],
        )
        document.pages.append(row)


def add_members(
    session: Session, container: DocumentRow, members: Iterable[tuple[str, str, Kept]]
) -> list[int]:
    """Add what a container held as documents of their own; give the ids of their jobs.

    Args:
        session: the transaction.
        container: the document that was unpacked.
        members: place in the container, name and stored bytes of each.

    Raises:
        TooMuchInsideError: too many have come out of the outermost container.
    """
    members = list(members)
    [*_, outermost] = [container, *documents.containers_of(session, container)]
    inside = documents.count_below(session, outermost)
    if inside + len(members) > _MOST_OF_ONE:
        raise TooMuchInsideError(f"more than {_MOST_OF_ONE} files come out of this one")
    added = [
        add_document(
            session,
            container.intake,
            Arrival(
                name=name,
                kept=kept,
                place=place,
                batch_id=container.batch_id,
                parent_id=container.id,
            ),
        )
        for place, name, kept in members
    ]
    session.flush()
    return [job.id for job in added if job is not None]
