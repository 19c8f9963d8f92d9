"""Counts the requests of this process; gunicorn's processes are put together through a folder."""

import os
from time import perf_counter

from flask import g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.wrappers import Response

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder, for the library that looks there as for us."""
_OF_THIS_PROCESS = CollectorRegistry()
_SECONDS = Histogram(
    "throughcare_request_seconds",
    "Time to the answer of a request",
    ["method", "rule"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=_OF_THIS_PROCESS,
)
_ANSWERS = Counter(
    "throughcare_answers",
    "Answers by status; 5xx are faults of the service",
    ["method", "rule", "status"],
    registry=_OF_THIS_PROCESS,
)
_NO_RULE = "-"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def count(response: Response) -> Response:
    """Count a request when it is answered, under the rule of its address: never the address."""
    rule = str(request.url_rule or _NO_RULE)
    # What is no method of ours may be anything, and would be kept for as long as we run.
    method = request.method if request.method in _METHODS else _NO_RULE
    _SECONDS.labels(method, rule).observe(perf_counter() - g.began)
    _ANSWERS.labels(method, rule, f"{response.status_code // 100}xx").inc()
    return response


def written() -> bytes:
    """Give what was counted, by all processes that share the folder."""
    if SHARED_FOLDER not in os.environ:
        return generate_latest(_OF_THIS_PROCESS)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as the library has it
    return generate_latest(registry)
