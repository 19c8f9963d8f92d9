"""The register as a file: its columns, a row in, a row out. Knows no database."""
