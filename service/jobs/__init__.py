"""Has documents read: a worker that is woken, and a process apart that parses."""
