"""Takes the monthly SPOC list in: agencies that are new, and how each is reached from when.

The same list again changes nothing but that it was confirmed.
"""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from sqlalchemy.orm import Session

from service.agencies.rows import SPOC_LIST, SpocRow, read_spoc_row
from service.agencies.values import AgencyDetails
from service.clock import now_utc
from service.entities import Actor
from service.outgoing_mail import SECURE_DOMAINS, SmtpServer, SmtpSettings
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.files import read_table
from service.runtime import Runtime
from service.store import agencies, audit
from service.store.agency_models import AgencyRow, SpocImportRow
from service.store.engine import unit_of_work
from service.usecases.agencies import new_agency, tell_contact
from service.usecases.import_register import ImportReport, RowFate, RowNote

_NO_SERVER = SmtpSettings(server=SmtpServer(host="", port=0), sender="", domains=SECURE_DOMAINS)


@needs(Power.MANAGE_AGENCIES)
def import_spoc_list(
    runtime: Runtime, actor: Actor, file: BinaryIO, name: str, *, dry_run: bool = False
) -> ImportReport:
    """Take in the list, all rows that can be in one transaction, or only say what that would do.

    Raises:
        TableError: it is no such table.
    """
    allows = (runtime.settings.smtp or _NO_SERVER).allows
    rows = [read_spoc_row(line, cells, allows) for line, cells in read_table(file, name, SPOC_LIST)]
    with unit_of_work(runtime.engine) as session:
        report = _take(session, actor, rows)
        if dry_run:
            session.rollback()
    return report


def _take(session: Session, actor: Actor, rows: Iterable[SpocRow]) -> ImportReport:
    report = ImportReport()
    done = SpocImportRow(counts={}, at=now_utc(), by_id=actor.user_id)
    session.add(done)
    session.flush()
    seen: dict[str, int] = {}
    for row in rows:
        fate = _take_row(session, actor, row, report, done.id, seen)
        report.counts[fate] += 1
    done.counts = {str(fate): number for fate, number in report.counts.items() if number}
    audit.write(session, actor, "agencies.imported", "spoc_import", done.id)
    return report


def _take_row(
    session: Session,
    actor: Actor,
    row: SpocRow,
    report: ImportReport,
    import_id: int,
    seen: dict[str, int],
) -> RowFate:
    if row.agency is None or row.contact is None:
        return _refused(report, row, row.problems)
    if (before := seen.setdefault(row.agency.code, row.line)) != row.line:
        return _refused(report, row, {"agency_code": f"line {before} speaks of the same agency"})
    report.warnings += _notes(row, row.warnings)
    known = agencies.by_code(session, row.agency.code)
    agency = known or new_agency(session, actor, row.agency)
    is_changed = _is_renamed(session, actor, agency, row.agency)
    is_new = tell_contact(session, actor, agency, row.contact, import_id)
    if known is None:
        return RowFate.ADDED
    return RowFate.CHANGED if is_new or is_changed else RowFate.UNCHANGED


def _is_renamed(session: Session, actor: Actor, row: AgencyRow, said: AgencyDetails) -> bool:
    """Keep a new name or kind; whether it is our own, and at work, only a person says."""
    name = " ".join(said.name.split())
    if (row.name, row.kind) == (name, said.kind):
        return False
    row.name, row.kind = name, said.kind
    audit.write(session, actor, "agency.changed", "agency", row.id, kind=str(row.kind))
    return True


def _refused(report: ImportReport, row: SpocRow, problems: Mapping[str, str]) -> RowFate:
    report.refusals += _notes(row, problems)
    return RowFate.REFUSED


def _notes(row: SpocRow, texts: Mapping[str, str]) -> list[RowNote]:
    return [RowNote(line=row.line, column=column, text=text) for column, text in texts.items()]
