"""Agencies and their single points of contact as values, and the monthly list as a table."""
