"""Print, write on, fax and read back: a small run of what `python -m bench.paper` measures.

Floors are below the bars: few copies scatter. What must never happen has none.
"""

import random

import pytest

from forms.registry import load_catalogue
from ocr.pipeline import read_file
from tests.paper.cases import make_case, register_of, send
from tests.paper.faxline import Resolution
from tests.paper.scores import Scores, score_page

COPIES = 12
FLOORS = {
    Resolution.FINE: {"identified": 1.0, "typed, all": 0.88, "pre-filled verified": 0.98},
    Resolution.STANDARD: {"identified": 1.0, "typed, all": 0.74, "pre-filled verified": 0.97},
}
MARKS = ("tick", "strike")


@pytest.fixture(scope="module", params=list(Resolution))
def scores(request: pytest.FixtureRequest) -> tuple[Resolution, Scores]:
    resolution = request.param
    rng, catalogue = random.Random(29), load_catalogue()
    form = catalogue.find("alert-form")
    shares = (0.0, 0.5, 0.7)
    cases = [make_case(rng, form, prefilled=shares[n % 3]) for n in range(COPIES)]
    device = "tiffg3" if resolution is Resolution.STANDARD else "tiffg4"
    data = send(cases, resolution, device=device, seed=1)
    found = Scores()
    for case, page in zip(
        cases, read_file("fax.tif", data, catalogue, register_of(cases).get), strict=True
    ):
        score_page(found, case, page)
    return resolution, found


def test_enough_is_read_right(scores: tuple[Resolution, Scores]) -> None:
    resolution, found = scores
    shares = {name: found.share(name) for name in FLOORS[resolution]}
    assert all(share >= FLOORS[resolution][name] for name, share in shares.items()), shares


def test_pages_are_turned_upright(scores: tuple[Resolution, Scores]) -> None:
    assert scores[1].share("right way up") == 1.0


@pytest.mark.parametrize("kind", MARKS)
def test_ticks_and_strikes_are_right(scores: tuple[Resolution, Scores], kind: str) -> None:
    assert scores[1].trials[kind] > 10
    assert scores[1].share(kind) == 1.0


def test_fields_left_blank_stay_blank(scores: tuple[Resolution, Scores]) -> None:
    assert scores[1].trials["left blank"] > 10
    assert scores[1].share("left blank") == 1.0


def test_struck_print_is_never_accepted(scores: tuple[Resolution, Scores]) -> None:
    assert scores[1].share("altered print noticed") == 1.0


def test_hardly_any_accepted_value_is_wrong(scores: tuple[Resolution, Scores]) -> None:
    assert scores[1].share("accepted and right") >= 0.99
