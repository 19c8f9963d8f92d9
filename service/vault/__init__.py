"""Files at rest: the keys of an installation, and the format in which stored bytes are sealed."""
