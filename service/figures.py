"""Figures of the work: what came in, how long it took, how much of it needed no person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.periods import Period, Span
from service.quality import ErrorRate
from service.store.states import Channel, DocumentState

AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""What waits is told apart by these: less than the first, less than the second, …, and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToDone:
    """How long forms took from their arrival until their record was accepted."""

    forms: int
    median: timedelta
    """At least half of them took no longer; in whole minutes, as the next."""
    nine_of_ten: timedelta
    """At least nine of ten took no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """The figures of one period."""

    period: Period
    by_form: Mapping[str, int]
    """Forms that came in, by the form's id."""
    by_channel: Mapping[Channel, int]
    """The same forms, by how they came."""
    alone: int
    """Of them, those that were accepted without a person."""
    time_to_done: TimeToDone | None
    """Of the forms that were done in the period; None: there were none."""
    errors: ErrorRate
    """Of the values that persons looked at in the period."""

    @property
    def forms(self) -> int:
        """Forms that came in."""
        return sum(self.by_form.values())

    @property
    def share_alone(self) -> float | None:
        """Share of the forms that needed no person; None: no form came in."""
        return self.alone / self.forms if self.forms else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Files that wait in one state, by how long ago they came."""

    state: DocumentState
    by_age: tuple[int, ...]
    """One number more than `AGES`."""

    @property
    def files(self) -> int:
        """All of them."""
        return sum(self.by_age)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFigures:
    """What the pictures of the work show."""

    span: Span
    counted_at: datetime
    periods: tuple[PeriodFigures, ...]
    """The oldest first; the last is running."""
    waiting: tuple[Waiting, ...]

    @property
    def by_form(self) -> Counter[str]:
        """Forms that came in over all periods, by the form's id."""
        return sum((Counter(one.by_form) for one in self.periods), Counter())

    @property
    def by_channel(self) -> Counter[Channel]:
        """The same forms, by how they came."""
        return sum((Counter(one.by_channel) for one in self.periods), Counter())
