"""Back-ups: a snapshot of the database, the files that it names, and how both come back."""
