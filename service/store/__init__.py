"""What is kept: tables, the engine, and queries by aggregate that take a session and never commit."""
