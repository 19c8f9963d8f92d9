"""Prints how fast copies are made: fillable, flat, and pypdf's own filling, in one run.

    python -m bench.filling

CPU time of this process, after a warm-up, each copy with its own id and symbols. Bars: 500 fillable
copies and 500 flat pages a CPU second, 30 times pypdf's own filling, memory flat over 10,000 pages.
"""

import io
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from forms.answers import Answers
from forms.copies import derived_copy_id
from forms.definition import Date
from forms.pdf.entries import written_text
from forms.pdf.fill import fill
from forms.pdf.flat import FlatWriter
from forms.pdf.template import PdfTemplate, pdf_template
from forms.registry import load_catalogue

COPIES = 1_000
PAGES = 10_000
PYPDF_COPIES = 20
BARS = {"fillable": 500, "flat": 500, "ratio": 30}
VALUES: Answers = {
    "date_completed": "2009-06-14",
    "client_name": "Siân O'Neill",
    "date_of_birth": "1979-02-28",
    "prisoner_number": "A1234BC",
    "criminal_justice_status": "sentenced",
    "court_name": "Llandudno Magistrates' Court",
    "court_hearing_date": "2009-03-02",
    "initial_release_date": "2009-07-01",
    "prison_name": "HMP Example",
    "prison_code": "EXI",
    "dat_name": "Gwynedd",
    "dat_code": "A12B",
    "prison_key_worker": "Sam Example",
    "prison_spoc_phone": "029 2018 0123",
    "community_case_worker": "Jo Bloggs",
    "community_spoc_phone": "0117 496 0123",
    "change_release_or_court_date": True,
    "change_release_or_court_date_detail": "2009-07-15",
    "change_treatment": True,
    "change_treatment_detail": "Methadone reduced from 60 ml to 45 ml daily, supervised.",
}


def _cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _fill_copies(template: PdfTemplate, count: int) -> None:
    for number in range(count):
        fill(template, VALUES, derived_copy_id(template.form.code, {}, number))


def _print_copies(template: PdfTemplate, count: int, path: Path) -> None:
    with path.open("wb") as out:
        writer = FlatWriter(out)
        for number in range(count):
            writer.add(template, VALUES, derived_copy_id(template.form.code, {}, number))
        writer.close()


def _pypdf_values(template: PdfTemplate) -> dict[str, str]:
    values = {}
    for key, value in VALUES.items():
        kind = template.form.field(key).kind
        text = "/Yes" if value is True else str(value)
        values[key] = written_text(kind, text) if isinstance(kind, Date) else text
    return values


def _fill_by_pypdf(template: PdfTemplate, count: int) -> None:
    """Fill the same template with the same values, the way pypdf offers; without symbols."""
    values = _pypdf_values(template)
    for _ in range(count):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(template.blank)))
        for page in writer.pages:
            writer.update_page_form_field_values(page, values, auto_regenerate=False)
        writer.write(io.BytesIO())


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Measure, and print each figure with its bar."""
    template = pdf_template(load_catalogue().find("alert-form"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "print.pdf"
        _fill_copies(template, 50)
        _print_copies(template, 500, path)
        fillable = COPIES / _cpu_seconds(lambda: _fill_copies(template, COPIES))
        before = _peak_kib()
        flat = PAGES / _cpu_seconds(lambda: _print_copies(template, PAGES, path))
        growth, size = _peak_kib() - before, path.stat().st_size
    _fill_by_pypdf(template, 2)
    pypdf = PYPDF_COPIES / _cpu_seconds(lambda: _fill_by_pypdf(template, PYPDF_COPIES))
    print(f"fillable copies a CPU second: {fillable:.0f} (bar {BARS['fillable']})")
    print(f"flat pages a CPU second:      {flat:.0f} (bar {BARS['flat']})")
    print(f"{PAGES} flat pages in one run: {size / PAGES:.0f} bytes a page")
    print(f"peak memory growth in that run: {growth} KiB")
    print(f"pypdf's own filling a CPU second: {pypdf:.1f}")
    print(f"ratio to pypdf's own filling: {fillable / pypdf:.0f} (bar {BARS['ratio']})")


if __name__ == "__main__":
    main()
