"""Spans of time that attacks wait for, or skip."""

from datetime import timedelta

A_WHILE = timedelta(minutes=5)
LONG = timedelta(days=30)
