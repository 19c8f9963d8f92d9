"""The chain from a stored value to the bytes that came, and the package that carries it."""

import hashlib
import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from forms.definition import Form
from forms.geometry import BoxMm
from ocr.placement import FLAT_PER_MM
from ocr.versions import reader_versions
from service.crops import PER_MM, crop_png
from service.custody.chain import AcceptedBy, RecordEvidence, ValueEvidence
from service.custody.package import verify_package, write_package
from service.entities import Actor
from service.errors import NotFoundError
from service.permission.asking import acting
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.models import PageRow
from service.store.states import Channel, Role
from service.usecases.accounts import NewAccount, add_user
from service.usecases.evidence import export_evidence, record_evidence, verify_evidence
from service.usecases.records import correct_record, find_record
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.readings import page
from tests.service.stored import READ_AT, READ_BY, boxed, picture, store_document, store_record
from tests.service.tokens import token_for
from tests.service.visitor import Visitor


def _of(evidence: RecordEvidence, key: str) -> ValueEvidence:
    return next(value for value in evidence.values if value.key == key)


def _morag(runtime: Runtime) -> Actor:
    user = add_user(runtime, ACTOR, "morag", Role.TEAM_MANAGER).user
    return acting(user, Channel.WEB)


def _corrected(runtime: Runtime, form: Form) -> int:
    """A record whose name was corrected and whose prison was confirmed, by Morag."""
    record_id = store_record(runtime, form, ALERT, doubtful=["client_name", "prison_name"])
    record = find_record(runtime, record_id)
    correct_record(
        runtime,
        _morag(runtime),
        record_id,
        revision=record.revision,
        changes={"client_name": "Laura Jane O'Tees"},
        confirmed=["prison_name"],
    )
    return record_id


def _package(runtime: Runtime, record_id: int) -> BytesIO:
    target = BytesIO()
    export_evidence(runtime, ACTOR, record_id, target)
    return target


# The chain


def test_every_value_knows_its_original_page_place_and_what_accepted_it(
    runtime: Runtime, alert_form: Form
) -> None:
    record_id = store_record(runtime, alert_form, ALERT, content=b"II*\x00 box 14")
    evidence = record_evidence(runtime, record_id)
    assert [value.key for value in evidence.values] == [f.key for f in alert_form.fields()]
    for value in evidence.values:
        assert value.original_sha256 == hashlib.sha256(b"II*\x00 box 14").hexdigest()
        assert value.page == 1
        assert value.reading is not None
        assert value.reading.box is not None
        assert value.picture_sha256 == hashlib.sha256(picture()).hexdigest()
        assert value.acceptance is not None
        assert (value.acceptance.by, value.acceptance.rule) == (AcceptedBy.RULE, READ_BY)
        assert value.acceptance.at == READ_AT
    assert [str(event.state) for event in evidence.events] == ["received", "reading", "done"]
    assert [entry.action for entry in evidence.audit] == ["document.read"]


def test_a_value_in_doubt_was_accepted_by_nobody(runtime: Runtime, alert_form: Form) -> None:
    record_id = store_record(runtime, alert_form, ALERT, doubtful=["client_name"])
    evidence = record_evidence(runtime, record_id)
    assert _of(evidence, "client_name").acceptance is None
    assert _of(evidence, "prison_name").acceptance is not None


def test_a_correction_keeps_what_was_read_and_says_who(runtime: Runtime, alert_form: Form) -> None:
    evidence = record_evidence(runtime, _corrected(runtime, alert_form))
    name, prison = _of(evidence, "client_name"), _of(evidence, "prison_name")
    assert name.value == "Laura Jane O'Tees"
    assert name.reading is not None
    assert name.reading.value == ALERT["client_name"]
    assert name.was_changed
    assert name.acceptance is not None
    assert (name.acceptance.by, name.acceptance.who) == (AcceptedBy.PERSON, "morag")
    assert not prison.was_changed
    assert prison.acceptance is not None
    assert prison.acceptance.by is AcceptedBy.PERSON
    assert [entry.who for entry in evidence.audit if entry.action == "record.corrected"] == [
        "morag"
    ]


def test_pages_that_came_apart_each_show_their_own_original(
    runtime: Runtime, alert_form: Form
) -> None:
    record_id = store_record(runtime, alert_form, ALERT, content=b"II*\x00 first")
    whole = page(alert_form, ALERT)
    name = replace(whole, fields={"client_name": whole.fields["client_name"]})
    other = store_document(runtime, b"II*\x00 second", boxed(name))
    with unit_of_work(runtime.engine) as session:
        [first] = session.scalars(select(PageRow).where(PageRow.record_id == record_id))
        [second] = session.scalars(select(PageRow).where(PageRow.document_id == other))
        fields = {key: one for key, one in first.reading["fields"].items() if key != "client_name"}
        first.reading = {**first.reading, "fields": fields}
        second.record_id, second.evidence_sha256 = record_id, first.evidence_sha256
    evidence = record_evidence(runtime, record_id)
    assert [origin.document_id for origin in evidence.origins] == [other - 1, other]
    moved = _of(evidence, "client_name")
    assert (moved.document_id, moved.page) == (other, 1)
    assert moved.original_sha256 == hashlib.sha256(b"II*\x00 second").hexdigest()
    assert _of(evidence, "court_name").document_id == other - 1
    with zipfile.ZipFile(_package(runtime, record_id)) as files:
        assert files.read(f"original/document-{other}.tif") == b"II*\x00 second"
        assert f"pages/document-{other}-page-1.png" in files.namelist()
        assert "crops/client_name.png" in files.namelist()


def test_a_value_whose_page_did_not_come_has_no_evidence(runtime: Runtime) -> None:
    plan = runtime.catalogue.find("release-plan")
    assert plan.pages > 1
    record_id = store_record(runtime, plan, {})
    assert all(value.reading is not None for value in record_evidence(runtime, record_id).values)
    with pytest.raises(NotFoundError):
        record_evidence(runtime, record_id + 1)


def test_the_chain_shows_nothing_personal_by_itself(runtime: Runtime, alert_form: Form) -> None:
    shown = repr(record_evidence(runtime, _corrected(runtime, alert_form)))
    assert "Severn" not in shown
    assert "Tees" not in shown
    assert "fax.tif" not in shown


def test_the_reader_names_its_versions() -> None:
    assert re.fullmatch(
        r"throughcare \S+; tesseract \S+; recogniser [0-9a-f]{12}; calibration [0-9a-f]{12}",
        reader_versions(),
    )


# Crops


def test_a_crop_shows_its_place_and_stays_on_the_page() -> None:
    assert PER_MM == FLAT_PER_MM
    crop = crop_png(picture(), BoxMm(20, 20, 90, 25))
    assert crop is not None
    with Image.open(BytesIO(crop)) as image:
        assert image.size == (75 * 8, 10 * 8)
        assert image.getextrema()[0] == 0
    edge = crop_png(picture(), BoxMm(205, 292, 260, 310))
    assert edge is not None
    with Image.open(BytesIO(edge)) as image:
        assert image.size == (60, 60)
    assert crop_png(picture(), BoxMm(300, 20, 320, 30)) is None


# The package


def test_a_package_holds_the_original_the_pages_and_each_place(
    runtime: Runtime, alert_form: Form
) -> None:
    record_id = _corrected(runtime, alert_form)
    package = _package(runtime, record_id)
    with zipfile.ZipFile(package) as files:
        names = files.namelist()
        document_id = find_record(runtime, record_id).document_id
        assert files.read(f"original/document-{document_id}.tif") == b"II*\x00 a fax"
        assert files.read(f"pages/document-{document_id}-page-1.png") == picture()
        assert {f"crops/{field.key}.png" for field in alert_form.fields()} <= set(names)
        chain = json.loads(files.read("evidence.json"))
        page = files.read("evidence.html").decode()
    [name] = [value for value in chain["values"] if value["field"] == "client_name"]
    assert name["read"]["value"] == ALERT["client_name"]
    assert name["read"]["box_mm"] == [20.0, 26.0, 90.0, 31.0]
    assert [(one["before"], one["after"], one["by"]) for one in name["corrections"]] == [
        (ALERT["client_name"], "Laura Jane O'Tees", "morag")
    ]
    assert "“Laura Jane O&#39;Severn” corrected to “Laura Jane O&#39;Tees”" in page
    assert page.count("data:image/png") == len(list(alert_form.fields()))
    assert not any("Severn" in one or "Tees" in one for one in names)
    verdict, is_known = verify_evidence(runtime, package)
    assert (verdict.faults, verdict.record_id, is_known) == ((), record_id, True)


def test_equal_content_gives_equal_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    for target in (first, second):
        write_package(target, 1, [("a.txt", b"one"), ("b.txt", b"two")])
    assert first.getvalue() == second.getvalue()
    assert verify_package(first).faults == ()


def test_a_package_made_elsewhere_is_not_in_the_trail(runtime: Runtime, alert_form: Form) -> None:
    record_id = store_record(runtime, alert_form, ALERT)
    forged = BytesIO()
    write_package(forged, record_id, [("evidence.json", b"{}")])
    verdict, is_known = verify_evidence(runtime, forged)
    assert (verdict.faults, is_known) == ((), False)


def _rewritten(package: bytes, change: dict[str, bytes | None], method: int = 0) -> BytesIO:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(target, "w", method) as new:
        for name in old.namelist():
            if (content := change.pop(name, old.read(name))) is not None:
                new.writestr(name, content)
        for name, content in change.items():
            new.writestr(name, content or b"")
    return target


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"b.txt": b"two!"}, "b.txt is not what the manifest says"),
        ({"b.txt": None}, "b.txt is missing"),
        ({"c.txt": b"three"}, "c.txt is not in the manifest"),
        ({"manifest.json": b"{}"}, "it has no manifest of this service"),
        ({"manifest.json": None}, "it has no manifest of this service"),
        ({"manifest.json": b'{"files": []}'}, "it has no manifest of this service"),
    ],
)
def test_a_package_that_was_changed_is_found_out(
    change: dict[str, bytes | None], fault: str
) -> None:
    good = BytesIO()
    write_package(good, 1, [("a.txt", b"one"), ("b.txt", b"two")])
    assert verify_package(_rewritten(good.getvalue(), dict(change))).faults == (fault,)


def test_a_package_that_could_blow_up_is_not_unpacked() -> None:
    good = BytesIO()
    write_package(good, 1, [("a.txt", b"one")])
    packed = _rewritten(good.getvalue(), {"a.txt": bytes(1 << 20)}, zipfile.ZIP_DEFLATED)
    assert verify_package(packed).faults == ("it is not a package of this service",)
    assert verify_package(BytesIO(b"no ZIP")).faults


# Its doors


def test_the_console_exports_and_verifies_a_package(
    console: Console, small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    record_id, target = store_record(small, alert_form, ALERT), tmp_path / "one.zip"
    assert console.run("export", "record", record_id, "-o", target)[0] == 0
    assert console.run("export", "verify", target, "--trail")[0] == 0
    target.write_bytes(target.read_bytes().replace(b"II*\x00 a fax", b"II*\x00 a fox"))
    code, _, errors = console.run("export", "verify", target)
    assert code == 1
    assert "document-1.tif" in errors
    assert console.run("export", "record", record_id + 1, "-o", tmp_path / "none.zip")[0] == 1


def test_programs_and_pages_get_the_chain(
    anybody: FlaskClient,
    visitor: Visitor,
    small: Runtime,
    account: NewAccount,
    alert_form: Form,
) -> None:
    record_id = store_record(small, alert_form, ALERT)
    token = token_for(small, account.user.name)
    headers = {"Authorization": f"Bearer {token}"}
    chain = anybody.get(f"/api/v1/records/{record_id}/evidence", headers=headers).get_json()
    assert chain["originals"][0]["sha256"] == hashlib.sha256(b"II*\x00 a fax").hexdigest()
    assert chain["values"][0]["accepted"]["by"] == "rule"
    for path in (f"/api/v1/records/{record_id}/evidence.zip", f"/records/{record_id}/evidence.zip"):
        with anybody.get(path, headers=headers) as answer:
            assert verify_package(BytesIO(answer.data)).faults == ()
    assert "evidence.zip" in visitor.text(f"/records/{record_id}")
