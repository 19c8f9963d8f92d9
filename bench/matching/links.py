"""Measures rulings: forms linked without a person, and those of them that are wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter

from bench.matching.cases import TODAY, Case, case, client_row
from bench.people.lookalikes import lookalikes
from service.matching.bulk.links import Link
from service.matching.bulk.matching import Plan, matches
from service.matching.ruling import Outcome
from service.matching.weights.model import Model

_BANDS = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.01)
_SHOWN = 12


@dataclass(slots=True)
class Tally:
    """What became of forms."""

    forms: int = 0
    matchable: int = 0
    found: int = 0
    first: int = 0
    linked: int = 0
    right: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Of matchable forms that were not linked."""
    wrong: list[str] = field(default_factory=list)
    likely: Counter[tuple[float, bool]] = field(default_factory=Counter)
    """Of first candidates: band of the probability, and whether it is right."""

    def add(self, links: Sequence[Link], right: frozenset[int], about: str) -> None:
        """Count one form.

        Args:
            links: its candidates, best first.
            right: numbers of the clients that are the form's.
            about: what is known of the form, to show where it goes wrong.
        """
        first = links[0]
        is_right = first.client in right
        self.forms += 1
        self.linked += first.outcome is Outcome.LINK
        if first.outcome is Outcome.LINK and not is_right:
            self.wrong.append(f"{about}: {first.explanation}")
        band = max(low for low in _BANDS if low <= first.probability)
        self.likely[band, is_right] += 1
        if right:
            self.matchable += 1
            self.found += any(one.client in right for one in links)
            self.first += is_right
            self.right += is_right and first.outcome is Outcome.LINK
            if first.outcome is not Outcome.LINK:
                self.reasons[first.explanation.partition(".")[0]] += 1

    def show(self) -> None:
        """Print it."""
        print(
            f"  {self.matchable} of {self.forms} forms are about a client: among the candidates "
            f"{self.found / self.matchable:.2%}, first {self.first / self.matchable:.2%}, "
            f"linked {self.right / self.matchable:.2%}"
        )
        wrong = len(self.wrong)
        rate = 1e4 * wrong / max(1, self.linked)
        print(f"  linked {self.linked}, wrong {wrong}: {rate:.2f} in 10,000")
        for line in self.wrong[:_SHOWN]:
            print(f"    WRONG {line}")
        for reason, count in self.reasons.most_common():
            print(f"    not linked {count / self.matchable:7.2%}  {reason}")
        for low, high in pairwise(_BANDS):
            good, bad = self.likely[low, True], self.likely[low, False]
            share = good / (good + bad) if good + bad else 0.0
            band = f"{low:7.4f} to {min(1.0, high):7.4f}"
            print(f"    probability {band}: {good + bad:7} forms, right {share:8.4%}")


def _forms(links: Iterable[Link]) -> Iterator[tuple[int, list[Link]]]:
    for record, found in groupby(links, attrgetter("record")):
        yield record, list(found)


def tally(made: Case, model: Model, jobs: int) -> Tally:
    """Match the forms of a case and count."""
    plan = Plan(model=model, today=TODAY, jobs=jobs)
    right, found = made.right(), Tally()
    links = matches((form.row() for form in made.forms), map(client_row, made.clients), plan)
    for record, of_form in _forms(links):
        form = made.forms[record]
        about = f"{form.about} {form.way} {' '.join(form.differences)}"
        found.add(of_form, right.get(record, frozenset()), about)
    return found


def measure_links(model: Model, clients: int, forms: int, seed: int, jobs: int) -> None:
    """Print how forms about an invented register are ruled on."""
    print(f"{clients} clients, {forms} forms, seed {seed}")
    tally(case(clients, forms, seed), model, jobs).show()


def measure_lookalikes(model: Model, count: int, seed: int, jobs: int) -> None:
    """Print how forms of twins, siblings, fathers and sons, and namesakes are ruled on."""
    pairs = list(lookalikes(count, seed))
    clients = [
        one
        for pair in pairs
        for one in ((pair.entry, pair.other) if pair.registered else (pair.entry,))
    ]
    found = tally(Case(clients, [pair.form for pair in pairs]), model, jobs)
    print(f"{count} look-alikes, seed {seed}")
    found.show()
