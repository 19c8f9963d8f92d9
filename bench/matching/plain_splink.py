"""Splink as it comes, on the same files: comparisons of its library, keys of equality, EM.

python -m bench.matching.plain_splink register.csv records.csv links.csv
"""

import csv
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_MEMORY = "4000MB"
_BLOCKS = (
    *(("prisoner_number",), ("pnc",), ("nhs_number",), ("given", "surname", "birth")),
    *(("surname", "birth"), ("given", "birth"), ("postcode", "surname"), ("given", "surname")),
)
_CLEANED = """
    select {id} as unique_id, split_part(upper(given_names), ' ', 1) as given,
        upper(surname) as surname,
        strftime(coalesce(
            try_strptime(date_of_birth, '%Y-%m-%d'), try_strptime(date_of_birth, '%d/%m/%Y')
        ), '%Y-%m-%d') as birth,
        nullif(upper(prisoner_number), '') as prisoner_number, nullif(upper(pnc), '') as pnc,
        nullif(nhs_number, '') as nhs_number,
        nullif(replace(upper(postcode), ' ', ''), '') as postcode
    from read_csv('{path}', all_varchar = true)
"""


def _linker(
    register: Path, records: Path, api: DuckDBAPI, own: duckdb.DuckDBPyConnection
) -> Linker:
    tables = []
    for name, path, column in (
        ("forms", records, "record_id"),
        ("register", register, "client_ref"),
    ):
        own.execute(f"create table {name} as {_CLEANED.format(id=column, path=path)}")
        tables.append(api.register(name, dataset_display_name=name))
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in _BLOCKS],
        comparisons=[
            cl.NameComparison("given"),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth", input_is_string=True),
            cl.DamerauLevenshteinAtThresholds("prisoner_number", [1]),
            cl.DamerauLevenshteinAtThresholds("pnc", [1]),
            cl.DamerauLevenshteinAtThresholds("nhs_number", [1]),
            cl.ExactMatch("postcode"),
        ],
        retain_matching_columns=False,
    )
    return Linker(tables, settings, log_level="ERROR")


def link(register: Path, records: Path, output: Path) -> None:
    """Link two files and write the best client of each record."""
    own = duckdb.connect(str(output.with_suffix(".duckdb")))
    own.execute(f"set threads = 2; set memory_limit = '{_MEMORY}'")
    linker = _linker(register, records, DuckDBAPI(own), own)
    certain = [block_on("given", "surname", "birth"), block_on("prisoner_number")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in (("birth", "surname"), ("prisoner_number",)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    found = linker.inference.predict(threshold_match_probability=0.01).physical_name
    rows = own.execute(
        f"""
        select unique_id_l, unique_id_r, match_probability from {found}
        qualify row_number() over (partition by unique_id_l order by match_weight desc) = 1
        """  # noqa: S608
    ).fetchall()
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("record_id", "client_ref", "probability"))
        writer.writerows(rows)


if __name__ == "__main__":
    link(*map(Path, sys.argv[1:]))
