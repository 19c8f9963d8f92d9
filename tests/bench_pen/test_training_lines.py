import re

import numpy as np
import pytest

from bench.pen.hands import StrokeHand
from bench.training.degrading import HEIGHT_PX, Channel, degraded, sent, with_remains
from bench.training.evaluate import Figures, greedy, padded
from bench.training.lines import Entry, Example
from bench.training.texts import Kind, date, number, phone, rare_name, text
from bench.training.varied import wavering, with_slashes
from bench.training.words import words

RNG_SEEDS = range(60)
LINE = np.full((60, 300), 255, np.uint8)
LINE[10:50, [x for x in range(20, 280) if x % 14 < 5]] = 0


@pytest.mark.parametrize("channel", Channel)
def test_a_degraded_line_has_the_height_of_the_reader_s_input(channel: Channel) -> None:
    for seed in range(8):
        line = degraded(LINE, channel, np.random.default_rng(seed))
        assert line.shape[0] == HEIGHT_PX
        assert line.shape[1] >= 32
        assert int(line.max()) - int(line.min()) > 40


def test_a_standard_fax_loses_more_than_a_fine_one() -> None:
    small = np.full((40, 200), 255, np.uint8)
    small[10:30:5, 20:180] = 0
    lost = {
        channel: np.mean(
            [
                np.abs(sent(small, channel, np.random.default_rng(s)) - 1.0 * small)
                for s in range(12)
            ]
        )
        for channel in (Channel.CLEAN, Channel.FINE, Channel.STANDARD)
    }
    assert lost[Channel.CLEAN] < lost[Channel.FINE] < lost[Channel.STANDARD]


def test_every_kind_makes_lines_of_the_characters_that_are_read() -> None:
    for kind in Kind:
        for seed in RNG_SEEDS:
            made = text(kind, np.random.default_rng(seed), None)
            assert made == made.strip()
            assert 0 < len(made) <= 48


def test_dates_are_written_in_many_ways() -> None:
    written = [date(np.random.default_rng(seed)) for seed in range(200)]
    shapes = {re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "9", day)) for day in written}
    assert {"9/9/9", "9.9.9", "9-9-9", "9", "9 a 9"} <= shapes
    assert all(1 <= int(re.match(r"\d{1,2}", day)[0]) <= 31 for day in written)


def test_numbers_have_the_patterns_of_prisons() -> None:
    written = [number(np.random.default_rng(seed)) for seed in range(200)]
    assert sum(bool(re.fullmatch(r"[A-Z]\d{4}[A-Z]{2}", one)) for one in written) > 60
    assert sum(bool(re.fullmatch(r"[A-Z]{2}\d{4,6}", one)) for one in written) > 40


def test_telephones_have_ten_or_eleven_digits() -> None:
    for seed in RNG_SEEDS:
        digits = re.sub(r"\D", "", phone(np.random.default_rng(seed)).split(" ext")[0])
        assert digits.startswith("0")
        assert len(digits) in {10, 11}


def test_the_best_path_joins_repeats_and_keeps_what_a_blank_parts() -> None:
    assert greedy(np.array([0, 1, 1, 0, 1, 2, 2, 0, 3]), "ab ") == "aab"


def test_shorter_lines_are_padded_with_mid_grey() -> None:
    white = np.full((HEIGHT_PX, 40), 255, np.uint8)
    batch = padded([white, white[:, :20]])
    assert batch.shape == (2, 3, HEIGHT_PX, 40)
    assert batch[1, 0, 0, 19:21].tolist() == [1.0, 0.0]


def test_figures_count_lines_and_letters() -> None:
    example = Example(LINE, "AB 12", Kind.NUMBER, Entry.HAND, Channel.FINE, "w01")
    counted = Figures()
    for reading in ("AB 12", "AB12", "A8 12"):
        counted.add(example, reading)
    assert (counted.exact, counted.but_spaces, counted.wrong, counted.letters) == (1, 2, 2, 15)


def test_made_up_names_are_on_no_list() -> None:
    made = {rare_name(np.random.default_rng(seed)) for seed in range(300)}
    assert len(made) > 200
    assert all(3 <= len(name) < 13 and name.istitle() and name.isalpha() for name in made)
    assert len(made - {*words("surnames"), *words("forenames")}) > 0.8 * len(made)


def test_every_other_hand_has_slashes_of_its_own() -> None:
    hand = StrokeHand("w01", {}, {})
    assert "/" not in with_slashes(hand, 1).characters
    slopes = [
        slash.width / slash.height
        for number in range(0, 60, 2)
        for slash in with_slashes(hand, number).characters["/"]
    ]
    assert min(slopes) < 0.3
    assert max(slopes) > 0.6


def test_a_wavering_line_keeps_its_ink_and_nearly_its_size() -> None:
    bent = [wavering(LINE, np.random.default_rng(seed)) for seed in range(40)]
    changed = [line for line in bent if line is not LINE]
    assert 8 < len(changed) < 32
    ink = np.count_nonzero(LINE < 128)
    for line in changed:
        assert abs(np.count_nonzero(line < 128) - ink) < 0.15 * ink
        assert abs(line.shape[1] - 250) < 40
        assert not np.array_equal(line, LINE[10:50, 28:275])


def test_remains_of_rules_add_ink_and_a_rule_taken_out_cuts_strokes() -> None:
    white = np.full((60, 300), 255, np.uint8)
    black = np.zeros((60, 300), np.uint8)
    seeds = range(300)
    added = [with_remains(white, np.random.default_rng(seed)).min() < 200 for seed in seeds]
    cut = [with_remains(black, np.random.default_rng(seed)).max() == 255 for seed in seeds]
    assert 0.3 < np.mean(added) < 0.55
    assert 0.01 < np.mean(cut) < 0.1
