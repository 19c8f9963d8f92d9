from itertools import product
from pathlib import Path

import numpy as np
import pytest

from bench.pen import composed, hand_line, stroke_hands, writers
from bench.pen.doubting import believable
from bench.pen.strokes import part_of
from tests.bench_pen.strokes import SETS, stroke_files

WRITERS = [f"w{number:02}" for number in range(24)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stroke_files(tmp_path_factory.mktemp("strokes"), WRITERS, lacking="QZ7")


def test_no_writer_both_trains_and_measures(folder: Path) -> None:
    training = {writer.name for writer in writers(folder, "training")}
    measuring = {writer.name for writer in writers(folder, "measuring")}
    assert training | measuring == set(WRITERS)
    assert not training & measuring
    assert measuring


def test_about_one_writer_in_seven_measures() -> None:
    names = [f"{place}:{number}" for place, number in product("abcdefgh", range(250))]
    share = sum(part_of(name) == "measuring" for name in names) / len(names)
    assert 0.12 < share < 0.18


def test_a_hand_writes_what_its_writer_left_out(folder: Path) -> None:
    hands = stroke_hands(folder, part_of("w00"))
    lacking = next(hand for hand in hands if hand.name == "w00")
    assert (
        "Q"
        not in next(
            writer for writer in writers(folder, part_of("w00")) if writer.name == "w00"
        ).characters
    )
    assert lacking.can_write("QZ 7")


def test_the_same_state_writes_the_same_line(folder: Path) -> None:
    hand = stroke_hands(folder, "training")[0]
    first, second, other = (
        hand_line("A1234BC 01/02/71", hand, np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    assert np.array_equal(first, second)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_a_line_is_cut_close_and_stands_on_its_baseline(folder: Path) -> None:
    hand = stroke_hands(folder, "training")[1]
    line = composed("HHH", hand, np.random.default_rng(2), cap_mm=4.0, px_per_mm=10.0, pen_mm=0.4)
    dark = line.grey < 200
    assert dark[:7].any()
    assert dark[-7:].any()
    assert abs(len(line.grey) - 45) < 12
    assert line.baseline == pytest.approx(len(line.grey) - 5, abs=5)


def test_cells_spread_a_line(folder: Path) -> None:
    hand = stroke_hands(folder, "training")[1]
    near, far = (
        hand_line("12345678", hand, np.random.default_rng(3), gap=gap).shape[1]
        for gap in (0.1, 0.8)
    )
    assert far > near + 7 * 0.6 * 3.5 * 300 / 25.4


def test_a_text_that_no_stroke_shows_is_refused(folder: Path) -> None:
    hand = stroke_hands(folder, "training")[0]
    for text in ("Siân", "  "):
        with pytest.raises(ValueError, match="cannot write"):
            hand_line(text, hand, np.random.default_rng(1))


def test_a_sample_unlike_all_others_of_its_label_is_dropped() -> None:
    rng = np.random.default_rng(4)
    bar = np.array([[0, 0], [0.02, 1]], np.float32)
    ring = np.array([[0.5, 0], [0, 0.5], [0.5, 1], [1, 0.5], [0.5, 0]], np.float32)
    samples, labels = [], []
    for shape, label in ((bar, "1"), (ring, "0")):
        for _ in range(100):
            samples.append([np.abs(shape + rng.normal(0, 0.01, shape.shape)).astype(np.float32)])
            labels.append(label)
    labels[7] = "0"
    keep = believable(samples, labels)
    assert [number for number, kept in enumerate(keep) if not kept] == [7]


def test_the_sets_of_the_fixture_are_whole() -> None:
    assert [len(letters) for letters in SETS.values()] == [10, 26, 26]
