"""The conditions in Spark, on this machine: the way beyond it (runs where pyspark and Java are)."""

import shutil
import sys
from typing import Any

import pytest

from service.matching.bulk.columns import SETS, TEXTS, face_table
from service.matching.bulk.spark import in_spark, register_functions
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.comparing.conditions import Otherwise
from service.matching.face import faces_of
from service.matching.rows import person_of
from tests.service.matching.test_parity import TODAY, rows

pyspark_sql: Any = pytest.importorskip("pyspark.sql")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")


def test_conditions_hold_in_spark_as_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    conditions = {
        condition.sql(): condition
        for one in COMPARISONS
        for condition in (one.known, *(level.when for level in one.levels))
        if not isinstance(condition, Otherwise)
    }
    faces = [faces_of(person_of(row), TODAY)[0] for row in rows()]
    spark = pyspark_sql.SparkSession.builder.master("local[1]").getOrCreate()
    try:
        register_functions(spark)
        table = face_table([(number, number, face) for number, face in enumerate(faces)])
        kinds = {**dict.fromkeys(TEXTS, "string"), **dict.fromkeys(SETS, "array<string>")}
        columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        content = [tuple(row[name] for name in ("unique_id", *kinds)) for row in table.to_pylist()]
        spark.createDataFrame(content, f"unique_id long, {columns}").createOrReplaceTempView(
            "faces"
        )
        sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in (*TEXTS, *SETS))
        tests = ", ".join(f"coalesce({in_spark(said)}, false)" for said in conditions)
        found = spark.sql(
            f"with pair as (select {sides} from faces l, faces r where l.unique_id = 0) "  # noqa: S608
            f"select {tests} from pair order by 1"
        ).collect()
    finally:
        spark.stop()
    wanted = [[one.holds(faces[0], face) for one in conditions.values()] for face in faces]
    assert sorted(map(list, found)) == sorted(wanted)
