"""One TOML file for each issued form version."""
