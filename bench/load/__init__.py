"""Many people at once on a service of real processes, while a worker reads a batch.

`python -m bench.load --users 50 --minutes 10` prints errors, times by what was done, and memory.
"""
