"""Measure how well a register's people are told by what was seen of their writing alone.

    python -m bench.held DIR [--people 2000] [--seed 1] [--limit 40] [--seen FILE]

DIR holds pages and `truth.jsonl`. The register is everybody whom the truth names, near namesakes of
each, and invented others. Printed, by field, entry and channel: how often the reading itself is
right; how often the true value ranks first of the register; how far below the free reading, in nats
a character, true values lie, and how far, with the true one taken out, the best wrong one; by how
many nats the true one leads. Then, over all pages, what bounds on either would take. And bytes a
field, and CPU time to pack one and to hold 50 candidates against it. `--seen` keeps what was seen
in a file, and takes it from there the next time.
"""

import argparse
import json
import random
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.foreign import truths
from bench.gather import same_value
from forms.answers import Answer
from forms.definition import Field
from forms.errors import ThroughcareError
from forms.registry import Catalogue, load_catalogue
from ocr.held import hold_against
from ocr.kept_lines import pack, unpack
from ocr.pipeline import read_file
from tests.foreign.people import given_name, name_of, prisoner_number, surname

_FORM = "alert-form"
_KEYS = ("client_name", "date_of_birth", "prisoner_number")
_FIRST_BIRTH, _DAYS = date(1940, 1, 1), 22_000
_LETTERS, _FIGURES = "abcdefghiklmnoprstuvwy", "0123456789"
_CANDIDATES = 50
_BELOW = (0.3, 0.5, 0.8, 1.2)
_LEADS = (2.0, 4.0, 6.0, 8.0)


@dataclass(frozen=True, slots=True)
class Seen:
    """A field of a page as it was read and kept."""

    file: str
    key: str
    entry: str
    channel: str
    true: str = field(repr=False)
    read: Answer = field(repr=False)
    accepted: bool
    packed: str = field(repr=False)
    """In Base64."""

    @property
    def lines(self) -> bytes:
        """Give what was kept."""
        return b64decode(self.packed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a register fared against one field."""

    seen: Seen
    right: bool
    """The reading itself."""
    rank: int
    """Of the true value, from 1."""
    below: float
    """Nats a character by which the true value lies below the free reading."""
    lead: float
    """Nats by which the true value leads the best wrong one."""
    wrong_below: float
    """Nats a character of the best wrong value."""
    wrong_lead: float
    """Nats by which, with the true value off the list, the first leads the second."""


def _seen_on(row: Mapping[str, Any], folder: Path, catalogue: Catalogue) -> Iterator[Seen]:
    try:
        pages = read_file(row["file"], (folder / row["file"]).read_bytes(), catalogue)
    except ThroughcareError:
        return
    for page in pages:
        for key in _KEYS:
            reading = page.fields.get(key)
            true = row["fields"].get(key)
            if reading is None or not reading.lines or not true:
                continue
            packed = b64encode(pack(reading.lines)).decode()
            where = (row["file"], key, row["entry"], row["channel"], true)
            yield Seen(*where, reading.value, reading.accepted, packed)


def _all_seen(folder: Path, limit: int | None, kept: Path | None) -> list[Seen]:
    if kept is not None and kept.exists():
        return [Seen(**json.loads(line)) for line in kept.read_text("utf-8").splitlines()]
    catalogue = load_catalogue()
    rows = [row for row in truths(folder, limit=limit) if row["form"] == _FORM]
    found = [seen for row in rows for seen in _seen_on(row, folder, catalogue)]
    if kept is not None:
        kept.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in found), "utf-8")
    return found


def _changed(rng: random.Random, text: str) -> str:
    """Change one letter or figure, as the next cell of a card index might have it."""
    at = rng.choice([i for i, char in enumerate(text) if char.isalnum()])
    letters = _FIGURES if text[at].isdigit() else _LETTERS
    new = rng.choice(letters)
    return text[:at] + (new.upper() if text[at].isupper() else new) + text[at + 1 :]


def _near_names(rng: random.Random, name: str) -> list[str]:
    given, _, family = name.rpartition(" ")
    return [f"{given_name(rng)} {family}", f"{given} {surname(rng)}", _changed(rng, name)]


def _near_days(rng: random.Random, text: str) -> list[str]:
    day = date.fromisoformat(text)
    swapped = [day.replace(day=day.month, month=day.day)] if day.day <= 12 else []
    years = [day.replace(year=day.year + step, day=min(day.day, 28)) for step in (1, 10)]
    near = [*swapped, *years, day + timedelta(days=rng.choice((1, 10)))]
    return [one.isoformat() for one in near]


def _invented(rng: random.Random, key: str) -> str:
    match key:
        case "client_name":
            return name_of(rng, middle=0.3)
        case "date_of_birth":
            return (_FIRST_BIRTH + timedelta(days=rng.randrange(_DAYS))).isoformat()
        case _:
            return prisoner_number(rng)


def _register(rng: random.Random, key: str, true: Sequence[str], people: int) -> list[str]:
    """Give the register's values of one field, no two alike."""
    near = {"client_name": _near_names, "date_of_birth": _near_days}
    values = list(true)
    for one in true:
        values += near[key](rng, one) if key in near else [_changed(rng, one) for _ in range(3)]
    values += [_invented(rng, key) for _ in range(people)]
    return list(dict.fromkeys(values))


def _outcome(asked: Field, seen: Seen, register: Sequence[str]) -> Outcome:
    held = hold_against(asked, seen.lines, register)
    true = next(one for one in held if one.value == seen.true)
    others = [one for one in held if one is not true]
    return Outcome(
        seen=seen,
        right=same_value(asked, seen.read, seen.true),
        # Who is as likely as the true one is ahead of it.
        rank=1 + sum(one.log_likelihood >= true.log_likelihood for one in others),
        below=true.below_free,
        lead=true.log_likelihood - others[0].log_likelihood,
        wrong_below=others[0].below_free,
        wrong_lead=others[0].log_likelihood - others[1].log_likelihood,
    )


def _spread(values: Sequence[float]) -> str:
    return "/".join(f"{q:.2f}" for q in np.percentile(values, (5, 50, 95)))


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    count = len(outcomes)
    right = sum(one.right for one in outcomes) / count
    first, five = (sum(one.rank <= n for one in outcomes) / count for n in (1, 5))
    figures = [one.below for one in outcomes], [one.wrong_below for one in outcomes]
    lead = _spread([one.lead for one in outcomes])
    return (
        f"{name:38} {count:4} {right:6.1%} {first:6.1%} {five:6.1%}"
        f"  {_spread(figures[0]):>16}  {_spread(figures[1]):>16}  {lead}"
    )


def _table(outcomes: Sequence[Outcome]) -> None:
    print(f"{'':38}    n  right  first  <=5th  below, 5/50/95 %    wrong, 5/50/95 %  lead, nats")
    for key in _KEYS:
        for entry in sorted({one.seen.entry for one in outcomes}):
            of_entry = [o for o in outcomes if (o.seen.key, o.seen.entry) == (key, entry)]
            for channel in ("", *sorted({o.seen.channel for o in of_entry})):
                some = [o for o in of_entry if channel in {"", o.seen.channel}]
                if some:
                    print(_row(f"{key} {entry} {channel}", some))


def _bounds(outcomes: Sequence[Outcome]) -> None:
    """Print what would be taken for a register's person, rightly and wrongly, by bounds."""
    print(
        "\ntaken within a bound below free and with a lead: true (on the list), wrong (on it, not)"
    )
    for key in _KEYS:
        own = [one for one in outcomes if one.seen.key == key]
        for below in _BELOW:
            shares = []
            for lead in _LEADS:
                true = sum(o.rank == 1 and o.below <= below and o.lead >= lead for o in own)
                on = sum(o.rank > 1 and o.wrong_below <= below and -o.lead >= lead for o in own)
                off = sum(o.wrong_below <= below and o.wrong_lead >= lead for o in own)
                shares.append(f"{lead:.0f}: {true / len(own):6.1%} {on} {off}")
            print(f"{key:16} of {len(own)}, {below}  " + "   ".join(shares))


def _costs(
    asked: Mapping[str, Field], found: Sequence[Seen], registers: Mapping[str, list[str]]
) -> None:
    print()
    for key in _KEYS:
        own = [one for one in found if one.key == key]
        sizes = np.percentile([len(one.lines) for one in own], (50, 95, 100))
        views = [unpack(one.lines) for one in own]
        before = time.process_time()
        for lines in views:
            pack(lines)
        packing = 1000 * (time.process_time() - before) / len(own)
        before = time.process_time()
        for one in own:
            hold_against(asked[key], one.lines, registers[key][:_CANDIDATES])
        holding = 1000 * (time.process_time() - before) / len(own)
        print(
            f"{key}: {sizes[0]:.0f} bytes (95 %: {sizes[1]:.0f}, most {sizes[2]:.0f}), "
            f"packed in {packing:.1f} ms, {_CANDIDATES} candidates held in {holding:.1f} ms"
        )


def main() -> None:
    """Read the pages, hold the register against them and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seen", type=Path, help="file that keeps what was seen")
    options = parser.parse_args()
    rng, form = random.Random(options.seed), load_catalogue().find(_FORM)
    asked = {key: form.field(key) for key in _KEYS}
    found = _all_seen(options.folder, options.limit, options.seen)
    registers = {
        key: _register(rng, key, [one.true for one in found if one.key == key], options.people)
        for key in _KEYS
    }
    outcomes = [_outcome(asked[one.key], one, registers[one.key]) for one in found]
    _table(outcomes)
    _bounds(outcomes)
    _costs(asked, found, registers)


if __name__ == "__main__":
    main()
