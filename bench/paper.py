"""Measure reading our own print back from paper: `python -m bench.paper --copies 200`."""

import argparse
import random
import resource
from collections.abc import Iterator, Sequence

from forms.definition import Form
from forms.registry import load_catalogue
from ocr.pipeline import read_file
from tests.paper.cases import Case, make_case, register_of, send
from tests.paper.faxline import Resolution
from tests.paper.scores import Scores, score_page

_BATCH = 20


def _cpu_seconds() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _cases(rng: random.Random, forms: Sequence[Form], count: int) -> Iterator[Case]:
    for number in range(count):
        form = forms[number % len(forms)]
        prefilled = rng.choice((0.0, 0.5, 0.7))
        yield make_case(rng, form, rng.randrange(form.pages) + 1, prefilled=prefilled)


def _measure(
    rng: random.Random, forms: Sequence[Form], resolution: Resolution, copies: int
) -> Scores:
    scores, cpu, catalogue = Scores(), 0.0, load_catalogue()
    for start in range(0, copies, _BATCH):
        cases = list(_cases(rng, forms, min(_BATCH, copies - start)))
        device = "tiffg3" if start // _BATCH % 2 else "tiffg4"
        data = send(cases, resolution, device=device, seed=rng.randrange(1 << 30))
        register = register_of(cases)
        before = _cpu_seconds()
        pages = read_file("fax.tif", data, catalogue, register.get)
        cpu += _cpu_seconds() - before
        for case, page in zip(cases, pages, strict=True):
            score_page(scores, case, page)
    print(f"--- {resolution}: {copies} pages, {1000 * cpu / copies:.0f} ms CPU a page")
    print("\n".join(scores.lines()))
    return scores


def main() -> None:
    """Print the counts for both resolutions of fax machines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2009)
    parser.add_argument("--form", action="append", help="form id; by default the alert form")
    parser.add_argument("--only", choices=[str(r) for r in Resolution])
    parser.add_argument("--misses", action="store_true", help="list what was read wrong")
    options = parser.parse_args()
    catalogue = load_catalogue()
    forms = [catalogue.find(name) for name in options.form or ["alert-form"]]
    for resolution in Resolution:
        if options.only in {None, str(resolution)}:
            scores = _measure(random.Random(options.seed), forms, resolution, options.copies)
            if options.misses:
                print("\n".join(scores.misses))


if __name__ == "__main__":
    main()
