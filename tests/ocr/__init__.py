"""Reading: each stage by itself."""
