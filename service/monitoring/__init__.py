"""De-personalised rows for monitoring: what they hold, and under what names."""
