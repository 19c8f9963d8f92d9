"""Marked boxes on any form: positions on a reference picture in, marked or not out."""
