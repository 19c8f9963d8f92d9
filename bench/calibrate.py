"""Measure how often a written value is right, and write the scales of `ocr/calibration.json`.

    python -m bench.calibrate gather --own 200 -o own.jsonl
    python -m bench.calibrate gather --lines 400 --strokes DIR --fonts DIR -o lines.jsonl
    python -m bench.calibrate fit own.jsonl lines.jsonl

Gathering reads invented pages, of our own print and of bare lines in hand and type, and notes for
every value the figures that the scales weigh and whether it was right. Fitting takes four fifths of
the pages for the scales; the rest sets the probability from which each scale accepts, and shows
how far the probabilities can be believed.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from bench.fitting import Trial, fitted_scale, reliability
from bench.line_pages import line_pages
from bench.training.options import sources_of, with_sources
from forms.definition import Field, Text, TextStyle
from forms.registry import Catalogue, load_catalogue
from ocr.calibration import FEATURES, Scale, features, scale_of
from ocr.fields import by_field, page_quality, written_images
from ocr.identify import Identified, identify
from ocr.judged import Judged
from ocr.pipeline import over_print
from ocr.reference import page_zones
from ocr.sheet import Sheet
from ocr.sheets import sheets
from ocr.values import PageQuality, judge_values
from tests.paper.cases import Case, make_case, send
from tests.paper.faxline import Resolution

_BATCH = 20
_FORMS = ("alert-form", "alert-form", "alert-form", "fax-cover", "activity-form", "release-plan")


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "-" else " " for c in text).split()


def same_value(asked: Field, found: object, true: object) -> bool:
    """Compare as exactly as a record needs: case, blanks and stops may differ."""
    one, other = str(found).casefold(), str(true).casefold()
    if isinstance(asked.kind, Text) and asked.kind.style is TextStyle.PHONE:
        return [c for c in one if c.isdigit()] == [c for c in other if c.isdigit()]
    plain = (
        "".join(c if c.isalnum() or c == "-" else " " for c in s).split() for s in (one, other)
    )
    first, second = plain
    return first == second


def trial(
    asked: Field, found: Judged, true: object, quality: PageQuality, page: str, hand: str
) -> Trial:
    """Note the figures of a value and whether it is right."""
    sure = quality.certainty.get(asked.key, 1.0)
    figures = features(asked.kind, found, grid=quality.grid, channel=quality.channel, sure=sure)
    scale = scale_of(asked.kind, found.evidence)
    right = same_value(asked, found.value, true)
    return Trial(str(scale), figures, right, page, hand, f"{quality.channel} {quality.grid}")


def _own_page(sheet: Sheet, case: Case, catalogue: Catalogue, page: str) -> Iterator[Trial]:
    found = identify(sheet, catalogue)
    if not isinstance(found, Identified):
        return
    compared = over_print(found)
    zones = by_field(page_zones(found.form, found.form_page))
    asked, images = written_images(found.form, compared, zones)
    quality = page_quality(compared)
    for key, value in judge_values(asked, images).items():
        if key in case.added and value.value is not None:
            yield trial(asked[key], value, case.added[key], quality, page, "own")


def _own(copies: int, seed: int) -> Iterator[Trial]:
    """Type on blank copies, fax them at both resolutions and read them."""
    catalogue, rng = load_catalogue(), random.Random(seed)
    for start in range(0, copies, _BATCH):
        resolution = tuple(Resolution)[start // _BATCH % 2]
        cases = []
        for number in range(min(_BATCH, copies - start)):
            form = catalogue.find(_FORMS[number % len(_FORMS)])
            page = rng.randrange(form.pages) + 1
            cases.append(make_case(rng, form, page, prefilled=0.0, added=0.9))
        data = send(cases, resolution, seed=seed + start)
        for number, (sheet, case) in enumerate(zip(sheets(data), cases, strict=True)):
            if isinstance(sheet, Sheet):
                yield from _own_page(sheet, case, catalogue, f"own {seed} {start + number}")
        print(f"{start + len(cases)} copies read", file=sys.stderr)


def _line_trials(options: argparse.Namespace) -> Iterator[Trial]:
    form, source = load_catalogue().find("alert-form"), sources_of(options, "measuring")
    pages = line_pages(form, source, options.seed, hand_share=options.hand_share)
    for number, page in enumerate(islice(pages, options.lines)):
        found = judge_values(page.asked, page.images)
        group = "hand" if page.hand else "typed"
        for key, value in found.items():
            if value.value is not None:
                name = f"lines {options.seed} {number}"
                yield trial(page.asked[key], value, page.truth[key], page.quality, name, group)
        if not (number + 1) % _BATCH:
            print(f"{number + 1} pages of lines read", file=sys.stderr)


def gather(options: argparse.Namespace) -> None:
    """Read invented pages and write down every trial."""
    with options.output.open("w", encoding="utf-8") as file:
        if options.own:
            for one in _own(options.own, options.seed):
                file.write(one.as_json() + "\n")
        if options.lines:
            for one in _line_trials(options):
                file.write(one.as_json() + "\n")


def fit(options: argparse.Namespace) -> None:
    """Fit all scales on written-down trials, write them and print how good they are."""
    trials = [
        Trial.from_json(line)
        for file in options.trials
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    scales = {str(scale): fitted_scale([t for t in trials if t.scale == scale]) for scale in Scale}
    data = {
        "version": 2,
        "measured": datetime.now(tz=UTC).date().isoformat(),
        "command": "python -m bench.calibrate fit",
        "features": list(FEATURES),
        "fields": len(trials),
        "right": sum(one.right for one in trials),
        "scales": {name: scale.as_json() for name, scale in scales.items()},
    }
    options.output.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(reliability(trials, scales))


def main() -> None:
    """Gather trials or fit the scales."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    gathering = with_sources(commands.add_parser("gather", help="read pages, note every value"))
    gathering.add_argument("--own", type=int, default=0, help="copies of our own forms")
    gathering.add_argument("--lines", type=int, default=0, help="pages of bare lines")
    gathering.add_argument("--hand-share", type=float, default=0.6)
    gathering.add_argument("-o", "--output", type=Path, required=True)
    gathering.set_defaults(run=gather)
    fitting = commands.add_parser("fit", help="fit the scales on what was gathered")
    fitting.add_argument("trials", type=Path, nargs="+")
    fitting.add_argument("-o", "--output", type=Path, default=Path("ocr/calibration.json"))
    fitting.set_defaults(run=fit)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
