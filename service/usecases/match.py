"""Matches a record to a client: by its issued copy, else by all that is written, weighed."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from forms.definition import Form
from forms.written_dates import today_utc
from ocr.held import hold_against
from ocr.reading import FieldState, Reading, page_from_json
from service.assembly import Concern
from service.matching.against_image import Hold, hold_all
from service.matching.decision import (
    Decision,
    MatchNote,
    decide_by_reference,
    decide_found,
    decide_issued,
)
from service.matching.identity import Fact, written_identity
from service.matching.person import Person
from service.matching.query import Written, query_of
from service.matching.readings import Alternative, Group, Held, alternatives, certain
from service.matching.ruling import Ruling
from service.matching.weighing import Weighed
from service.store import clients, copies, findings, written_lines
from service.store.models import PageRow, RecordRow
from service.usecases.finding import Search, judge
from service.usecases.views import client_of

_FIELDS = {Group.NAME: Fact.NAME, Group.BIRTH: Fact.BIRTH, Group.NUMBER: Fact.NUMBER}
_IN_DOUBT = 0.5
"""Probability of a value of which nobody says how probable it is."""


def needs_client(form: Form) -> bool:
    """Tell whether the form is about a client at all."""
    keys = {field.key for field in form.fields()}
    return any(fact in keys for fact in Fact)


def match_record(session: Session, row: RecordRow, form: Form) -> None:
    """Decide the client of a record from its values; a person's choice is not touched here."""
    if not needs_client(form):
        _settle(row, Decision(None, None, MatchNote.NOT_NEEDED))
        return
    search = Search(session)
    ruling = _look(search, row, form)
    decision = _decide(session, row, ruling)
    _settle(row, replace(decision, client_id=_held(session, decision.client_id)))
    session.flush()
    findings.keep(session, row.id, ruling, search.size, search.scorer.model.version)


def _held(session: Session, client_id: int | None) -> int | None:
    """Hold whoever stands for a client, so that nobody merges it away meanwhile."""
    if client_id is None:
        return None
    found = clients.standing(session, client_id, to_link=True)
    return found.id if found else None


def _settle(row: RecordRow, decision: Decision) -> None:
    row.client_id = decision.client_id
    row.matched_by, row.match_note = decision.matched_by, str(decision.note)
    alert = str(Concern.PRINTED_FOR_ANOTHER)
    others = [concern for concern in row.concerns if concern != alert]
    row.concerns = [*others, alert] if decision.note is MatchNote.PRINTED_FOR_ANOTHER else others


def _decide(session: Session, row: RecordRow, ruling: Ruling) -> Decision:
    written = written_identity(row.values, row.doubts)
    copy = copies.by_copy_id(session, row.copy_id) if row.copy_id else None
    if copy is not None and copy.client is not None:
        return decide_issued(written, client_of(copy.client), ruling)
    decision = decide_found(ruling)
    client = decision.client_id and clients.get(session, decision.client_id)
    return decide_by_reference(written, client_of(client), decision) if client else decision


def _look(search: Search, row: RecordRow, form: Form) -> Ruling:
    """Find who may be meant by the text, then by the image where that is in doubt."""
    today = today_utc()
    query = query_of(written_on(row), today)
    found = search.find(query)
    hold = held_by_image(row, form)
    if hold is not None and found:
        faces = [one.face for one in found]
        query = hold_all(query, faces, hold, search.scorer.frequencies, today)
        found = search.weigh_again(query, [one.candidate.client_id for one in found])
    return judge(found, search.size)


def held_by_image(row: RecordRow, form: Form) -> Hold | None:
    """Give what holds values against the image of this record; None where nothing is in doubt."""
    settled = {correction.field for correction in row.corrections}
    kept = {
        key: lines
        for key, lines in written_lines.of_record(row).items()
        if key in row.doubts and key not in settled
    }
    if not kept:
        return None

    def hold(group: Group, values: Sequence[str]) -> tuple[Sequence[Held], float] | None:
        key = _FIELDS[group]
        if key not in kept:
            return None
        found = hold_against(form.field(key), kept[key], values)
        return [Held(one.value, one.log_likelihood) for one in found], found[0].free

    return hold


def weigh_clients(session: Session, row: RecordRow, client_ids: Sequence[int]) -> list[Weighed]:
    """Weigh clients against what a record says, whether or not they would be found by it."""
    return Search(session).weigh_again(query_of(written_on(row), today_utc()), client_ids)


def written_on(row: RecordRow) -> Written:
    """Take the identity out of a record: a person's word, else what the reader says it may be."""
    readings = _readings(row.pages)
    settled = {correction.field for correction in row.corrections}

    def read(key: str) -> tuple[Alternative, ...]:
        value = row.values.get(key)
        if not isinstance(value, str):
            return ()
        if key in settled:
            return certain(value)
        reading = readings.get(key)
        if reading is not None and reading.value == value:
            return alternatives([(value, reading.confidence), *reading.alternatives])
        return alternatives([(value, _IN_DOUBT if key in row.doubts else 1.0)])

    sex = row.values.get("sex")
    known_sex = sex if isinstance(sex, str) and "sex" not in row.doubts else ""
    return Written(
        names=(read(Fact.NAME),),
        births=read(Fact.BIRTH),
        numbers=read(Fact.NUMBER),
        rest=Person(names=(), sex=known_sex),
    )


def _readings(pages: Sequence[PageRow]) -> dict[str, Reading]:
    """Give the readings of the fields that say whose a form is, as the record took them."""
    found: dict[str, Reading] = {}
    for page in pages:
        fields = page_from_json(page.reading).fields
        for key in Fact:
            asked = fields.get(key)
            if asked and (key not in found or found[key].state is FieldState.NOT_ASKED):
                found[key] = asked
    return found
