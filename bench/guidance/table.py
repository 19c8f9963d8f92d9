"""The sentences of the guidance, and the page that says of each where it is kept."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.clocks.limits import LIMITS
from service.journey.duties import duties
from service.journey.events import Point
from service.journey.words import show_point

_FOLDER = Path(__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "guidance.md"
_CONSENT = "consent"
_HEAD = """# The guidance at work

Every sentence of *Drug Misusing Offenders: Ensuring the continuity-of-care between prison and
community* (June 2009) that says "must" or "should", and those that state a duty with "will" or in a
list: what in the product keeps it, and the tests that prove it; or why nothing does. Written by
`python -m bench.guidance` from `bench/guidance/sentences.toml` and from the marks on the tests; a
test fails where a sentence has neither a test nor a reason, and where this page is out of date.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the guidance."""

    id: str
    """Place in the guidance and number: 1.2, P7.3 (process point 7), A.5 (annex A)."""
    text: str
    duties: tuple[str, ...] = ()
    """Those of service/journey/duties.toml that keep it."""
    where: str = ""
    """What else in the product does."""
    reason: str = ""
    """Why nothing does."""

    @property
    def is_of_consent(self) -> bool:
        """Tell whether it is about consent: kept and tested with the agencies."""
        return self.where == _CONSENT


def sentences() -> tuple[Sentence, ...]:
    """Load the sentences, in the order of the guidance."""
    rows = tomllib.loads((_FOLDER / "sentences.toml").read_text(encoding="utf-8"))["sentence"]
    return tuple(Sentence(**{**row, "duties": tuple(row.get("duties", ()))}) for row in rows)


def page(found: Sequence[Sentence], proven: Mapping[str, Sequence[str]]) -> str:
    """Write the page."""
    return "\n".join([_HEAD, *_points(proven), *_tables(found, proven)]) + "\n"


def _points(proven: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """List the fourteen process points with what they ask for."""
    yield "## The process points\n"
    yield "| process point | actions | with a limit | story test |"
    yield "|---|---|---|---|"
    for point in Point:
        asked = [duty for duty in duties().values() if duty.point is point]
        limited = [
            f"{duty.key}: {LIMITS[duty.clock].words}" for duty in asked if LIMITS[duty.clock].ends
        ]
        prefix = f"P{int(point)}."
        stories = {
            test.partition("::")[2]
            for sentence, tests in proven.items()
            if sentence.startswith(prefix)
            for test in tests
            if "test_stories.py" in test
        }
        yield f"| {show_point(point)} | {len(asked)} | {'; '.join(limited)} | {len(stories)} |"


def _tables(found: Sequence[Sentence], proven: Mapping[str, Sequence[str]]) -> Iterator[str]:
    place = ""
    for sentence in found:
        if (here := sentence.id.rpartition(".")[0]) != place:
            place = here
            yield f"\n## {_heading(place)}\n"
            yield "| | the guidance says | in the product | proven by |"
            yield "|---|---|---|---|"
        yield _row(sentence, proven.get(sentence.id, ()))


def _heading(place: str) -> str:
    if place.startswith("P"):
        point = Point(int(place[1:]))
        return f"Process point {show_point(point)}" if point else "Part 1: prior to prison entry"
    return f"Annex {place}" if place.isalpha() else "Section 1"


def _row(sentence: Sentence, tests: Sequence[str]) -> str:
    kept = [f"`{key}`" for key in sentence.duties] + ([sentence.where] if sentence.where else [])
    product = ", ".join(kept) or f"nothing: {sentence.reason}"
    proof = "<br>".join(_test_link(test) for test in tests)
    return f"| {sentence.id} | {sentence.text.replace('|', chr(92) + '|')} | {product} | {proof} |"


def _test_link(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name}](../{path})"
