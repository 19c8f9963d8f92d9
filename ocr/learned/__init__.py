"""Layouts of other agencies, learned from pages that a person has confirmed."""
