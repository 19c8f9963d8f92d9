"""The table of the guidance is complete, and the page that shows it is up to date."""

from collections import Counter
from pathlib import Path

import pytest

from bench.guidance.marks import proofs
from bench.guidance.table import PAGE, page, sentences
from service.journey.duties import duties
from service.journey.events import Point


def test_every_sentence_is_proven_or_says_why_not() -> None:
    proven = proofs()
    bare = [
        one.id for one in sentences() if not (one.id in proven or one.reason or one.is_of_consent)
    ]
    assert bare == []


def test_a_sentence_for_which_nothing_is_done_is_kept_by_nothing() -> None:
    for one in sentences():
        assert bool(one.reason) != bool(one.duties or one.where), one.id


def test_every_mark_names_a_sentence() -> None:
    known = {one.id for one in sentences()}
    assert set(proofs()) <= known


def test_every_duty_keeps_a_sentence() -> None:
    kept = {key for one in sentences() for key in one.duties}
    assert kept == set(duties())


def test_sentences_stand_once_and_say_what_must_or_should_be() -> None:
    assert max(Counter(one.id for one in sentences()).values()) == 1
    assert len({one.text for one in sentences()}) > 120
    words = [one.text.lower() for one in sentences()]
    assert sum("must" in text or "should" in text for text in words) > 115


def test_every_process_point_has_a_story_and_an_action() -> None:
    told = {
        sentence.partition(".")[0]
        for sentence, tests in proofs().items()
        if any("test_stories.py" in test for test in tests)
    }
    assert {f"P{int(point)}" for point in Point} <= told
    assert {duty.point for duty in duties().values()} == set(Point)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(sentences(), proofs()), (
        "run: python -m bench.guidance"
    )


def test_a_mark_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("@pytest.mark.guidance(IDS)\ndef test_a(): ...\n")
    with pytest.raises(ValueError, match="in the mark itself"):
        proofs(tmp_path)
