"""Sends hostile, broken and good files through the confined reader and accounts for every one.

    python -m bench.hostile DIR... [--seed N] [--mutations N] [--no-bombs] [--pages N]
    python -m bench.hostile DIR... --url http://127.0.0.1:8000 --token TOKEN

Fails where one crashed the reader, ran past its time, used more memory than it may or came to
nothing without a stated reason, and where a good file sent in between was not read. With `--url`,
every process that the service has started is looked at ten times a second: it runs on this machine.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import service.jobs.reader
from bench.bombs import bombs
from bench.decoding import serve_decoding
from bench.good_files import good_files
from bench.hostile_doors import Door, Ended, Outcome, ReaderDoor, WebDoor
from bench.mutations import mutated

_GOOD_EVERY = 40


@dataclass(slots=True)
class _Ledger:
    """What became of everything that was sent."""

    seconds: int
    memory_mb: int
    ends: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    good: int = 0

    def enter(self, name: str, outcome: Outcome) -> None:
        self.ends[outcome.ended.value] += 1
        self.codes.update(outcome.codes)
        self.slowest = max(self.slowest, (outcome.longest_seconds, name))
        self.largest = max(self.largest, (outcome.memory_mb, name))
        if fault := self._fault(outcome):
            self.faults.append(f"{fault}: {name} {outcome.codes}")

    def enter_good(self, name: str, outcome: Outcome) -> None:
        self.good += 1
        self.largest = max(self.largest, (outcome.memory_mb, name))
        if outcome.memory_mb > self.memory_mb:
            self.faults.append(f"used {outcome.memory_mb} MB: {name}")
        if outcome.ended not in {Ended.READ, Ended.OPENED}:
            self.faults.append(f"a good file was not read: {name} {outcome.codes}")

    def _fault(self, outcome: Outcome) -> str | None:
        if "reading-crashed" in outcome.codes:
            return "crashed"
        # The clock of the limit stops where the reader is ended; then come the next process's.
        if outcome.longest_seconds > self.seconds + 5:
            return f"hung for {outcome.longest_seconds:.0f} s"
        if outcome.memory_mb > self.memory_mb:
            return f"used {outcome.memory_mb} MB"
        return None if outcome.reasons_stated else "no reason stated"

    def show(self) -> None:
        print(f"{sum(self.ends.values())} files:", dict(self.ends.most_common()))
        for code, count in self.codes.most_common():
            print(f"  {count:6d} {code}")
        print(f"{self.good} good files sent in between")
        print(f"longest wait {self.slowest[0]:.1f} s ({self.slowest[1]})")
        highest, name = self.largest
        print(f"highest memory of a reader {highest} MB of {self.memory_mb} MB ({name})")
        for fault in self.faults:
            print("FAULT", fault)


def _files(folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()


def _sent(options: argparse.Namespace, good: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield from _files(options.folders)
    yield from mutated(good, options.mutations, options.seed)
    if options.bombs:
        yield from bombs().items()


def _run(door: Door, options: argparse.Namespace, ledger: _Ledger) -> None:
    good = good_files()
    names = sorted(good)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        for number, (name, data) in enumerate(_sent(options, good)):
            path = Path(folder) / "file"
            if number % _GOOD_EVERY == 0:
                asked = names[number // _GOOD_EVERY % len(names)]
                path.write_bytes(good_files(number)[asked])
                ledger.enter_good(asked, door.send(path))
            path.write_bytes(data)
            outcome = door.send(path)
            ledger.enter(name, outcome)
            if options.log:
                print(number, name, outcome, file=options.log, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutations", type=int, default=0)
    parser.add_argument("--no-bombs", dest="bombs", action="store_false")
    parser.add_argument("--pages", type=int, default=2, help="of each file; the rest is left")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument(
        "--memory-mb", type=int, default=3072, help="THROUGHCARE_READING_MB of the service"
    )
    parser.add_argument("--decode-only", action="store_true", help="see bench.decoding")
    parser.add_argument("--url")
    parser.add_argument("--token")
    parser.add_argument("--log", type=argparse.FileType("w"), help="one line a file")
    return parser.parse_args()


def main() -> int:
    """Run and print."""
    options = _options()
    if options.decode_only:
        service.jobs.reader.serve_orders = serve_decoding
    ledger = _Ledger(options.seconds, options.memory_mb)
    door: Door = (
        WebDoor(options.url, options.token)
        if options.url
        else ReaderDoor(options.seconds, options.memory_mb, options.pages)
    )
    # Whoever has seen enough stops it, and still hears how it went so far.
    with suppress(KeyboardInterrupt), door:
        _run(door, options, ledger)
    ledger.show()
    return 1 if ledger.faults else 0


if __name__ == "__main__":
    sys.exit(main())
