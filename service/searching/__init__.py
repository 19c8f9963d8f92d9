"""Searching the register as people do: what is typed, and the words that clients are found by."""
