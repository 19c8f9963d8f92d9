"""Trains matching and measures it, on invented people and on FEBRL 4.

python -m bench.matching train
python -m bench.matching febrl
python -m bench.matching links --clients 100000
python -m bench.matching online --folder registers/
python -m bench.matching bulk --records 100000 --clients 1000000
"""
