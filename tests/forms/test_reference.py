"""Reference lists: what is shipped, how a name finds its place, how a bad file is refused."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.errors import ReferenceListError
from forms.reference import (
    LIKELY,
    Agreement,
    Entry,
    ReferenceLists,
    load_reference_lists,
    read_reference_list,
)
from forms.reference_names import plain_name

LISTS = load_reference_lists()
NAMES = ("prisons", "courts", "dats")


@pytest.mark.parametrize(
    ("list_name", "written", "code"),
    [
        # prefixes come and go
        ("prisons", "HMP Leeds", "LEI"),
        ("prisons", "Leeds", "LEI"),
        ("prisons", "H.M. Prison Leeds", "LEI"),
        ("prisons", "HMP/YOI Isis", "ISI"),
        ("prisons", "HMP & YOI Altcourse", "ACI"),
        ("prisons", "The Mount", "MTI"),
        ("prisons", "Mount", "MTI"),
        # as faxes and people spell
        ("prisons", "WORMWOOD SCRUBBS", "WSI"),
        ("prisons", "Leads", "LEI"),
        ("prisons", "Standfordhill", "EHI"),
        ("prisons", "H0LLOWAY", "HYI"),
        # Welsh, former and everyday names
        ("prisons", "Carchar Caerdydd", "CFI"),
        ("prisons", "Abertawe", "SWI"),
        ("prisons", "Strangeways", "MRI"),
        ("prisons", "Grendon/Springhill", "GNI"),
        # one of two at the same place
        ("prisons", "HMYOI Feltham", "FYI"),
        ("prisons", "HMP Parc", "PRI"),
        ("courts", "Leeds Magistrates' Court", "LEEDMC"),
        ("courts", "Leeds mags", "LEEDMC"),
        ("courts", "Leeds MC", "LEEDMC"),
        ("courts", "Leeds Crown Court", "LEEDCC"),
        ("courts", "Crown Court at Leeds", "LEEDCC"),
        ("courts", "Horseferry Rd Mags", "HRSFMC"),
        ("courts", "Old Bailey", "CNTRCC"),
        ("dats", "Gateshead DAT", "A09B"),
        ("dats", "Sunderland Drug Action Team", "A12B"),
    ],
)
def test_a_written_name_finds_its_place(list_name: str, written: str, code: str) -> None:
    found = LISTS.named(list_name, written)
    assert found
    assert found.code == code


@pytest.mark.parametrize("list_name", NAMES)
def test_each_name_finds_itself_first(list_name: str) -> None:
    for entry in LISTS.entries(list_name):
        best, *_ = LISTS.find(list_name, entry.name, limit=2)
        assert best.entry == entry
        assert best.score == pytest.approx(1.0)


@pytest.mark.parametrize("written", ["", "   ", "xyzzy", "The", "12 High Street", "???"])
def test_what_is_no_place_finds_none(written: str) -> None:
    for list_name in NAMES:
        assert LISTS.named(list_name, written) is None


@pytest.mark.parametrize("list_name", NAMES)
@given(written=st.text(max_size=40))
def test_any_text_is_scored_in_order(list_name: str, written: str) -> None:
    matches = LISTS.find(list_name, written, limit=3)
    scores = [match.score for match in matches]
    assert len(matches) <= 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("list_name", NAMES)
@given(written=st.text(max_size=40))
@example(written="h prison m 0")
@example(written="young the offenders 0")
def test_reducing_a_name_twice_changes_nothing(list_name: str, written: str) -> None:
    once = plain_name(list_name, written)
    assert plain_name(list_name, once) == once


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("LEI", "HMP Leeds"),
        ("LE", "HMP Leeds"),
        (" lei ", "HMP Leeds"),
        ("EP", "HMP Eastwood Park"),
        ("BNB", "HMP Bullingdon"),
        ("PA", "HMP Parc"),
    ],
)
def test_newer_and_older_codes_find_a_prison(code: str, name: str) -> None:
    found = LISTS.by_code("prisons", code)
    assert found
    assert found.name == name
    assert found.code
    assert len(found.code) == 3


@pytest.mark.parametrize(
    ("list_name", "name", "code", "expected"),
    [
        ("prisons", "Leeds", "LEI", Agreement.AGREE),
        ("prisons", "HMP Leeds", "LE", Agreement.AGREE),
        ("prisons", "Leeds", "LII", Agreement.DIFFER),
        ("prisons", "Leads", "LEI", Agreement.AGREE),
        ("prisons", "Feltham", "FMI", Agreement.AGREE),
        ("prisons", "Feltham", "FYI", Agreement.AGREE),
        ("prisons", "Parkhurst", "IWI", Agreement.AGREE),  # merged in April 2009
        ("prisons", "Isle of Wight", "PKI", Agreement.AGREE),
        ("prisons", "Blakenhurst", "HEI", Agreement.AGREE),
        ("prisons", "Leeds", "ZZZ", Agreement.UNKNOWN_CODE),
        ("prisons", "Nowhere at all", "LEI", Agreement.UNKNOWN_NAME),
        ("dats", "Gateshead", "A09B", Agreement.AGREE),
        ("dats", "Gateshead", "A12B", Agreement.DIFFER),
        ("dats", "Hackney", "H99B", Agreement.UNKNOWN_CODE),
    ],
)
def test_a_name_and_a_code_are_compared(
    list_name: str, name: str, code: str, expected: Agreement
) -> None:
    assert LISTS.agree(list_name, name, code) is expected


def test_the_lists_are_whole() -> None:
    prisons = LISTS.entries("prisons")
    assert len(prisons) == 171
    assert sum(entry.active for entry in prisons) == 125
    assert len(LISTS.entries("courts")) > 900
    assert len(LISTS.entries("dats")) > 380


def test_no_code_is_invented() -> None:
    coded = {entry.code for entry in LISTS.entries("dats") if entry.code}
    assert coded == {"A09B", "A10B", "A11B", "A12B", "Z00B"}


def test_codes_of_a_list_mean_one_place_each() -> None:
    for list_name in NAMES:
        for entry in LISTS.entries(list_name):
            for code in entry.codes:
                assert LISTS.by_code(list_name, code) is entry


def test_prison_codes_have_their_shape_and_successors_exist() -> None:
    for entry in LISTS.entries("prisons"):
        assert entry.code
        assert re.fullmatch(r"[A-Z]{2}I|STC[23]", entry.code), entry
        assert all(re.fullmatch(r"[A-Z]{2,3}", code) for code in entry.other_codes), entry
        if entry.successor:
            assert not entry.active
            assert LISTS.by_code("prisons", entry.successor)


def test_active_places_come_first_where_names_are_equal() -> None:
    old = Entry(name="HMP Twin", code="TAI", active=False)
    new = Entry(name="HMYOI Twin", code="TBI")
    lists = ReferenceLists({"prisons": (old, new)})
    assert [match.entry for match in lists.find("prisons", "Twin")] == [new, old]


def test_a_folder_replaces_the_lists_that_it_holds(tmp_path: Path) -> None:
    (tmp_path / "dats.csv").write_bytes("\ufeffname,code\nHackney,h01b\nYnys Môn,\n".encode())
    lists = load_reference_lists(tmp_path)
    assert lists.by_code("dats", "H01B") == Entry(name="Hackney", code="H01B")
    assert [entry.name for entry in lists.entries("dats")] == ["Hackney", "Ynys Môn"]
    assert lists.entries("prisons") == LISTS.entries("prisons")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "dats.csv, line 1: the column `name` is missing"),
        ("code\nH01B\n", "dats.csv, line 1: the column `name` is missing"),
        ("name,colour\nHackney,red\n", "dats.csv, line 1: no column is called 'colour'"),
        ("name,code\n", "dats.csv: the list has no rows"),
        ("name,code\nHackney,H01B\n,H02B\n", "dats.csv, line 3: `name` is empty"),
        ("name,active\nHackney,perhaps\n", "dats.csv, line 2: `active` must be yes or no"),
        ("name,code\nA,H01B\nB,H01B\n", "dats.csv, line 3: code H01B stands on line 2 already"),
        ("name,code\nHackney,H01B,more\n", "dats.csv, line 2: too many columns"),
        ('name,code\n"Hackney,H01B\n', "dats.csv, line 2: unexpected end of data"),
    ],
)
def test_a_bad_list_is_refused_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(ReferenceListError) as refused:
        read_reference_list(text, "dats.csv")
    assert refused.value.message == reason


def test_a_list_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dats.csv").write_bytes("name\nYnys Môn\n".encode("cp1252"))
    with pytest.raises(ReferenceListError, match="is not UTF-8 text"):
        load_reference_lists(tmp_path)


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceListError, match="none of prisons"):
        load_reference_lists(tmp_path)


def test_one_wrong_letter_in_five_is_still_likely() -> None:
    assert LISTS.find("prisons", "Leads")[0].score >= LIKELY
    assert LISTS.find("prisons", "Ladds")[0].score < LIKELY
