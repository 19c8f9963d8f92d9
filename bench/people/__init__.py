"""An invented register and forms about its people, as the reader would give them.

    python -m bench.people register --size 100000 -o register.csv [--people people.csv]
    python -m bench.people queries --register register.csv -o records.csv --truth truth.csv
    python -m bench.people lookalikes --register pairs.csv -o records.csv --truth truth.csv
    python -m bench.people confusions --strokes DIR --fonts DIR --lines 380 --kept readings.jsonl
        [--pages FILE] -o bench/people/confusions.json

Some people are entered twice, as in life: `people.csv` says who, and a form about one of them is
right with either entry. `--doubts` keeps each field's probability and alternatives. `lookalikes`
writes a register of its own, which every second pair is on with both people.

With these files matching is trained and measured. Nobody in them lives: names are drawn by the
shares that names have in Britain, days and numbers at random. What a reader makes of paper is taken
from `confusions.json`: our own reader's doubts and confusions on 380 pages of bare lines (seed 7)
and the 72 forms of the development corpus.
"""
