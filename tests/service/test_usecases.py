"""The use cases, on both engines, with a scripted reader."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forms.answers import Answer
from forms.artefacts import ArtefactFormat
from forms.copies import CopyId, new_copy_id
from forms.definition import Form
from forms.errors import DamagedFileError, UnknownFormError, ValuesError
from ocr.reading import PageStatus
from service.clock import now_utc
from service.entities import Actor, Client, ClientDetails, Document, Intake, Record
from service.errors import (
    BadRequestError,
    ConflictError,
    NotFoundError,
    NotReadyError,
    StaleError,
)
from service.permission.asking import as_the_service
from service.runtime import Runtime
from service.store import findings
from service.store.engine import looking
from service.store.leaving import Wanted
from service.store.models import AuditRow
from service.store.states import DocumentState, MatchedBy, RecordState
from service.usecases.clients import add_client, find_client, search_clients
from service.usecases.deciding import assign_client
from service.usecases.export import export_record, export_records
from service.usecases.intakes import (
    count_waiting,
    find_document,
    find_intake,
    list_documents,
    list_intakes,
    original_of,
    page_picture,
)
from service.usecases.issue import IssueRequest, copies_of_client, issue_form
from service.usecases.read import issued_lookup, read_document
from service.usecases.receive import shown_name
from service.usecases.records import (
    accept_record,
    correct_record,
    find_record,
    list_records,
)
from service.usecases.standing import read_again, set_aside
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import LAURA
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified


def _issued(runtime: Runtime, actor: Actor, client: Client | None = None) -> CopyId:
    request = IssueRequest(
        form_id="alert-form",
        artefact=ArtefactFormat.PRINT,
        client_id=client.id if client else None,
    )
    return issue_form(runtime, actor, request).copy


def _sent(runtime: Runtime, actor: Actor, content: bytes = b"%PDF a fax") -> Document:
    return take_in(runtime, actor, [SentFile("fax.pdf", content)]).documents[0]


def _came_back(
    runtime: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    form: Form,
    values: Mapping[str, Answer] = ALERT,
    **how: object,
) -> Record:
    reader.pages = [page(form, values, **how)]  # type: ignore[arg-type]
    document = _sent(runtime, actor, repr((values, how)).encode())
    assert read_document(runtime, document.id)
    return find_record(runtime, find_document(runtime, document.id).record_ids[0])


# Clients


def test_a_client_is_found_by_every_word_of_name_number_and_birth(
    runtime: Runtime, laura: Client
) -> None:
    assert laura.reference == "TC00001"
    for words in ("osevern", "LAURA o'severn", "a1234bc", "27031974", "tc00001", "Jane a1234", ""):
        assert search_clients(runtime, words) == [laura], words
    for words in ("laura smith", "100%", "_"):
        assert search_clients(runtime, words) == [], words


def test_a_reference_belongs_to_one_client(runtime: Runtime, actor: Actor, laura: Client) -> None:
    with pytest.raises(ConflictError):
        add_client(runtime, actor, replace(LAURA, reference=laura.reference))
    assert len(search_clients(runtime, "")) == 1


def test_clients_added_at_once_each_get_a_reference(runtime: Runtime, actor: Actor) -> None:
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda _: add_client(runtime, actor, LAURA), range(8)))
    assert len({client.reference for client in added}) == 8


def test_a_client_needs_a_surname_and_has_been_born(runtime: Runtime, actor: Actor) -> None:
    tomorrow = now_utc().date() + timedelta(days=2)
    wrong = ClientDetails(given_names="Laura", surname=" ", date_of_birth=tomorrow)
    with pytest.raises(BadRequestError) as caught:
        add_client(runtime, actor, wrong)
    assert set(caught.value.problems) == {"surname", "date_of_birth"}


def test_values_show_nothing_personal(laura: Client) -> None:
    assert "Severn" not in repr(laura)
    assert "1974" not in repr(laura)


# Forms out


@pytest.mark.parametrize("artefact", ArtefactFormat)
def test_a_form_is_issued_with_what_the_register_knows(
    runtime: Runtime, actor: Actor, laura: Client, artefact: ArtefactFormat
) -> None:
    request = IssueRequest(form_id="alert-form", artefact=artefact, client_id=laura.id)
    document = issue_form(runtime, actor, request)
    known = issued_lookup(runtime)(document.copy)
    assert known is not None
    assert known.values["client_name"] == "Laura Jane O'Severn"
    assert "Severn" not in document.file_name
    assert [copy.copy_id for copy in copies_of_client(runtime, laura.id)] == [document.copy.text]


def test_identity_that_needs_consent_waits_for_the_consent(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    request = IssueRequest(
        form_id="activity-form", artefact=ArtefactFormat.PRINT, client_id=laura.id
    )
    without = issued_lookup(runtime)(issue_form(runtime, actor, request).copy)
    agreed = replace(request, values={"monitoring_consent": "yes"})
    with_it = issued_lookup(runtime)(issue_form(runtime, actor, agreed).copy)
    assert without is not None
    assert with_it is not None
    assert "date_of_birth" not in without.values
    assert with_it.values["date_of_birth"] == "1974-03-27"


def test_what_cannot_be_issued_is_refused_and_not_registered(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    good = IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PDF, client_id=laura.id)
    with pytest.raises(UnknownFormError):
        issue_form(runtime, actor, replace(good, form_id="no-such-form"))
    with pytest.raises(NotFoundError):
        issue_form(runtime, actor, replace(good, client_id=99))
    with pytest.raises(ValuesError):
        issue_form(runtime, actor, replace(good, values={"other_detail": "word " * 400}))
    assert copies_of_client(runtime, laura.id) == []


# Taking in


def test_the_original_is_kept_byte_for_byte_before_the_sender_hears_yes(
    runtime: Runtime, actor: Actor
) -> None:
    document = _sent(runtime, actor)
    assert document.state is DocumentState.RECEIVED
    assert original_of(runtime, document.id).content == b"%PDF a fax"
    assert find_intake(runtime, document.intake_id).documents[0].id == document.id
    assert count_waiting(runtime).documents_being_read == 1


def test_the_same_bytes_are_recognised_and_not_read_twice(
    runtime: Runtime, actor: Actor, reader: ScriptedReader
) -> None:
    files = [SentFile("fax.pdf", b"%PDF a fax"), SentFile("again.pdf", b"%PDF a fax")]
    first, second = take_in(runtime, actor, files).documents
    third = _sent(runtime, actor)
    assert (second.state, second.duplicate_of_id) == (DocumentState.DUPLICATE, first.id)
    assert third.duplicate_of_id == first.id
    assert not read_document(runtime, second.id)
    assert reader.read == []


def test_what_came_under_the_same_key_is_not_taken_in_again(runtime: Runtime, actor: Actor) -> None:
    def take(content: bytes) -> Intake:
        return take_in(runtime, actor, [SentFile("fax.pdf", content)], source_key="k" * 64)

    with ThreadPoolExecutor(4) as pool:
        found = {one.id for one in pool.map(take, [b"%PDF a fax"] * 8)}
    assert len(found) == 1
    assert take(b"%PDF another").documents[0].original_sha256 == (
        runtime.originals.keep(b"%PDF a fax").sha256
    )
    assert len(list_documents(runtime)) == 1


def test_bytes_that_failed_before_are_read_when_they_come_again(
    runtime: Runtime, actor: Actor, reader: ScriptedReader
) -> None:
    reader.error = DamagedFileError("the file is cut short")
    read_document(runtime, _sent(runtime, actor).id)
    assert _sent(runtime, actor).state is DocumentState.RECEIVED


def test_an_empty_file_is_kept_as_refused(runtime: Runtime, actor: Actor) -> None:
    document = _sent(runtime, actor, b"")
    assert (document.state, document.reason_code) == (DocumentState.REFUSED, "empty-file")


def test_no_file_is_no_sending(runtime: Runtime, actor: Actor) -> None:
    with pytest.raises(BadRequestError):
        take_in(runtime, actor, [])
    assert list_intakes(runtime) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\faxes\\one.tif", "one.tif"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "unnamed"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_senders_name_is_shown_and_nothing_more(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


# Reading and matching


def test_an_alert_goes_when_the_identity_is_put_right(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    other = {**ALERT, "client_name": "Denise Medway"}
    copy = _issued(runtime, actor, laura)
    record = _came_back(runtime, actor, reader, alert_form, other, copy=copy)
    assert record.concerns == ("printed_for_another",)
    right = {"client_name": ALERT["client_name"]}
    put_right = correct_record(runtime, actor, record.id, revision=record.revision, changes=right)
    assert (put_right.client, put_right.concerns) == (laura, ())


def test_a_copy_filled_in_for_another_client_links_to_neither(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    denise = ClientDetails(
        given_names="Denise",
        surname="Medway",
        date_of_birth=date(1980, 5, 1),
        prisoner_number="A9999ZZ",
    )
    add_client(runtime, actor, denise)
    hers = {"client_name": "Denise Medway", "date_of_birth": "1980-05-01"}
    hers["prisoner_number"] = "A9999ZZ"
    copy = _issued(runtime, actor, laura)
    record = _came_back(runtime, actor, reader, alert_form, {**ALERT, **hers}, copy=copy)
    assert (record.client, record.match_note) == (None, "printed_for_another")


def test_a_clean_return_of_an_issued_copy_is_accepted_by_itself(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    copy = _issued(runtime, actor, laura)
    record = _came_back(runtime, actor, reader, alert_form, copy=copy)
    assert record.state is RecordState.ACCEPTED
    assert (record.client, record.matched_by) == (laura, MatchedBy.ISSUED_COPY)
    assert find_document(runtime, record.document_id).state is DocumentState.DONE
    assert page_picture(runtime, record.document_id, 1).content.startswith(b"\x89PNG")


def test_an_issued_copy_filled_in_for_somebody_else_is_for_a_person(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    other = {**ALERT, "client_name": "Denise Medway", "prisoner_number": "A9999ZZ"}
    copy = _issued(runtime, actor, laura)
    record = _came_back(runtime, actor, reader, alert_form, other, copy=copy)
    assert (record.state, record.client) == (RecordState.REVIEW, None)
    assert record.match_note == "printed_for_another"
    assert record.concerns == ("printed_for_another",)


def test_what_matching_found_is_kept_with_the_record_and_names_nobody(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    other = {**ALERT, "client_name": "Denise Medway"}
    record = _came_back(runtime, actor, reader, alert_form, other)
    with looking(runtime.engine) as session:
        found = findings.get(session, record.id)
        assert found is not None
        assert (found.outcome, found.reason, found.register_size) == ("review", "differs", 1)
        assert "MEDWAY" not in str(found.candidates).upper()
    [candidate] = found.candidates
    assert candidate["client_id"] == laura.id
    assert ["birth", "same"] in [one[:2] for one in candidate["evidence"]]
    assert sum(one[2] for one in candidate["evidence"]) == pytest.approx(
        candidate["bits"], abs=0.01
    )
    correct_record(
        runtime, actor, record.id, revision=record.revision, changes={"client_name": None}
    )
    with looking(runtime.engine) as session:
        again = findings.get(session, record.id)
        assert again is not None
        assert again.reason == "thin"


def test_without_a_copy_all_that_is_written_decides(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    record = _came_back(runtime, actor, reader, alert_form)
    assert (record.client, record.matched_by) == (laura, MatchedBy.EVIDENCE)


def test_a_copy_that_nobody_issued_is_not_accepted_by_itself(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    copy = new_copy_id(alert_form.code)
    record = _came_back(runtime, actor, reader, alert_form, copy=copy)
    assert record.client == laura
    assert (record.state, record.concerns) == (RecordState.REVIEW, ("unknown_copy",))


def test_a_copy_that_comes_back_twice_is_for_a_person(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    copy = _issued(runtime, actor, laura)
    _came_back(runtime, actor, reader, alert_form, copy=copy)
    again = _came_back(runtime, actor, reader, alert_form, {**ALERT, "re_engaged": True}, copy=copy)
    assert (again.state, again.concerns) == (RecordState.REVIEW, ("came_before",))


def test_nobody_on_the_register_is_for_a_person(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form)
    assert (record.state, record.match_note) == (RecordState.REVIEW, "nobody")


def test_a_page_that_is_not_ours_is_kept_for_a_person(
    runtime: Runtime, actor: Actor, reader: ScriptedReader
) -> None:
    reader.pages = [unidentified()]
    document = _sent(runtime, actor)
    read_document(runtime, document.id)
    found = find_document(runtime, document.id)
    assert (found.state, len(found.pages)) == (DocumentState.UNIDENTIFIED, 1)
    assert set_aside(runtime, actor, document.id).state is DocumentState.READ
    with pytest.raises(ConflictError):
        set_aside(runtime, actor, document.id)


def test_a_refusal_has_a_reason_and_can_be_read_again(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.error = DamagedFileError("the file is cut short")
    document = _sent(runtime, actor)
    assert read_document(runtime, document.id)
    failed = find_document(runtime, document.id)
    assert (failed.state, failed.reason_code) == (DocumentState.REFUSED, "damaged-file")
    reader.error, reader.pages = None, [page(alert_form, ALERT)]
    read_again(runtime, actor, document.id)
    assert read_document(runtime, document.id)
    assert find_document(runtime, document.id).state is DocumentState.REVIEW
    with pytest.raises(ConflictError):
        read_again(runtime, actor, document.id)


def test_a_failed_page_beside_good_ones_is_not_lost_from_sight(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    copy = _issued(runtime, actor, laura)
    broken = replace(unidentified(2), status=PageStatus.FAILED)
    reader.pages = [page(alert_form, ALERT, copy=copy), broken]
    document = _sent(runtime, actor)
    read_document(runtime, document.id)
    assert find_document(runtime, document.id).state is DocumentState.FAILED
    assert [found.id for found in list_documents(runtime, states=[DocumentState.FAILED])] == [
        document.id
    ]


def test_of_many_readers_one_gets_the_document(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    document = _sent(runtime, actor)

    @as_the_service()
    def read(_: int) -> bool:
        return read_document(runtime, document.id)

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(read, range(6)))
    assert sum(taken) == 1
    assert len(find_document(runtime, document.id).record_ids) == 1


# Records


def test_a_correction_keeps_what_was_there_before(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form, doubtful=["prison_name"])
    corrected = correct_record(
        runtime,
        actor,
        record.id,
        revision=record.revision,
        changes={"prison_name": "HMP Holme House", "prison_code": "HHI"},
    )
    assert corrected.values["prison_name"] == "HMP Holme House"
    assert corrected.doubts == {}
    history = [(c.key, c.before, c.after) for c in corrected.corrections]
    assert history == [
        ("prison_name", "HMP Leeds", "HMP Holme House"),
        ("prison_code", "LEI", "HHI"),
    ]


def test_a_doubt_goes_only_by_a_correction_or_a_persons_word(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form, doubtful=["disengaged", "other"])
    same = correct_record(
        runtime, actor, record.id, revision=record.revision, changes={"disengaged": True}
    )
    assert set(same.doubts) == {"disengaged", "other"}
    said = correct_record(
        runtime,
        actor,
        record.id,
        revision=same.revision,
        changes={"other": False},
        confirmed=["disengaged", "other"],
    )
    assert said.doubts == {}
    assert {c.key for c in said.corrections} == {"disengaged", "other"}


def test_a_correction_against_the_rules_is_in_doubt_until_it_is_confirmed(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form)
    late = {"date_of_birth": "2009-06-15"}
    odd = correct_record(runtime, actor, record.id, revision=record.revision, changes=late)
    assert odd.doubts == {"date_completed": "invalid"}
    sure = correct_record(
        runtime, actor, record.id, revision=odd.revision, changes={}, confirmed=["date_completed"]
    )
    assert sure.doubts == {}


def test_a_doubt_about_a_rule_goes_when_the_rule_is_kept_again(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form, {**ALERT, "change_prison": True})
    assert record.doubts == {"change_prison_detail": "invalid"}
    right = {"change_prison": False}
    settled = correct_record(runtime, actor, record.id, revision=record.revision, changes=right)
    assert settled.doubts == {}


def test_a_record_is_accepted_only_without_doubt_with_a_client_and_concerns_seen(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    copy = new_copy_id(alert_form.code)
    record = _came_back(runtime, actor, reader, alert_form, copy=copy, doubtful=["court_name"])
    with pytest.raises(NotReadyError) as caught:
        accept_record(runtime, actor, record.id, revision=record.revision)
    assert set(caught.value.problems) == {"court_name", "concerns_seen", "client"}
    laura = add_client(runtime, actor, LAURA)
    now = find_record(runtime, record.id).revision
    chosen = assign_client(runtime, actor, record.id, revision=now, client_id=laura.id)
    assert (chosen.client, chosen.matched_by) == (laura, MatchedBy.PERSON)
    sure = correct_record(
        runtime, actor, record.id, revision=chosen.revision, changes={}, confirmed=["court_name"]
    )
    accepted = accept_record(runtime, actor, record.id, revision=sure.revision, concerns_seen=True)
    assert accepted.state is RecordState.ACCEPTED
    assert find_document(runtime, record.document_id).state is DocumentState.DONE
    assert count_waiting(runtime).records_to_review == 0


def test_a_record_with_a_missing_page_is_accepted_once_that_is_seen(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, laura: Client
) -> None:
    plan = runtime.catalogue.find("release-plan")
    first = page(plan, {**ALERT, "plan_version": "1"})
    on_it = ("client_name", "date_of_birth", "prisoner_number", "prison_name", "plan_version")
    reader.pages = [replace(first, fields={key: first.fields[key] for key in on_it})]
    document = _sent(runtime, actor)
    read_document(runtime, document.id)
    record = find_record(runtime, find_document(runtime, document.id).record_ids[0])
    assert record.client == laura
    assert set(record.doubts.values()) == {"not_read"}
    with pytest.raises(NotReadyError) as caught:
        accept_record(runtime, actor, record.id, revision=record.revision)
    assert len(caught.value.problems) == len(record.doubts) + 1
    accepted = accept_record(
        runtime, actor, record.id, revision=record.revision, concerns_seen=True
    )
    assert accepted.state is RecordState.ACCEPTED
    assert set(export_record(runtime, actor, record.id)["doubtful"]) == set(record.doubts)


def test_correcting_the_identity_matches_anew_but_never_over_a_persons_choice(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    misread = {**ALERT, "prisoner_number": "B9876XZ"}
    record = _came_back(runtime, actor, reader, alert_form, misread, doubtful=["prisoner_number"])
    assert (record.client, record.match_note) == (None, "identity_differs")
    right = {"prisoner_number": "A1234BC"}
    found = correct_record(runtime, actor, record.id, revision=record.revision, changes=right)
    assert found.client == laura
    twin = add_client(runtime, actor, replace(LAURA, given_names="Lara"))
    chosen = assign_client(runtime, actor, record.id, revision=found.revision, client_id=twin.id)
    kept = correct_record(
        runtime, actor, record.id, revision=chosen.revision, changes={"client_name": "L O'Severn"}
    )
    assert kept.client == twin


def test_correcting_an_accepted_record_opens_it_again(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    copy = _issued(runtime, actor, laura)
    record = _came_back(runtime, actor, reader, alert_form, copy=copy)
    opened = correct_record(
        runtime, actor, record.id, revision=record.revision, changes={"death": True}
    )
    assert (opened.state, opened.accepted_at) == (RecordState.REVIEW, None)


def test_nobody_overwrites_what_another_changed_meanwhile(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form)
    seen = record.revision
    correct_record(runtime, actor, record.id, revision=seen, changes={"death": True})
    with pytest.raises(StaleError):
        correct_record(runtime, actor, record.id, revision=seen, changes={"death": False})
    with pytest.raises(StaleError):
        assign_client(runtime, actor, record.id, revision=seen, client_id=None)
    with pytest.raises(StaleError):
        accept_record(runtime, actor, record.id, revision=seen)
    assert find_record(runtime, record.id).values["death"] is True


def test_what_is_not_there_is_not_found(runtime: Runtime, actor: Actor) -> None:
    for look in (find_client, find_record, find_document, find_intake, original_of):
        with pytest.raises(NotFoundError):
            look(runtime, 99)
    with pytest.raises(NotFoundError):
        page_picture(runtime, 99, 1)
    with pytest.raises(NotFoundError):
        assign_client(runtime, actor, 99, revision=1, client_id=None)


def test_a_field_that_the_form_has_not_is_refused(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(runtime, actor, reader, alert_form)
    with pytest.raises(BadRequestError):
        correct_record(
            runtime, actor, record.id, revision=record.revision, changes={"shoe_size": "44"}
        )


def test_lists_go_on_where_the_last_page_ended(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    made = [
        _came_back(runtime, actor, reader, alert_form, {**ALERT, "court_name": name}).id
        for name in ("Leeds Crown Court", "Leeds Youth Court", "Leeds Magistrates Court")
    ]
    first = [record.id for record in list_records(runtime, limit=2)]
    rest = [record.id for record in list_records(runtime, before_id=first[-1], limit=2)]
    assert first + rest == sorted(made, reverse=True)


def test_an_export_says_what_was_checked_and_is_noted(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    record = _came_back(runtime, actor, reader, alert_form, doubtful=["court_name"])
    correct_record(
        runtime, actor, record.id, revision=record.revision, changes={}, confirmed=["court_name"]
    )
    exported = export_record(runtime, actor, record.id)
    assert exported["client"] == laura.reference
    assert exported["checked_by_a_person"] == ["court_name"]
    assert list(export_records(runtime, actor, Wanted(state=RecordState.ACCEPTED))) == []
    found = export_records(runtime, actor, Wanted(state=None))
    assert [one.record.id for one in found] == [record.id]
    with looking(runtime.engine) as session:
        actions = [row.action for row in session.scalars(select(AuditRow))]
    assert actions.count("record.exported") == 2


def test_the_audit_trail_holds_no_personal_data(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, laura: Client
) -> None:
    copy = _issued(runtime, actor, laura)
    record = _came_back(runtime, actor, reader, alert_form, copy=copy)
    correct_record(
        runtime, actor, record.id, revision=record.revision, changes={"client_name": "L O'Severn"}
    )
    with looking(runtime.engine) as session:
        told = repr([(row.subject_id, row.details) for row in session.scalars(select(AuditRow))])
    assert "Severn" not in told
    assert "1974" not in told
    assert "client_name" in told
