"""Figures of the work, counted in the database: any process can give them, none adds them up."""

from collections.abc import Iterator, Mapping
from threading import Lock
from time import monotonic
from typing import TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.errors import ConflictError, UnavailableError
from service.permission.asking import as_the_service
from service.runtime import Runtime
from service.store.states import DocumentState, JobState
from service.usecases.vitals import Vitals, take_vitals

_Key = TypeVar("_Key", bound=str)
_GOOD_FOR = 10.0
"""Seconds for which the same figures are given again, however many ask."""


class Work(Collector):
    """How the work of an installation stands, asked anew every ten seconds at most."""

    def __init__(self, runtime: Runtime) -> None:
        """Prepare."""
        self._runtime = runtime
        self._lock = Lock()
        self._found: Vitals | None = None
        self._found_at = float("-inf")

    def written(self) -> bytes:
        """Give the figures, or that the database is away."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        """Give each figure as the library wants it."""
        found = self._vitals()
        yield GaugeMetricFamily(
            "throughcare_database_up", "Whether the database answers", int(found is not None)
        )
        if found is not None:
            yield from _families(found)

    def describe(self) -> list[Metric]:
        """Name no figure beforehand: the database need not be asked for that."""
        return []

    def _vitals(self) -> Vitals | None:
        with self._lock:
            if monotonic() - self._found_at > _GOOD_FOR:
                self._found, self._found_at = self._take(), monotonic()
            return self._found

    def _take(self) -> Vitals | None:
        try:
            with as_the_service():
                return take_vitals(self._runtime)
        except (UnavailableError, ConflictError):
            return None


def _families(found: Vitals) -> Iterator[Metric]:
    documents = {state: found.documents.get(state, 0) for state in DocumentState}
    yield _by("throughcare_documents", "Documents by state", "state", documents)
    jobs = {state: found.jobs.get(state, 0) for state in JobState if state is not JobState.DONE}
    yield _by("throughcare_jobs", "Jobs that are not done, by state", "state", jobs)
    age = found.queue_age.total_seconds()
    yield GaugeMetricFamily(
        "throughcare_queue_age_seconds", "How long the job has been due that waits longest", age
    )
    yield _pages(found.pages)
    values = {"accepted": found.values - found.doubtful_values, "to_person": found.doubtful_values}
    yield _by("throughcare_last_values", "Values read on the last 200 pages", "outcome", values)
    yield GaugeMetricFamily(
        "throughcare_doubt_rate",
        "Share of them that a person was asked about",
        found.doubtful_values / found.values if found.values else 0.0,
    )


def _pages(numbers: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(
        "throughcare_pages_read", "Pages by what reading them came to", labels=["status"]
    )
    for status, number in numbers.items():
        family.add_metric([status], number)
    return family


def _by(name: str, words: str, label: str, numbers: Mapping[_Key, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, number in numbers.items():
        family.add_metric([str(key)], number)
    return family
