"""Take a picture of every page, filled with invented data, wide and narrow.

    python -m bench.screenshots [FOLDER] [--only WORD]...

Serves an installation of its own with the demo's clients and forms, opens each page in Debian's
Chromium, and writes PNG files named after the page, its state and its width.
"""

import argparse
import logging
import re
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from service.cli.context import console_actor
from service.demo import add_demo_data
from service.jobs.crew import Crew
from service.logs import set_up_logs
from service.migrations import upgrade
from service.permission.asking import asked_by
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from tests.service.full_house import House, furnish
from tests.service.readings import ScriptedReader
from tests.service.served import launched, serving, sign_in
from tests.service.visits import VISITS, Visit, pay

_WIDTHS = (1280, 390)
_TERMS = {
    "THROUGHCARE_RETENTION_CLIENT_MONTHS": "72",
    "THROUGHCARE_RETENTION_DOCUMENT_MONTHS": "72",
}
_ALL_PICTURES = "document.querySelectorAll('img').forEach(one => { one.loading = 'eager' })"
_COLOURS = 64
"""Enough for these pages, and a quarter of the bytes."""


def _furnished(folder: Path) -> tuple[Runtime, House]:
    """Read the demo's faxes as they are, then add what else pages show."""
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder), **_TERMS})
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    add_demo_data(runtime)
    with Crew(runtime) as crew:
        crew.work_off()
    runtime.engine.dispose()
    reader = ScriptedReader()
    scripted = open_runtime(settings, read_file=reader)
    return scripted, furnish(scripted, reader)


def _chosen(only: Sequence[str]) -> Iterator[Visit]:
    for visit in VISITS:
        if not only or any(word in str(visit) for word in only):
            yield visit


def _take(page: Page, visit: Visit, house: House, folder: Path) -> None:
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        pay(visit, page, house, lambda _status, _html: None)
        page.evaluate(_ALL_PICTURES)
        page.wait_for_load_state("networkidle" if visit.state != "waiting" else "load")
        name = re.sub(r"\W+", "-", str(visit)).strip("-")
        _save(page.screenshot(full_page=True), folder / f"{name}-{width}.png")


def _save(content: bytes, target: Path) -> None:
    with Image.open(BytesIO(content)) as picture:
        picture.convert("RGB").quantize(_COLOURS).save(target, optimize=True)


@asked_by(console_actor())
def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("screenshots"))
    parser.add_argument(
        "--only", action="append", default=[], help="Pages in whose name this stands."
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    set_up_logs(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        runtime, house = _furnished(Path(folder))
        with (
            serving(runtime, *Role) as address,
            launched() as browser,
        ):
            pages = {at: browser.new_page(base_url=address) for at in (True, False)}
            sign_in(pages[True])
            for visit in _chosen(asked.only):
                _take(pages[visit.signed_in], visit, house, asked.folder)
                print(visit, flush=True)
        runtime.engine.dispose()


if __name__ == "__main__":
    main()
