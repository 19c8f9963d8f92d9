"""The service around the forms: use cases and their callers (API, pages, command line, jobs)."""
