"""Monitoring and research (guidance, Annex B): counts that show nobody."""
