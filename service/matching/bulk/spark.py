"""The conditions in Spark's SQL, for registers that one machine does not hold.

Cleaning, comparisons and weights stay as they are; Splink's settings are made with `in_spark` over
each condition, and Splink's own Spark back end takes DuckDB's place (README, matching in bulk).
"""

from typing import Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

_NAMES = {
    "list_has_any(": "arrays_overlap(",
    "list_intersect(": "array_intersect(",
    "len(": "size(",
    "starts_with(": "startswith(",
}
"""DuckDB's functions and Spark's that do the same."""


def in_spark(condition: str) -> str:
    """Say a condition in Spark's SQL."""
    for ours, theirs in _NAMES.items():
        condition = condition.replace(ours, theirs)
    return condition


def register_functions(spark: Any) -> None:  # noqa: ANN401 - a SparkSession, if pyspark is there
    """Give a Spark session the functions that it lacks; Splink's own jar has them, faster."""
    spark.udf.register("jaro_winkler_similarity", _similarity, "double")
    spark.udf.register("damerau_levenshtein", _distance, "int")


def _similarity(one: str | None, two: str | None) -> float | None:
    return None if one is None or two is None else JaroWinkler.similarity(one, two)


def _distance(one: str | None, two: str | None) -> int | None:
    return None if one is None or two is None else DamerauLevenshtein.distance(one, two)
