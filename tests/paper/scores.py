"""Count what was read right, by the kind of question."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from forms.answers import Answer
from forms.definition import Choice, Comb, Date, Field, Signature, Text, Tick, Time
from ocr.reading import Method, PageReading, Reading
from tests.paper.cases import Case


@dataclass
class Scores:
    """Counts of trials and of those that came out right."""

    trials: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def count(self, name: str, right: bool) -> None:
        """Add one trial."""
        self.trials[name] += 1
        self.right[name] += right

    def share(self, name: str) -> float:
        """Give the share that came out right; one where nothing was tried."""
        return self.right[name] / self.trials[name] if self.trials[name] else 1.0

    def lines(self) -> list[str]:
        """Give the counts as lines of a table."""
        return [self._line(name) for name in sorted(self.trials)]

    def _line(self, name: str) -> str:
        right, trials = self.right[name], self.trials[name]
        return f"{name:34s} {right:6d} of {trials:6d}  {100 * self.share(name):7.2f} %"


def kind_name(asked: Field) -> str:
    """Name the class under which a field is counted."""
    match asked.kind:
        case Tick():
            return "tick"
        case Choice(mark=mark):
            return str(mark)
        case Signature():
            return "signature"
        case Date() | Time():
            return "typed date"
        case Comb():
            return "typed code"
        case Text(style=style):
            return f"typed {style}"


def same(found: Answer, true: Answer) -> bool:
    """Compare as exactly as the contract says: case and blanks may be normalised."""
    if isinstance(found, str) and isinstance(true, str):
        return " ".join(found.split()).casefold() == " ".join(true.split()).casefold()
    return (found or None) == (true or None)


def _score_field(scores: Scores, case: Case, key: str, reading: Reading) -> None:
    asked = case.form.field(key)
    name = kind_name(asked)
    true = case.added.get(key, case.issued.get(key))
    right = same(reading.value, true)
    if key in case.altered:
        scores.count("altered print noticed", not reading.accepted)
    elif key in case.issued:
        verified = reading.method is Method.ISSUED and reading.accepted and right
        scores.count("pre-filled verified", verified)
    elif key in case.added or name in {"tick", "strike", "box"}:
        scores.count(name, right)
        if name.startswith("typed"):
            scores.count("typed, all", right)
            scores.count("typed, accepted", reading.accepted)
        else:
            scores.count("marks, accepted", reading.accepted)
    else:
        scores.count("left blank", right)
    if reading.accepted:
        wrong = not right or key in case.altered
        scores.count("accepted and right", not wrong)
        if key in case.added:
            scores.count("accepted, added, right", not wrong)
    if not right and key not in case.altered:
        sign = "SILENT " if reading.accepted else ""
        scores.misses.append(
            f"{sign}{case.form.id} {key}: {true!r} read {reading.value!r} raw {reading.raw!r}"
            f" {reading.confidence:.3f} {reading.state}"
        )


def score_page(scores: Scores, case: Case, page: PageReading) -> None:
    """Count one page."""
    identified = page.copy == case.copy and page.form_page == case.page
    scores.count("identified", identified)
    if not identified:
        problems = [problem.code for problem in page.problems]
        scores.misses.append(f"not identified: {case.form.id} {case.feed} {problems}")
        return
    scores.count("right way up", (page.rotation == 180) == case.feed.upside_down)
    for key, reading in page.fields.items():
        _score_field(scores, case, key, reading)


def score(cases: Iterable[Case], pages: Iterable[PageReading]) -> Scores:
    """Count all pages of a file."""
    scores = Scores()
    for case, page in zip(cases, pages, strict=True):
        score_page(scores, case, page)
    return scores
