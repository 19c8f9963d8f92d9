"""Read invented pages and note, for every written value, its figures and whether it was right.

    python -m bench.gather --own 200 -o own.jsonl
    python -m bench.gather --lines 400 --strokes DIR --fonts DIR -o lines.jsonl
    python -m bench.gather --pages DIR -o pages.jsonl

`--own` types on copies of our own forms, faxes and reads them; `--lines` reads bare lines in hand
and type; `--pages` reads the other agencies' pages that `bench.corpus` wrote. `bench.calibrate`
fits the scales of probability on what was noted.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from bench.fitting import Trial
from bench.line_pages import line_pages
from bench.scoring import kind_of, plain
from bench.training.options import sources_of
from forms.definition import Choice, Field, Signature, Tick
from forms.registry import Catalogue, load_catalogue
from ocr.calibration import Grid, features, is_borne_out, is_whole, scale_of
from ocr.fields import by_field, page_quality, written_images
from ocr.foreign.page import ForeignPage, find_foreign, line_images
from ocr.identify import Identified, identify
from ocr.judged import Judged
from ocr.page.straight import straightened
from ocr.pipeline import over_print
from ocr.reference import page_zones
from ocr.sheet import Sheet
from ocr.sheets import sheets
from ocr.values import PageQuality, judge_values
from tests.paper.cases import Case, make_case, send
from tests.paper.faxline import Resolution

_BATCH = 20
_FORMS = ("alert-form", "alert-form", "alert-form", "fax-cover", "activity-form", "release-plan")


def same_value(asked: Field, found: object, true: object) -> bool:
    """Compare as a corpus is scored: case, blanks, stops and a prison's "HMP" do not count."""
    kind = kind_of(asked)
    return plain(kind, found) == plain(kind, true)


def trial(
    asked: Field, found: Judged, true: object, quality: PageQuality, page: str, hand: str
) -> Trial:
    """Note the figures of a value and whether it is right."""
    sure = quality.certainty.get(asked.key, 1.0)
    figures = features(
        asked.kind,
        found,
        grid=quality.grid,
        channel=quality.channel,
        sure=sure,
        foreign=quality.foreign,
    )
    scale = scale_of(asked.kind, found.evidence)
    right = same_value(asked, found.value, true)
    whole = is_whole(asked.kind, found) and is_borne_out(asked.kind, found)
    way = f"{quality.channel} {quality.grid}"
    return Trial(str(scale), figures, right, page, hand, way, whole)


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


def _foreign_page(page: ForeignPage, row: Mapping[str, Any]) -> Iterator[Trial]:
    """Note what was read on one page of another agency; blanks that were read into are wrong."""
    marks = Choice | Tick | Signature
    asked = {
        one.key: one
        for one in page.form.fields()
        if one.key in page.places and not isinstance(one.kind, marks)
    }
    quality = PageQuality(
        grid=Grid.of(page.straight.sheet),
        channel=page.straight.channel,
        foreign=True,
        certainty={key: page.places[key].certainty for key in asked},
    )
    images = {key: line_images(page, key) for key in asked}
    for key, value in judge_values(asked, images, foreign=True).items():
        if value.value is not None:
            true, name = row["fields"].get(key), f"page {row['file']} {row.get('style')}"
            yield trial(asked[key], value, true, quality, name, str(row["entry"]))


def _page_trials(folder: Path) -> Iterator[Trial]:
    catalogue = load_catalogue()
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for sheet in sheets((folder / row["file"]).read_bytes()):
            if not isinstance(sheet, Sheet):
                continue
            found = find_foreign(straightened(sheet), catalogue)
            if isinstance(found, ForeignPage) and found.form.id == row["form"]:
                yield from _foreign_page(found, row)
        print(f"{row['file']} read", file=sys.stderr)


def main() -> None:
    """Read invented pages and write down every trial."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for folder in ("--strokes", "--fonts"):
        parser.add_argument(folder, type=Path, help="for --lines: as bench.training wants them")
    parser.add_argument("--typefaces", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--prose", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--own", type=int, default=0, help="copies of our own forms")
    parser.add_argument("--lines", type=int, default=0, help="pages of bare lines")
    parser.add_argument("--pages", type=Path, help="folder that bench.corpus wrote")
    parser.add_argument("--hand-share", type=float, default=0.6)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    with options.output.open("w", encoding="utf-8") as file:
        if options.own:
            file.writelines(f"{one.as_json()}\n" for one in _own(options.own, options.seed))
        if options.lines:
            file.writelines(f"{one.as_json()}\n" for one in _line_trials(options))
        if options.pages:
            file.writelines(f"{one.as_json()}\n" for one in _page_trials(options.pages))


if __name__ == "__main__":
    main()
