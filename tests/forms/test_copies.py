"""Copy ids and what the symbols say: round trips, and every slip of the pen caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answer
from forms.copies import (
    ALPHABET,
    MAX_PAGE,
    CopyId,
    PageMark,
    derived_copy_id,
    is_form_code,
    new_copy_id,
    parse_copy_id,
    parse_payload,
)
from forms.errors import CopyIdError

VALUES: dict[str, Answer] = {"client_name": "Ann Example", "death": True}
codes = st.text(ALPHABET, min_size=2, max_size=2)
copies = st.builds(
    lambda code, name, ordinal: derived_copy_id(code, {"client_name": name}, ordinal),
    codes,
    st.text(max_size=20),
    st.integers(0, 10_000),
)
marks = st.builds(PageMark, copies, st.integers(1, MAX_PAGE))


@given(copies)
def test_an_id_reads_back_as_printed(copy: CopyId) -> None:
    assert parse_copy_id(str(copy)) == copy
    assert parse_copy_id(str(copy).lower().replace("-", " ")) == copy
    assert len(str(copy)) == 17


@given(copies)
def test_lookalike_letters_are_forgiven(copy: CopyId) -> None:
    written = copy.text.replace("1", "I").replace("0", "O")
    assert parse_copy_id(written) == copy


@given(copies, st.integers(0, 13))
def test_every_single_wrong_character_is_caught(copy: CopyId, place: int) -> None:
    for char in ALPHABET:
        if char != copy.text[place]:
            with pytest.raises(CopyIdError):
                CopyId(copy.text[:place] + char + copy.text[place + 1 :])


@given(copies)
def test_every_swap_of_neighbours_is_caught(copy: CopyId) -> None:
    for place in range(13):
        one, two = copy.text[place], copy.text[place + 1]
        if one != two:
            with pytest.raises(CopyIdError):
                CopyId(copy.text[:place] + two + one + copy.text[place + 2 :])


@given(marks)
def test_a_symbol_reads_back(mark: PageMark) -> None:
    assert len(mark.payload) == 16
    assert mark.payload.isalnum()
    assert parse_payload(mark.payload) == mark


@given(marks, st.integers(0, 15))
def test_every_single_wrong_character_of_a_symbol_is_caught(mark: PageMark, place: int) -> None:
    for char in ALPHABET:
        if char != mark.payload[place]:
            with pytest.raises(CopyIdError):
                parse_payload(mark.payload[:place] + char + mark.payload[place + 1 :])


@given(marks)
def test_every_swap_of_neighbours_in_a_symbol_is_caught(mark: PageMark) -> None:
    for place in range(15):
        one, two = mark.payload[place], mark.payload[place + 1]
        if one != two:
            swapped = mark.payload[:place] + two + one + mark.payload[place + 2 :]
            with pytest.raises(CopyIdError):
                parse_payload(swapped)


@pytest.mark.parametrize("written", ["", "A1", "A1K7-Q2M9-XT3B-P!", "ABCDEFGHJKMNPQ", "x" * 200])
def test_what_is_no_id_is_refused(written: str) -> None:
    with pytest.raises(CopyIdError):
        parse_copy_id(written)


@pytest.mark.parametrize("payload", ["", "HTTP://EXAMPLE", "A" * 16, "a" * 16, "0" * 15])
def test_what_is_no_symbol_of_ours_is_refused(payload: str) -> None:
    with pytest.raises(CopyIdError):
        parse_payload(payload)


@given(codes)
def test_an_id_names_its_form(code: str) -> None:
    assert is_form_code(code)
    assert new_copy_id(code).form_code == code


def test_the_same_content_gives_the_same_id_and_each_copy_its_own() -> None:
    again = dict(reversed(VALUES.items()))
    assert derived_copy_id("A1", VALUES) == derived_copy_id("A1", again)
    assert derived_copy_id("A1", VALUES, 1) != derived_copy_id("A1", VALUES, 2)
    assert derived_copy_id("A1", VALUES) != derived_copy_id("A2", VALUES)


def test_ids_drawn_at_random_differ() -> None:
    assert len({new_copy_id("A1") for _ in range(5000)}) == 5000


@pytest.mark.parametrize("code", ["A", "ABC", "AO", "a1", "A-"])
def test_a_form_code_is_two_characters_of_the_alphabet(code: str) -> None:
    assert not is_form_code(code)
