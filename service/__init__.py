"""The service around the forms: use cases and their four callers (API, pages, command line, jobs)."""
