"""A DuckDB of our own for one run: quiet, within its memory, on the cores it is given."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from service.jobs.scratch import Scratch, sweep

MEMORY_MB = 4_000
"""What DuckDB may hold before it writes to its private directory."""


@contextmanager
def opened(*, threads: int, memory_mb: int = MEMORY_MB) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in a private directory that is gone afterwards, however this ends."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    sweep()
    scratch = Scratch.make()
    try:
        connection = duckdb.connect(str(scratch.path / "match.duckdb"))
        try:
            connection.execute(f"set threads = {int(threads)}")
            connection.execute(f"set memory_limit = '{int(memory_mb)}MB'")
            connection.execute("set preserve_insertion_order = false")
            connection.execute("set enable_progress_bar = false")
            yield connection
        finally:
            connection.close()
    finally:
        scratch.remove()
