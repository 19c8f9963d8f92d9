"""Measure reading other agencies' pages, against whole-page Tesseract and against a plain reader.

    python -m bench.foreign DIR [--only channel=photo] [--limit 40] [--jobs 2] [--readings FILE]

DIR holds pages and `truth.jsonl` (`bench.corpus` writes them). Printed: shares exactly right,
accepted and silently wrong with their counts, by channel and entry, by layout and by kind of field;
CPU seconds a page of the reader, of one whole-page Tesseract run and of the plain reader on the
same pages in the same run; and the plain reader's accuracy. `--readings` keeps what was read, for
`bench.reliability`.
"""

import argparse
import json
import resource
import statistics
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.plain_reader import read_plainly, upright, words_of
from bench.scoring import PageOutcome, compare, table
from forms.errors import ThroughcareError
from forms.registry import Catalogue, load_catalogue
from ocr.pipeline import read_file
from ocr.reading import page_json

_FALLBACK = "alert-form"


@dataclass(frozen=True, slots=True)
class Job:
    """One page to measure."""

    folder: Path
    truth: Mapping[str, Any] = field(repr=False)
    baselines: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What one page gave, and what it cost in CPU seconds."""

    truth: Mapping[str, Any] = field(repr=False)
    pages: Sequence[Mapping[str, Any]] = field(repr=False)
    seconds: float
    plain: Mapping[str, Any] | None = field(repr=False, default=None)
    plain_seconds: float = 0.0
    tesseract_seconds: float = 0.0


def _spent() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _measure(job: Job) -> Measured:
    catalogue = load_catalogue()
    path = job.folder / job.truth["file"]
    data = path.read_bytes()
    before = _spent()
    try:
        pages = [page_json(page) for page in read_file(path.name, data, catalogue)]
    except ThroughcareError:
        pages = []
    seconds = _spent() - before
    if not job.baselines:
        return Measured(job.truth, pages, seconds)
    page = upright(data, int(job.truth.get("turned", 0)))
    form = catalogue.find(job.truth["form"] or _FALLBACK)
    before = _spent()
    words_of(page)
    tesseract = _spent() - before
    before = _spent()
    fields = read_plainly(page, form)
    plain = {"form": job.truth["form"], "fields": fields}
    return Measured(job.truth, pages, seconds, plain, _spent() - before, tesseract)


def truths(
    folder: Path, only: Sequence[str] = (), limit: int | None = None
) -> list[dict[str, Any]]:
    """Give the truth lines of a corpus whose keys have the wanted values (`channel=photo`)."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = dict(one.split("=", 1) for one in only)
    found = [json.loads(line) for line in lines]
    return [t for t in found if all(str(t.get(k)) == v for k, v in wanted.items())][:limit]


def _all_measured(jobs: Sequence[Job], processes: int) -> Iterable[Measured]:
    if processes == 1:
        yield from map(_measure, jobs)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_measure, jobs)


def _reader(measured: Sequence[Measured], catalogue: Catalogue) -> list[PageOutcome]:
    return [compare(one.truth, one.pages, catalogue) for one in measured]


def _plain(measured: Sequence[Measured], catalogue: Catalogue) -> list[PageOutcome]:
    return [compare(m.truth, [m.plain], catalogue) for m in measured if m.plain is not None]


def _channel(page: PageOutcome) -> str:
    return f"{page.groups['channel']} {page.groups['entry']}"


def _layout(page: PageOutcome) -> str:
    return f"layout {page.groups['layout']}"


def _marks(page: PageOutcome) -> str:
    return f"changes {page.groups.get('marks', '-')}"


def _turned(page: PageOutcome) -> str:
    return f"turned {page.groups.get('turned', '0')}"


def _print_costs(measured: Sequence[Measured]) -> None:
    ours = [one.seconds for one in measured]
    print(f"\nCPU a page, mean (median) of {len(ours)}:")
    print(f"  reader               {statistics.mean(ours):6.2f} s ({statistics.median(ours):.2f})")
    both = [one for one in measured if one.plain is not None]
    if not both:
        return
    tesseract = sum(one.tesseract_seconds for one in both) / len(both)
    plain = sum(one.plain_seconds for one in both) / len(both)
    print(f"  Tesseract whole page {tesseract:6.2f} s")
    print(f"  plain reader         {plain:6.2f} s")
    print(f"  reader / Tesseract   {sum(o.seconds for o in both) / len(both) / tesseract:6.2f}")


def _print_taken(measured: Sequence[Measured]) -> None:
    """Say which unrelated pages were taken for a form."""
    unrelated = [one for one in measured if one.truth["form"] is None]
    taken = [(m, p) for m in unrelated for p in m.pages if p.get("form")]
    if unrelated:
        print(f"\nunrelated pages taken for a form: {len(taken)} of {len(unrelated)}")
    for one, page in taken:
        print(f"  {one.truth['file']} ({one.truth['layout']}) taken for {page['form']}")


def _print_errors(pages: Sequence[PageOutcome], show: bool) -> None:
    for page in pages:
        if not page.identified:
            print(f"NOT IDENTIFIED {page.file} {_channel(page)} {_layout(page)}")
        for one in page.fields:
            if not one.right and page.identified:
                values = f" {one.want!r} read {one.got!r}" if show else ""
                sign = "SILENT" if one.silent else "wrong "
                print(f"{sign} {one.file} {one.key} {one.confidence:.3f}{values}")


def _keep(measured: Sequence[Measured], path: Path) -> None:
    lines = (
        json.dumps({"truth": one.truth, "pages": one.pages, "seconds": round(one.seconds, 3)})
        + "\n"
        for one in measured
    )
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Read the corpus and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", action="append", default=[], help="for example channel=photo")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-baselines", action="store_true", help="neither Tesseract nor plain")
    parser.add_argument("--readings", type=Path, help="keep what was read in this file")
    parser.add_argument("--errors", action="store_true", help="list what was read wrong, by key")
    parser.add_argument("--show", action="store_true", help="list with the (invented) values")
    options = parser.parse_args()
    catalogue = load_catalogue()
    chosen = truths(options.corpus, options.only, options.limit)
    jobs = [Job(options.corpus, truth, not options.no_baselines) for truth in chosen]
    measured = list(_all_measured(jobs, options.jobs))
    if options.readings:
        _keep(measured, options.readings)
    pages = _reader(measured, catalogue)
    ours = [page for page in pages if page.groups["form"] != "None"]
    for group in (_channel, _layout, _marks, _turned) if ours else ():
        print("\n".join(table(ours, group)), end="\n\n")
    plainly = [page for page in _plain(measured, catalogue) if page.groups["form"] != "None"]
    if plainly:
        print("plain reader (told the form and the way up):")
        print("\n".join(table(plainly, _channel)))
    _print_taken(measured)
    _print_costs(measured)
    if options.errors or options.show:
        _print_errors(pages, options.show)


if __name__ == "__main__":
    main()
