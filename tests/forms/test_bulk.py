"""Tables of many copies: headings, encodings, separators, errors by row, no cap and flat memory."""

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.bulk import BulkRow, ProblemReport, heading_row, read_rows
from forms.definition import Form
from forms.errors import EmptyFileError, TableError
from forms.reference import load_reference_lists
from forms.registry import load_catalogue

FORMS = tuple(load_catalogue())
ALERT = load_catalogue().find("alert-form")


def rows(text: str, encoding: str = "utf-8") -> list[BulkRow]:
    return list(read_rows(io.BytesIO(text.encode(encoding)), ALERT))


def test_rows_become_canonical_answers() -> None:
    (row,) = rows("client_name,date_of_birth,death\nLaura O'Neill,3/3/79,x\n")
    assert row.number == 2
    assert row.values == {
        "client_name": "Laura O'Neill",
        "date_of_birth": "1979-03-03",
        "death": True,
    }
    assert not row.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(encoding: str, separator: str, newline: str) -> None:
    lines = (f"client_name{separator}court_name", f"Siân{separator}Mold", "")
    (row,) = rows(newline.join(lines), encoding)
    assert row.values == {"client_name": "Siân", "court_name": "Mold"}


def test_welsh_letters_and_quoted_cells_survive() -> None:
    text = 'client_name,change_treatment,change_treatment_detail\nŵyn ŷd,1,"one, two\nthree"\n'
    (row,) = rows(text)
    assert row.values["client_name"] == "ŵyn ŷd"
    assert row.values["change_treatment_detail"] == "one, two\nthree"


def test_headings_may_be_quoted_and_in_capitals() -> None:
    (row,) = rows('"CLIENT_NAME";"death"\nAnn;yes\n')
    assert row.values == {"client_name": "Ann", "death": True}


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("clientname", "client_name"),
        ("Client Name", "client_name"),
        ("dob,client_name", None),
        ("date_of_brith", "date_of_birth"),
        ("prison_codes", "prison_code"),
        ("client_name,favourite_colour", None),
    ],
)
def test_a_wrong_column_names_the_right_one(heading: str, meant: str | None) -> None:
    with pytest.raises(TableError) as refused:
        rows(f"{heading}\nx\n")
    assert "is no field of alert-form" in refused.value.message
    if meant:
        assert refused.value.message.endswith(f"did you mean {meant}?")


def test_a_wrong_column_is_refused_before_any_row_is_read() -> None:
    def endless() -> Iterator[bytes]:
        yield b"client_nam\n"
        pytest.fail("a row was read")

    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.lines = endless()

        def __next__(self) -> bytes:
            return next(self.lines)

    with pytest.raises(TableError):
        read_rows(Endless(), ALERT)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"   \n"])
def test_an_empty_table_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyFileError):
        read_rows(io.BytesIO(content), ALERT)


def test_a_heading_that_stands_twice_is_refused() -> None:
    with pytest.raises(TableError, match="client_name stands twice"):
        rows("client_name,death,client_name\na,x,b\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_refused_with_what_to_do(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    with pytest.raises(TableError) as refused:
        read_rows(io.BytesIO(mark + "client_name\nAnn\n".encode(encoding)), ALERT)
    assert "CSV UTF-8" in refused.value.hint


def test_bytes_of_no_alphabet_are_refused_with_their_line() -> None:
    with pytest.raises(TableError, match="line 2 is neither"):
        list(read_rows(io.BytesIO(b"client_name\n\x81\x8d\n"), ALERT))


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    with pytest.raises(TableError, match="is not CSV"):
        rows('client_name\n"Ann\n')


def test_problems_stay_in_their_row() -> None:
    first, second, third = rows("client_name,date_of_birth\nAnn,3/3/79\nBen,soon\nCat,\n")
    assert first.values
    assert second.problems == {
        "date_of_birth": "Date of Birth: enter a real date such as 14 06 2009"
    }
    assert not second.values
    assert third.values == {"client_name": "Cat"}


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    text = 'other,other_detail\nx,"two\nlines"\n\n,\nx,last\n'
    assert [row.number for row in rows(text)] == [2, 5]


@pytest.mark.parametrize("line", ["Ann,x,more", "Ann,x,,more"])
def test_a_cell_without_a_heading_is_a_problem_of_the_row(line: str) -> None:
    (row,) = rows(f"client_name,death\n{line}\n")
    assert row.problems == {"row": "a cell stands in a column without a heading"}


@pytest.mark.parametrize("line", ["Ann", "Ann,", "Ann,,,,"])
def test_short_rows_and_empty_columns_are_forgiven(line: str) -> None:
    (row,) = rows(f"client_name,death,\n{line}\n")
    assert row.values == {"client_name": "Ann"}


def test_older_prison_codes_become_newer_ones() -> None:
    table = io.BytesIO(b"prison_name,prison_code\nLeeds,LE\nLeeds,LII\n")
    good, bad = read_rows(table, ALERT, load_reference_lists())
    assert good.values["prison_code"] == "LEI"
    assert set(bad.problems) == {"prison_code"}


def test_a_complete_copy_needs_its_required_answers() -> None:
    (row,) = read_rows(io.BytesIO(b"client_name\nAnn\n"), ALERT, complete=True)
    assert {"date_completed", "date_of_birth"} <= set(row.problems)


def test_a_report_names_row_field_and_problem_but_no_answer() -> None:
    out = io.StringIO()
    report = ProblemReport(out)
    for row in rows("client_name,date_of_birth\nAnn,3/3/79\nZebedee,soon\n"):
        report.add(row)
    report.add_problems(9, {"client_name": "does not fit its box"})

    table = list(csv.reader(io.StringIO(out.getvalue())))
    assert table[0] == ["row", "field", "problem"]
    assert [line[:2] for line in table[1:]] == [["3", "date_of_birth"], ["9", "client_name"]]
    assert "Zebedee" not in out.getvalue()
    assert report.rows == 2


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_empty_table_of_a_form_is_a_good_table(form: Form) -> None:
    assert list(read_rows(io.BytesIO(heading_row(form).encode()), form)) == []


def test_a_row_does_not_show_its_answers() -> None:
    assert "Ann" not in repr(BulkRow(number=2, values={"client_name": "Ann"}))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))))
def test_any_names_are_read_or_reported(names: list[str]) -> None:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["client_name", "death"])
    table.writerows([name, "x"] for name in names)
    found = rows(out.getvalue())
    assert len(found) == len(names)
    assert all(bool(row.values) != bool(row.problems) for row in found)


def test_memory_stays_flat_however_long_the_table() -> None:
    class Long(io.RawIOBase):
        """A table of 6,000 rows that is never whole anywhere."""

        def __init__(self) -> None:
            self.left = 6_000

        def __next__(self) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise StopIteration
            first = self.left == 5_999
            return b"client_name\n" if first else b"Ann Example\n"

    tracemalloc.start()
    count = sum(bool(row.values) for row in read_rows(Long(), ALERT))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_999
    assert peak < 2_000_000
