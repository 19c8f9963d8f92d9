"""An invented register and forms about its people, as the reader would give them.

    python -m bench.people register --size 100000 --seed 1 -o register.csv
    python -m bench.people queries --register register.csv -o records.csv --truth truth.csv
    python -m bench.people lookalikes --count 10000 -o records.csv --register register.csv

With them matching is trained and measured. Nobody in them lives: names are drawn by the shares that
names have in Britain, days and numbers at random. What a reader makes of paper is taken from
`confusions.json`, which `python -m bench.people confusions` counted on pages that it read.
"""
