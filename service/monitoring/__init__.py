"""Monitoring and research (guidance, Annex B): counts and rows that show nobody."""
