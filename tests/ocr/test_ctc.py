"""What a recogniser's output says: texts read freely, held against it, and searched for."""

import itertools
import math

import numpy as np
import pytest

from ocr.engine import shapes
from ocr.engine.ctc import (
    beam,
    behind_free,
    best_free,
    greedy,
    log_likelihood,
    log_likelihoods,
    rank,
    scored,
)
from ocr.engine.grammar import grammar
from ocr.engine.output import LineOutput
from ocr.engine.search import best_path, compact, n_best
from tests.ocr.outputs import output_of


def brute(output: LineOutput, text: str) -> float:
    """Sum over all paths: the definition itself."""
    total = 0.0
    probs = np.exp(output.log_probs)
    for path in itertools.product(range(probs.shape[1]), repeat=len(probs)):
        collapsed = [c for c, _ in itertools.groupby(path) if c]
        if "".join(output.characters[c - 1] for c in collapsed) == text:
            total += math.prod(float(probs[t, c]) for t, c in enumerate(path))
    return math.log(total)


@pytest.mark.parametrize("text", ["a", "ab", "aa", "ba", "aba"])
def test_likelihood_is_the_sum_over_all_paths(text: str) -> None:
    rng = np.random.default_rng(1)
    probs = rng.dirichlet(np.ones(3), size=5)
    output = LineOutput(np.log(probs).astype(np.float32), 8.0, "ab")
    assert log_likelihood(output, text) == pytest.approx(brute(output, text), abs=1e-4)


def forward(output: LineOutput, text: str) -> float:
    """Run the forward algorithm in logarithms, a place at a time: slow, and never out of range."""
    known = [number for char in text if (number := output.characters.find(char) + 1)]
    places = [0, *itertools.chain.from_iterable((number, 0) for number in known)]
    held = [-math.inf] * len(places)
    for number, frame in enumerate(output.log_probs.astype(np.float64)):
        before = held if number else [0.0, *held[1:]]
        held = []
        for at, place in enumerate(places):
            skips = number and at > 1 and place not in {0, places[at - 2]}
            ways = before[max(0, at - (2 if skips else 1)) : at + 1]
            held.append(float(np.logaddexp.reduce(ways)) + float(frame[place]))
    return float(np.logaddexp.reduce(held[-2:]))


@pytest.mark.parametrize("frames", [1, 2, 4, 5, 90])
def test_likelihoods_of_lines_of_any_length(frames: int) -> None:
    rng = np.random.default_rng(frames)
    probs = np.maximum(rng.dirichlet(np.full(4, 0.05), size=frames), 1e-8)
    output = LineOutput(np.log(probs).astype(np.float32), 8.0, "abc")
    texts = ["", "a", "ab", "abca" * (frames // 10), "a~b"]
    wanted = [max(forward(output, text), -1e9) for text in texts]
    assert log_likelihoods(output, texts) == pytest.approx(wanted, abs=1e-6)
    assert list(log_likelihoods(output, [])) == []


def test_free_reading_has_places_and_probabilities() -> None:
    read = greedy(output_of("AB", {1: {"8": 0.3}}))
    assert read.text == "AB"
    assert (read.chars[1].left, read.chars[1].right) == (16.0, 24.0)
    assert read.chars[1].probability == pytest.approx(0.7, abs=0.01)


def test_beam_gives_the_other_readings() -> None:
    texts = [one.entry for one in beam(output_of("lan", {0: {"I": 0.4}}))]
    assert texts[:2] == ["lan", "Ian"]


def test_list_is_held_against_the_image_in_capitals_too() -> None:
    found = rank(output_of("HMP WALTDN"), ["HMP Walton", "HMP Welford", "Leeds"])
    assert found[0].entry == "HMP Walton"
    assert found[0].below_free < found[1].below_free
    assert found[0].log_likelihood < best_free(output_of("HMP WALTDN"))


def test_long_list_is_screened_and_the_right_entry_stays() -> None:
    entries = [f"Court number {n}" for n in range(900)] + ["Testford Crown Court"]
    assert rank(output_of("Testfrd Crown Court"), entries)[0].entry == "Testford Crown Court"


def test_grammar_takes_the_likeliest_text_it_accepts() -> None:
    output = output_of("AI2348C", {1: {"1": 0.02}, 5: {"B": 0.01}})
    found = n_best(output, grammar(r"[A-Z]\d{4}[A-Z]{2}"))
    assert found[0].entry == "A1234BC"
    assert found[0].below_free > 0


def test_alternatives_are_scored_by_their_full_likelihood() -> None:
    found = n_best(output_of("A12B", {2: {"7": 0.3}}), grammar(r"[A-Z]\d{2}B"))
    assert [one.entry for one in found[:2]] == ["A12B", "A17B"]
    share = math.exp(found[1].log_likelihood - found[0].log_likelihood)
    assert share == pytest.approx(0.3 / 0.7, rel=0.05)


def test_path_is_the_best_of_all_texts() -> None:
    rng = np.random.default_rng(3)
    language = grammar("[ab]{2,3}")
    probs = rng.dirichlet(np.ones(3), size=7)
    output = LineOutput(np.log(probs).astype(np.float32), 8.0, "ab")
    path = best_path(output, language)
    texts = ["".join(t) for n in (2, 3) for t in itertools.product("ab", repeat=n)]
    best = scored(output, texts)[0]
    assert path is not None
    assert n_best(output, language, texts)[0].entry == best.entry


def test_doubled_character_is_tried() -> None:
    found = n_best(output_of("013 184"), grammar(r"\d{3,4} \d{3}"))
    assert "0113 184" in {one.entry for one in found}


def test_no_text_fits_a_line_that_is_too_short() -> None:
    assert n_best(output_of("A"), grammar("[A-Z]{6}")) == []


def test_white_between_characters_does_not_count() -> None:
    output = output_of("A")
    wide = LineOutput(np.repeat(output.log_probs, [1, 40], axis=0), 8.0, output.characters)
    assert len(compact(wide).log_probs) < 4
    assert log_likelihood(compact(wide), "A") == pytest.approx(log_likelihood(wide, "A"), abs=0.01)


def test_small_letters_count_as_capitals_in_codes() -> None:
    assert n_best(shapes.in_capitals(output_of("a12b")), grammar(r"[A-Z]\d\dB"))[0].entry == "A12B"
    clean = shapes.without(output_of("A-12 B"), " -")
    assert n_best(clean, grammar(r"[A-Z]\d\dB"))[0].entry == "A12B"


def test_lines_are_joined_with_a_space() -> None:
    joined = shapes.joined([output_of("Moved to"), output_of("Leeds")])
    assert greedy(joined).text == "Moved to Leeds"


def test_no_text_in_any_repr() -> None:
    output = output_of("LAURA")
    assert "LAURA" not in repr(beam(output)[0])
    assert "LAURA" not in repr(greedy(output))
    assert "log_probs" not in repr(output)


def test_behind_the_free_reading_is_the_likelihood_seen_from_there() -> None:
    output = output_of("HMP Leeds", {4: {"l": 0.4}, 8: {"": 0.3}})
    texts = ["HMP Leeds", "HMP leeds", "HMP Leed", "HMP Lewes"]
    alone = best_free(output) - log_likelihoods(output, texts)
    assert behind_free(output, texts, around=200.0) == pytest.approx(alone, abs=0.01)
    (inside,) = behind_free(output, ["Leeds"], around=5.0)
    assert inside == pytest.approx(5.0, abs=0.7)
