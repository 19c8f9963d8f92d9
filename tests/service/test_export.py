"""Records on their way to other systems: JSON, CSV and Parquet, with the evidence where wanted."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forms.definition import Form
from service.entities import Actor, Client
from service.errors import NotFoundError
from service.exporting.columns import (
    VALUE_COLUMNS,
    record_columns,
    record_row,
    value_rows,
)
from service.exporting.files import CsvFile
from service.exporting.parquet import ParquetFile
from service.exporting.spreadsheet import guarded, unguarded
from service.runtime import Runtime
from service.store.engine import looking
from service.store.leaving import Wanted
from service.store.models import AuditRow
from service.usecases.export import export_records, exported_json, of_batch
from service.usecases.records import correct_record, find_record
from tests.service.conftest import add_laura
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.stored import READ_BY, store_record

_EVERY = Wanted(state=None)


def _ids(runtime: Runtime, actor: Actor, wanted: Wanted) -> list[int]:
    return [one.record.id for one in export_records(runtime, actor, wanted)]


def _cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{key: unguarded(cell) for key, cell in row.items()} for row in rows]


# Which records, which values


def test_records_are_wanted_by_batch_form_day_and_state(
    runtime: Runtime, actor: Actor, alert_form: Form
) -> None:
    box = store_record(runtime, alert_form, ALERT, batch="Leeds 2009 box 14")
    old = store_record(runtime, alert_form, ALERT, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    open_one = store_record(runtime, alert_form, ALERT, doubtful=["court_name"])
    assert _ids(runtime, actor, Wanted()) == [old, box]
    assert _ids(runtime, actor, _EVERY) == [open_one, old, box]
    assert _ids(runtime, actor, of_batch(runtime, Wanted(), "Leeds 2009 box 14")) == [box]
    assert _ids(runtime, actor, Wanted(form_id="release-plan")) == []
    since = Wanted(state=None, since=datetime(2026, 2, 1, tzinfo=UTC))
    assert _ids(runtime, actor, since) == [open_one, box]
    with pytest.raises(NotFoundError):
        of_batch(runtime, Wanted(), "Hull")


def test_only_what_is_accepted_leaves_unless_asked(
    runtime: Runtime, actor: Actor, alert_form: Form
) -> None:
    store_record(runtime, alert_form, ALERT, doubtful=["court_name"], batch="box 1")
    [usual] = export_records(runtime, actor, _EVERY)
    [asked] = export_records(runtime, actor, _EVERY, with_doubtful=True)
    kept = exported_json(usual, with_evidence=False)
    assert "court_name" not in kept["values"]
    assert (kept["not_accepted"], kept["batch"]) == (["court_name"], "box 1")
    assert exported_json(asked, with_evidence=False)["values"]["court_name"] == ALERT["court_name"]
    columns = record_columns([alert_form])
    flat = dict(zip([c.name for c in columns], record_row(usual, columns), strict=True))
    assert (flat["court_name"], flat["_not_accepted"]) == (None, "court_name")
    assert flat["disengaged"] is True
    assert "court_name" not in [row[4] for row in value_rows(usual)]
    assert "court_name" in [row[4] for row in value_rows(asked)]


def test_every_value_leaves_with_its_evidence(
    runtime: Runtime, actor: Actor, alert_form: Form, laura: Client
) -> None:
    record_id = store_record(runtime, alert_form, ALERT, client_id=laura.id)
    record = find_record(runtime, record_id)
    correct_record(
        runtime,
        actor,
        record_id,
        revision=record.revision,
        changes={"prison_key_worker": "Aled Tees"},
    )
    [exported] = export_records(runtime, actor, _EVERY)
    names = [column.name for column in VALUE_COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in value_rows(exported)]
    by_field = {row["field"]: row for row in rows}
    assert set(by_field) == {field.key for field in alert_form.fields()}
    read, corrected = by_field["court_name"], by_field["prison_key_worker"]
    assert (read["accepted"], read["accepted_by"], read["corrected"]) == ("rule", READ_BY, False)
    assert (read["page"], read["box_left_mm"], read["confidence"]) == (1, 20, 0.99)
    assert (corrected["accepted"], corrected["corrected"]) == ("person", True)
    assert (corrected["value"], corrected["read_value"]) == (
        "Aled Tees",
        ALERT["prison_key_worker"],
    )
    [chain] = [
        one
        for one in exported_json(exported, with_evidence=True)["evidence"]
        if one["field"] == "prison_key_worker"
    ]
    assert chain["original_sha256"] == exported.original_sha256
    assert exported_json(exported, with_evidence=False)["client"] == laura.reference
    assert "Severn" not in repr(exported)


# Spreadsheets


@given(st.text())
def test_no_cell_is_taken_for_a_formula_and_each_comes_back(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(cell) == text


@pytest.mark.parametrize("text", ["=1+1", "+44 113 496", "-1", "@SUM(A1)", "\tx", "\rx", "'x"])
def test_what_a_spreadsheet_could_run_is_quoted(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_ordinary_text_stays_as_it_is() -> None:
    assert guarded("O'Severn, HMP Leeds = LEI") == "O'Severn, HMP Leeds = LEI"


# Files


def test_a_table_has_its_name_only_once_it_is_whole(tmp_path: Path) -> None:
    for kind in (CsvFile, ParquetFile):
        path = tmp_path / kind.__name__
        table = kind(path, VALUE_COLUMNS)
        assert not path.exists()
        table.close()
        assert path.exists()


def _console_export(console: Console, *words: object) -> list[str]:
    code, printed, errors = console.run("export", "records", *words)
    assert code == 0, errors
    return printed.splitlines()


def test_the_console_writes_a_table_a_form_and_the_evidence(
    console: Console, small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    laura = add_laura(small)
    values = {
        **ALERT,
        "death": False,
        "court_name": "=HYPERLINK(1)",
        "prison_key_worker": "Siân Ó Cléirigh",
    }
    record_id = store_record(small, alert_form, values, client_id=laura.id)
    plan = small.catalogue.find("release-plan")
    store_record(small, plan, {})
    for kind in ("csv", "parquet"):
        folder = tmp_path / kind
        wanted = ("--state", "all", "--doubtful", "--with-evidence")
        written = _console_export(console, *wanted, "--format", kind, "-o", folder)
        assert sorted(Path(path).name for path in written) == [
            f"alert-form.{kind}",
            f"release-plan.{kind}",
            f"values_with_evidence.{kind}",
        ]
    assert "'=HYPERLINK(1)" in (tmp_path / "csv" / "alert-form.csv").read_text("utf-8-sig")
    [row] = _cells(tmp_path / "csv" / "alert-form.csv")
    assert row["court_name"] == "=HYPERLINK(1)"
    assert row["prison_key_worker"] == "Siân Ó Cléirigh"
    assert (row["_record_id"], row["_client_reference"]) == (str(record_id), laura.reference)
    assert (row["disengaged"], row["death"]) == ("true", "false")
    [same] = pq.read_table(tmp_path / "parquet" / "alert-form.parquet").to_pylist()
    assert (same["court_name"], same["disengaged"]) == ("=HYPERLINK(1)", True)
    assert same["_created_at"].tzinfo is not None
    values_csv = _cells(tmp_path / "csv" / "values_with_evidence.csv")
    assert len(values_csv) == len(list(alert_form.fields())) + len(list(plan.fields()))
    table = pq.read_table(tmp_path / "parquet" / "values_with_evidence.parquet")
    assert table.num_rows == len(values_csv)


def test_the_console_writes_one_file_where_one_form_is_named(
    console: Console, small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    path = tmp_path / "alerts.csv"
    wanted = ("--form", "alert-form", "--format", "csv", "-o", path)
    assert _console_export(console, *wanted) == [str(path)]
    assert _cells(path) == []
    store_record(small, alert_form, ALERT, batch="box 14")
    _console_export(console, *wanted, "--batch", "box 14", "--since", "2026-01-01")
    assert len(_cells(path)) == 1
    lines = _console_export(console, "--with-evidence", "--batch", "box 14")
    assert len(json.loads(lines[0])["evidence"]) == len(list(alert_form.fields()))


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "csv"),
        ("--format", "csv", "-o", "all.csv"),
        ("--format", "csv", "--form", "alert-form", "--with-evidence", "-o", "all.csv"),
        ("--form", "no-form"),
        ("--since", "yesterday"),
    ],
)
def test_a_wrong_call_is_refused(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert console.run("export", "records", *words)[0] == 2
    assert console.run("export", "records", "--batch", "no batch")[0] == 1


def test_records_are_fetched_a_portion_at_a_time(
    small: Runtime, actor: Actor, alert_form: Form
) -> None:
    for _ in range(201):
        store_record(small, alert_form, ALERT)
    leaving = export_records(small, actor, Wanted())
    next(leaving)
    assert _exported(small) == 200
    assert len(list(leaving)) == 200
    assert _exported(small) == 201


def _exported(runtime: Runtime) -> int:
    with looking(runtime.engine) as session:
        query = select(AuditRow.id).where(AuditRow.action == "record.exported")
        return len(list(session.scalars(query)))
