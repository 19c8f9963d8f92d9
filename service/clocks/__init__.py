"""The guidance's clocks: working days of England and Wales, and when a limit runs out."""
