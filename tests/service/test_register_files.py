"""The register as a table: in, again, out, and what is said of rows that are not in order."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from service.entities import Actor, Client, ClientDetails, Episode, KeyWorker
from service.identifiers.numbers import NumberKind
from service.register.columns import COLUMNS, LONGEST, MAIN_COLUMNS
from service.register.files import read_table
from service.register.rows import RegisterRow, read_row
from service.runtime import Runtime
from service.schemas import ClientDetailsSchema
from service.store.states import ClientAction, CustodyStatus, WorkerRole
from service.usecases import import_register as importing
from service.usecases.client_parts import (
    add_birth,
    add_number,
    change_parts,
    keep_episode,
    keep_worker,
)
from service.usecases.clients import (
    add_client,
    client_history_of,
    find_client_by_reference,
    search_clients,
)
from service.usecases.export_register import export_register
from service.usecases.import_register import ImportReport, import_register
from service.usecases.merging import merge_clients
from tests.service.conftest import ACTOR, LAURA

ALED = {
    "client_ref": "R1",
    "given_names": "Aled",
    "surname": "Severn",
    "aliases": "Ali Severn; Wye, Aled Rhys",
    "date_of_birth": "17th April 1979",
    "prisoner_number": "a 4021 cd",
    "pnc": "79/163001B",
    "nhs_number": "9434765919",
    "other_numbers": "AB12345; cro: SF83/50058Z; local: CJ-77",
    "other_births": "17/4/1978",
    "postcode": "ls14ap",
    "ppo": "Yes",
    "prison": "HMP Leeds",
    "custody_status": "Remand",
    "court": "Leeds Magistrates Court",
    "release_date": "14/6/2027",
    "prison_key_worker": "Morag Tweed",
    "prison_telephone": "+44 113 496 0101",
}


def _table(rows: Sequence[Mapping[str, str]]) -> bytes:
    target = StringIO(newline="")
    writer = csv.DictWriter(target, fieldnames=list(dict.fromkeys(k for row in rows for k in row)))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def _read(runtime: Runtime, table: bytes) -> list[RegisterRow]:
    found = read_table(BytesIO(table), "register.csv")
    return [read_row(line, cells, runtime.lists) for line, cells in found]


def _take(runtime: Runtime, *rows: Mapping[str, str], dry_run: bool = False) -> ImportReport:
    return import_register(runtime, ACTOR, _read(runtime, _table(rows)), dry_run=dry_run)


def _counts(report: ImportReport) -> dict[str, int]:
    return {str(fate): number for fate, number in report.counts.items() if number}


def test_a_row_tells_all_that_the_register_keeps(runtime: Runtime) -> None:
    report = _take(runtime, ALED)
    assert (_counts(report), report.warnings) == ({"added": 1}, [])
    aled = find_client_by_reference(runtime, "R1")
    assert [name.written for name in aled.all_names] == [
        "Aled Severn",
        "Ali Severn",
        "Aled Rhys Wye",
    ]
    assert aled.all_births == (date(1979, 4, 17), date(1978, 4, 17))
    assert [(number.kind, number.canonical) for number in aled.all_numbers] == [
        (NumberKind.NOMIS, "A4021CD"),
        (NumberKind.PNC, "1979/0163001B"),
        (NumberKind.NHS, "943 476 5919"),
        (NumberKind.OLDER, "AB12345"),
        (NumberKind.CRO, "SF83/50058Z"),
        (NumberKind.LOCAL, "CJ77"),
    ]
    assert (aled.postcode, aled.is_ppo) == ("LS1 4AP", True)
    [stay] = aled.episodes
    assert (stay.prison, stay.status, stay.release_date) == (
        *("LEI", CustodyStatus.REMAND, date(2027, 6, 14)),
    )
    [worker] = aled.workers
    assert (worker.name, worker.role, worker.telephone) == (
        *("Morag Tweed", WorkerRole.PRISON, "+44 113 496 0101"),
    )


def test_the_same_table_again_changes_nothing(runtime: Runtime) -> None:
    rows = (ALED, {"surname": "Wye"}, {"given_names": "Siân", "surname": "Wye", "pnc": "81/34U"})
    assert _counts(_take(runtime, *rows)) == {"added": 3}
    before = search_clients(runtime, "")
    assert _counts(_take(runtime, *rows)) == {"unchanged": 3}
    assert search_clients(runtime, "") == before


def test_a_changed_row_changes_just_that_client(runtime: Runtime) -> None:
    other = {"client_ref": "R2", "surname": "Wye"}
    _take(runtime, ALED, other)
    wye = find_client_by_reference(runtime, "R2")
    moved = {**ALED, "postcode": "M1 1AE", "prison": "MDI", "aliases": "Taff Severn"}
    assert _counts(_take(runtime, moved, other)) == {"changed": 1, "unchanged": 1}
    aled = find_client_by_reference(runtime, "R1")
    assert aled.postcode == "M1 1AE"
    assert [stay.prison for stay in aled.episodes] == ["LEI", "MDI"]
    assert aled.aliases == "Ali Severn; Aled Rhys Wye; Taff Severn"
    entry = client_history_of(runtime, aled.id)[0]
    assert entry.action is ClientAction.IMPORTED
    said = {change.key: (change.before, change.after) for change in entry.changes}
    assert said["postcode"] == ("LS1 4AP", "M1 1AE")
    assert said["other_names"] == ([], ["Taff Severn"])
    assert set(said) == {"postcode", "other_names", "episodes"}
    assert find_client_by_reference(runtime, "R2") == wye


def test_empty_cells_say_nothing(runtime: Runtime) -> None:
    _take(runtime, ALED)
    aled = find_client_by_reference(runtime, "R1")
    assert _counts(_take(runtime, {"client_ref": "R1", "postcode": ""})) == {"unchanged": 1}
    assert find_client_by_reference(runtime, "R1") == aled
    assert _counts(_take(runtime, {"client_ref": "R1", "ppo": "no"})) == {"changed": 1}
    assert not find_client_by_reference(runtime, "R1").is_ppo


def test_a_dry_run_says_what_would_be_and_does_nothing(runtime: Runtime) -> None:
    _take(runtime, ALED)
    before = search_clients(runtime, "")
    rows = (
        {**ALED, "postcode": "M1 1AE"},
        {"surname": "Wye", "nhs_number": "9434765918"},
        {"surname": "Wye", "nhs_number": "9434765918"},
        {"surname": "Usk", "date_of_birth": "31/02/1968"},
    )
    tried = _take(runtime, *rows, dry_run=True)
    assert _counts(tried) == {"changed": 1, "added": 1, "unchanged": 1, "refused": 1}
    assert search_clients(runtime, "") == before
    assert len(client_history_of(runtime, before[0].id)) == 1
    done = _take(runtime, *rows)
    assert (done.counts, done.refusals, done.warnings) == (
        *(tried.counts, tried.refusals, tried.warnings),
    )


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"date_of_birth": "31/02/1968"}, "date_of_birth"),
        ({"date_of_birth": "1/1/2090"}, "date_of_birth"),
        ({"other_births": "17/4/1978; soon"}, "other_births"),
        ({"ppo": "perhaps"}, "ppo"),
        ({"custody_status": "bailed"}, "custody_status"),
        ({"release_date": "Tuesday"}, "release_date"),
        ({"other_numbers": "passport: 1234"}, "other_numbers"),
        ({"prison_telephone": "0113 496 0101"}, "prison_key_worker"),
        ({"given_names": "x" * 121}, "given_names"),
        ({"aliases": "Ali Wye; " + "x" * 121}, "aliases"),
        ({"other_postcodes": "LS1 4AP; LS1 4AP LS1"}, "other_postcodes"),
        ({"client_ref": "R9", "surname": ""}, "surname"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_line_and_reason(
    runtime: Runtime, row: dict[str, str], column: str
) -> None:
    report = _take(runtime, {"surname": "Wye", **row}, {"surname": "Usk"})
    assert [(note.line, note.column) for note in report.refusals] == [(2, column)]
    assert _counts(report) == {"refused": 1, "added": 1}
    for value in row.values():
        assert not value or value not in report.refusals[0].text


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"nhs_number": "9434765918"}, "nhs_number"),
        ({"pnc": "20030011985Z"}, "pnc"),
        ({"cro": "000000/00Z"}, "cro"),
        ({"prisoner_number": "A12345B"}, "prisoner_number"),
        ({"other_numbers": "cro: 85227/65G"}, "other_numbers"),
        ({"postcode": "LEEDS"}, "postcode"),
        ({"home_dat": "somewhere"}, "home_dat"),
        ({"prison": "xyzzy"}, "prison"),
    ],
)
def test_a_number_that_cannot_be_right_is_kept_and_reported(
    runtime: Runtime, row: dict[str, str], column: str
) -> None:
    report = _take(runtime, {"client_ref": "R1", "surname": "Wye", **row})
    assert [(note.line, note.column) for note in report.warnings] == [(2, column)]
    assert _counts(report) == {"added": 1}
    exported = _exported(runtime)[0]
    assert exported[column].casefold() == row[column].casefold()


def test_a_nul_is_no_part_of_a_name(runtime: Runtime) -> None:
    _take(runtime, {"surname": "W\0ye"})
    assert [client.surname for client in search_clients(runtime, "")] == ["Wye"]


def test_two_rows_with_one_reference_that_differ_are_not_guessed_at(runtime: Runtime) -> None:
    report = _take(runtime, ALED, {**ALED, "surname": "Wye"}, ALED)
    assert _counts(report) == {"added": 1, "refused": 1, "unchanged": 1}
    [note] = report.refusals
    assert (note.line, note.column) == (3, "client_ref")
    assert "line 2" in note.text
    assert find_client_by_reference(runtime, "R1").surname == "Severn"


def test_a_row_of_a_merged_client_does_not_part_it(runtime: Runtime, actor: Actor) -> None:
    rows = (ALED, {**ALED, "client_ref": "R2", "given_names": "Ali", "date_of_birth": "1/2/1980"})
    _take(runtime, *rows)
    one, other = (find_client_by_reference(runtime, reference) for reference in ("R1", "R2"))
    merged = merge_clients(runtime, actor, other.id, one.id)
    assert _counts(_take(runtime, *rows)) == {"unchanged": 1, "merged": 1}
    assert find_client_by_reference(runtime, "R2") == merged


def test_an_import_that_broke_off_is_begun_again(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "TOGETHER", 2)
    rows = [{"client_ref": f"R{i}", "surname": f"Wye{i}"} for i in range(5)]
    read = iter(_read(runtime, _table(rows)))

    def breaks_off() -> object:
        for _ in range(3):
            yield next(read)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_register(runtime, ACTOR, breaks_off())  # type: ignore[arg-type]
    assert len(search_clients(runtime, "")) == 2
    assert _counts(_take(runtime, *rows)) == {"unchanged": 2, "added": 3}


def _exported(runtime: Runtime) -> list[dict[str, str]]:
    text = "".join(export_register(runtime, ACTOR)).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_what_is_exported_comes_in_again_as_it_was(runtime: Runtime, actor: Actor) -> None:
    _take(runtime, ALED)
    laura = add_client(runtime, actor, LAURA)
    for change in (
        add_number(NumberKind.NHS, "9434765918"),
        add_birth(date(1974, 7, 3)),
        keep_episode(Episode(prison="MDI", from_date=date(2026, 1, 2))),
        keep_worker(KeyWorker(name="Nasreen Clyde", role=WorkerRole.COMMUNITY)),
    ):
        change_parts(runtime, actor, laura.id, change)
    table = "".join(export_register(runtime, actor)).encode()
    report = import_register(runtime, actor, _read(runtime, table))
    assert _counts(report) == {"unchanged": 2}
    assert table.startswith(b"\xef\xbb\xbfclient_ref,given_names,surname")


def test_no_cell_is_taken_for_a_formula(runtime: Runtime, actor: Actor) -> None:
    odd = ClientDetails(given_names="'Abd", surname="=Wye", address="+1 High Street")
    client = add_client(runtime, actor, odd)
    [row] = _exported(runtime)
    assert (row["given_names"], row["surname"], row["address"]) == (
        *("''Abd", "'=Wye", "'+1 High Street"),
    )
    table = "".join(export_register(runtime, actor)).encode()
    import_register(runtime, actor, _read(runtime, table))
    assert search_clients(runtime, "") == [client]


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.builds(
        ClientDetails,
        given_names=_TEXT,
        surname=_TEXT.map("x".__add__),
        sex=_TEXT,
        pnc=_TEXT,
        postcode=_TEXT,
        address=_TEXT,
        aliases=_TEXT,
        is_ppo=st.booleans(),
        date_of_birth=st.none() | st.dates(date(1920, 1, 1), date(2010, 1, 1)),
    )
)
def test_any_client_goes_out_and_comes_in_as_the_same(
    small: Runtime, details: ClientDetails
) -> None:
    client = add_client(small, ACTOR, details)
    table = "".join(export_register(small, ACTOR)).encode()
    report = import_register(small, ACTOR, _read(small, table))
    assert set(_counts(report)) <= {"unchanged"}
    assert find_client_by_reference(small, client.reference) == client


def test_a_list_of_clients_costs_few_queries(runtime: Runtime) -> None:
    _take(runtime, *({"client_ref": f"R{i}", "surname": f"Wye{i}"} for i in range(60)))
    asked: list[str] = []
    event.listen(runtime.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert len(search_clients(runtime, "")) == 60
    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 7


def test_every_column_is_named_once_and_has_a_length_that_the_schema_keeps() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert set(LONGEST) <= set(COLUMNS)
    for column, attribute in MAIN_COLUMNS.items():
        if column in LONGEST:
            assert attribute in ClientDetailsSchema().validate({attribute: "x" * 501})


def test_rows_do_not_show_themselves(small: Runtime) -> None:
    [row] = _read(small, _table([ALED]))
    shown = repr(row)
    assert not any(word in shown for word in ("Severn", "Aled", "4021", "1979", "Tweed"))


def test_clients_do_not_show_themselves(runtime: Runtime) -> None:
    _take(runtime, ALED)
    client: Client = find_client_by_reference(runtime, "R1")
    shown = repr(client) + repr(client.episodes) + repr(client.workers) + repr(client.all_numbers)
    assert not any(word in shown for word in ("Severn", "Aled", "4021", "1979", "Tweed", "LEI"))
