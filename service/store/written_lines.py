"""What the recogniser saw of the fields that say whose a form is, as it was kept with the pages."""

from service.store.models import RecordRow


def of_record(row: RecordRow) -> dict[str, bytes]:
    """Give by field what was kept of a record; of a field on two pages, what the first shows.

    The record itself need not be in the database yet.
    """
    found: dict[str, bytes] = {}
    for page in sorted(row.pages, key=lambda page: (page.document_id, page.number)):
        for lines in page.written_lines:
            found.setdefault(lines.field, lines.content)
    return found
