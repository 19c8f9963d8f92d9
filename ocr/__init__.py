"""Image and zones in, readings out."""
