"""A form proves itself: filled in, sent through what paper goes through, read back and judged."""
