"""Has documents read: a worker that is woken, and the process apart in which strangers' bytes are parsed."""
