"""One trial: a page goes one way, is read, and every field on it is compared with the truth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forms.answers import Answer
from forms.copies import CopyId
from forms.definition import Form
from forms.errors import FileError
from forms.pdf.template import PdfTemplate
from forms.registry import Catalogue
from ocr.identify import Identified, identify
from ocr.pipeline import read_file
from ocr.proving.paper import CODES, copy_of, covered, printed_pages
from ocr.proving.samples import Sample
from ocr.proving.ways import Way, send
from ocr.reading import PageReading, Reading
from ocr.sheet import Grey, Sheet
from ocr.sheets import sheets


class Outcome(StrEnum):
    """What became of one field on one page that came back."""

    READ = "read"
    """Exactly right, and no person needs to look."""
    PROPOSED = "proposed"
    """Exactly right, for a person to confirm."""
    PERSON = "person"
    """Not read, or read wrongly, and a person is told to look."""
    SILENT = "silent"
    """Read wrongly, and nobody is told."""

    @property
    def is_right(self) -> bool:
        """Tell whether the value is the true one."""
        return self in {Outcome.READ, Outcome.PROPOSED}


@dataclass(frozen=True, slots=True)
class FieldTrial:
    """One field on one page that came back."""

    way: Way
    sample: int
    key: str
    has_answer: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CodeTrial:
    """One of the two codes of a page, read with the other covered."""

    way: Way
    page: int
    code: str
    """`head` or `foot`."""
    read: bool


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """All that was tried."""

    fields: list[FieldTrial] = field(default_factory=list)
    codes: list[CodeTrial] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A filled form, ready to be sent any way."""

    template: PdfTemplate
    catalogue: Catalogue
    number: int
    """Of the sample; also the seed of what happens on the way."""
    sample: Sample = field(repr=False)
    pages: tuple[Grey, ...] = field(repr=False)

    @classmethod
    def of(cls, template: PdfTemplate, catalogue: Catalogue, number: int, sample: Sample) -> "Run":
        """Print a sample."""
        pages = tuple(printed_pages(template, sample))
        return cls(template, catalogue, number, sample, pages)

    @property
    def copy(self) -> CopyId:
        """The copy that is sent."""
        return copy_of(self.template, self.sample)

    def seed(self, way: Way, page: int) -> int:
        """Give the seed of a page's journey."""
        return 1000 * self.number + 100 * list(Way).index(way) + page


def _same(found: Answer, true: Answer) -> bool:
    """Compare as the reading's contract says: case and blanks may be normalised."""
    if isinstance(found, str) and isinstance(true, str):
        return " ".join(found.split()).casefold() == " ".join(true.split()).casefold()
    return (found or None) == (true or None)


def _outcome(reading: Reading | None, true: Answer) -> Outcome:
    if reading is None:
        return Outcome.PERSON
    if _same(reading.value, true):
        return Outcome.READ if reading.accepted else Outcome.PROPOSED
    return Outcome.SILENT if reading.accepted else Outcome.PERSON


def _reading(run: Run, way: Way, page: int) -> PageReading | None:
    """Send a page and read it; None where it was not recognised as what it is."""
    data = send(way, run.pages[page - 1], run.seed(way, page))
    try:
        found = read_file(f"{way}.tif", data, run.catalogue)[0]
    except FileError:
        return None
    return found if (found.copy, found.form_page) == (run.copy, page) else None


def field_trials(run: Run, way: Way, keys: Iterable[str] | None = None) -> list[FieldTrial]:
    """Send all pages one way and compare what is read; only some fields where keys are given."""
    form: Form = run.template.form
    wanted = {f.key for f in form.fields()} if keys is None else set(keys)
    found: list[FieldTrial] = []
    for page, own in _keys_by_page(run.template).items():
        if not own & wanted:
            continue
        reading = _reading(run, way, page)
        readings: Mapping[str, Reading] = reading.fields if reading else {}
        for key in sorted(own & wanted):
            true = run.sample.truth(form.field(key))
            outcome = _outcome(readings.get(key), true)
            found.append(FieldTrial(way, run.number, key, bool(true), outcome))
    return found


def _keys_by_page(template: PdfTemplate) -> dict[int, set[str]]:
    keys: dict[int, set[str]] = {}
    for zone in template.zones:
        keys.setdefault(zone.page, set()).add(zone.key)
    return keys


def code_trials(run: Run, way: Way) -> list[CodeTrial]:
    """Send each page twice, with one of its codes covered, and see who recognises it."""
    return [
        CodeTrial(way, page, code, _is_known(run, way, page, hidden))
        for page in range(1, run.template.form.pages + 1)
        for code, hidden in (("head", "foot"), ("foot", "head"))
    ]


def _is_known(run: Run, way: Way, page: int, hidden: str) -> bool:
    paper = covered(run.pages[page - 1], CODES[hidden])
    sheet = next(sheets(send(way, paper, run.seed(way, page))))
    if not isinstance(sheet, Sheet):
        return False
    found = identify(sheet, run.catalogue)
    return isinstance(found, Identified) and (found.copy, found.form_page) == (run.copy, page)
