"""The second reader: a neural line recogniser, and what its output says under constraints."""
