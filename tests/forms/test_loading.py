"""Each file of bad/ has one thing wrong: its first line says how it is refused, a mark where."""

from pathlib import Path

import pytest

from forms.definition import Condition, Form
from forms.errors import DefinitionError, UnknownFormError
from forms.loading import load_form, load_form_file
from forms.registry import Catalogue, load_catalogue

BAD = sorted((Path(__file__).parent / "bad").glob("*.toml"))
MARK = "# <- here"


def expected_line(text: str) -> int | None:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if MARK in line]
    return lines[0] if lines else None


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_definition_is_refused_with_line_and_reason(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reason = text.splitlines()[0].removeprefix("# refused: ")

    with pytest.raises(DefinitionError) as refused:
        load_form_file(path)

    assert reason in refused.value.reason
    assert refused.value.line == expected_line(text)
    assert path.name in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_mark_that_says_where_is_not_what_is_wrong(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reason = text.splitlines()[0].removeprefix("# refused: ")

    with pytest.raises(DefinitionError) as refused:
        load_form(text.replace(MARK, ""), path.name)

    assert reason in refused.value.reason


def test_the_corpus_is_there() -> None:
    assert len(BAD) > 30


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "Siân"'.encode("cp1252"))
    with pytest.raises(DefinitionError, match="is not UTF-8 text"):
        load_form_file(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="cannot be read"):
        load_form_file(tmp_path / "none.toml")


SMALL = """
id = "{id}"
version = "{version}"
code = "{code}"
title = "Small"
pages = 1
from = ["cjit"]
to = ["carat"]
source = "Invented for a test"

[[section]]
key = "people"

[section.table]
row_heading = "Who"

[[section.table.row]]
key = "first"
label = "First"

[[section.table.row]]
key = "second"
label = "Second"

[[section.table.column]]
key = "answer"
label = "Came"
kind = "choice"
options = {{ yes = "Yes", no = "No" }}

[[section.table.column]]
key = "day"
label = "Day"
kind = "date"
help = "day month year"
required_when = {{ field = "{{row}}_answer", is = ["yes"] }}
"""


def small(form_id: str = "small", version: str = "1", code: str = "S1") -> Form:
    return load_form(SMALL.format(id=form_id, version=version, code=code), "small.toml")


def test_the_cells_of_a_table_are_fields_of_their_own() -> None:
    fields = {field.key: field for field in small().fields()}

    assert list(fields) == ["first_answer", "first_day", "second_answer", "second_day"]
    assert fields["second_day"].label == "Second: Day"
    assert fields["second_day"].help == "Second: day month year"


def test_a_condition_in_a_table_speaks_of_its_own_row() -> None:
    required = [field.required_when for field in small().fields() if field.required_when]
    assert required == [
        Condition(field="first_answer", values=("yes",)),
        Condition(field="second_answer", values=("yes",)),
    ]


def test_the_newest_version_is_found_unless_another_is_named() -> None:
    catalogue = Catalogue([small(version="9", code="S9"), small(version="10", code="SA"), small()])

    assert catalogue.find("small").version == "10"
    assert catalogue.find("small", "9").code == "S9"
    assert [form.version for form in catalogue] == ["1", "9", "10"]
    found = catalogue.by_code("SA")
    assert found
    assert found.version == "10"
    assert catalogue.by_code("ZZ") is None


@pytest.mark.parametrize(("form_id", "version"), [("no-such", None), ("small", "2")])
def test_an_unknown_form_or_version_is_named(form_id: str, version: str | None) -> None:
    with pytest.raises(UnknownFormError, match=form_id):
        Catalogue([small()]).find(form_id, version)


def test_two_forms_do_not_share_a_code() -> None:
    with pytest.raises(DefinitionError, match="used twice"):
        Catalogue([small(), small(form_id="other")])


def test_a_local_folder_adds_to_the_shipped_forms(tmp_path: Path) -> None:
    text = SMALL.format(id="small", version="1", code="S1")
    (tmp_path / "small-1.toml").write_text(text, encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.find("small") == small()
    assert catalogue.find("alert-form").code == "A1"
