"""The seconds between two instants, on SQLite and on PostgreSQL."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class seconds_between(FunctionElement[int]):  # noqa: N801 - reads as the function that it is
    """Whole seconds from the first instant to the second."""

    type = Integer()
    name = "seconds_between"
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    since, until = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(unixepoch({until}) - unixepoch({since}))"


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    since, until = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(trunc(extract(epoch FROM ({until}) - ({since}))) AS INTEGER)"
