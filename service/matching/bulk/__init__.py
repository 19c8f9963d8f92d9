"""Matches by the hundred thousand: Splink on DuckDB, by the same comparisons, weights and keys."""
