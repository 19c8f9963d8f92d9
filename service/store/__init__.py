"""What is kept: tables, the engine, and queries that take a session and never commit."""
