"""Compares two faces: every condition is one object that knows its SQL and its Python alike."""
