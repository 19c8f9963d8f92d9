"""What a form is, and its artefacts: bytes and values in, bytes and values out."""
