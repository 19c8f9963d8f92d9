"""Decides whose form it is. Knows no database; policy is here, the rows are fetched by the use case."""
