"""Decides whose form it is. Knows no database: policy is here, use cases fetch the rows."""
