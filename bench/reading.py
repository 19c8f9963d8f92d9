"""Measure what reading one of our own faxed pages costs, against Tesseract on the whole page.

`python -m bench.reading`: CPU seconds of the process and its children, on the same pages.
"""

import argparse
import random
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from forms.registry import load_catalogue
from ocr.pipeline import read_file
from tests.paper.cases import make_case, register_of, send
from tests.paper.faxline import Resolution

BAR = 0.5


def _cpu_seconds(work: Callable[[], object]) -> float:
    def spent() -> float:
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    before = spent()
    work()
    return spent() - before


def _whole_page(data: bytes, mode: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.tif"
        path.write_bytes(data)
        subprocess.run(
            ["tesseract", str(path), "-", "--psm", mode],
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
            capture_output=True,
            check=True,
        )


def _measure(resolution: Resolution, prefilled: float, pages: int) -> float:
    rng, catalogue = random.Random(6), load_catalogue()
    form = catalogue.find("alert-form")
    ours = whole = layout = 0.0
    for number in range(pages + 1):
        case = make_case(rng, form, prefilled=prefilled)
        data, register = send([case], resolution, seed=number), register_of([case])
        cost = _cpu_seconds(lambda: read_file("fax.tif", data, catalogue, register.get))  # noqa: B023
        if number:  # the first page renders the blank print, once in the life of a worker
            ours += cost
            layout += _cpu_seconds(lambda: _whole_page(data, "3"))  # noqa: B023
            whole += _cpu_seconds(lambda: _whole_page(data, "11"))  # noqa: B023
    print(
        f"{resolution} pre-filled {prefilled:.0%}: ours {1000 * ours / pages:.0f} ms a page, "
        f"Tesseract whole page psm 3 {1000 * layout / pages:.0f} ms, "
        f"psm 11 {1000 * whole / pages:.0f} ms, ratio {ours / layout:.2f} and {ours / whole:.2f}"
    )
    return ours / min(whole, layout)


def main() -> None:
    """Print the ratios; the bar is half of a whole-page run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6)
    options = parser.parse_args()
    worst = max(_measure(r, share, options.pages) for r in Resolution for share in (0.0, 0.6))
    print(f"worst ratio {worst:.2f}, bar {BAR}")


if __name__ == "__main__":
    main()
