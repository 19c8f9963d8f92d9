"""One trial: a page goes one way, is read, and every field on it is compared with the truth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forms.answers import Answer
from forms.copies import CopyId
from forms.errors import FileError
from forms.pdf.template import PdfTemplate
from forms.registry import Catalogue
from ocr.pipeline import read_file
from ocr.proving.paper import CODES, copy_of, covered, printed_pages
from ocr.proving.samples import Sample
from ocr.proving.ways import Way, send
from ocr.reading import PageReading, Reading
from ocr.sheet import Grey


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


def _read(run: Run, way: Way, page: int, paper: Grey) -> PageReading | None:
    """Send a page and read it; None where it was not recognised as what it is."""
    data = send(way, paper, run.seed(way, page))
    try:
        found = read_file(f"{way}.tif", data, run.catalogue)[0]
    except FileError:
        return None
    return found if (found.copy, found.form_page) == (run.copy, page) else None


def _compared(
    run: Run, way: Way, keys: Iterable[str], reading: PageReading | None
) -> Iterator[FieldTrial]:
    readings: Mapping[str, Reading] = reading.fields if reading else {}
    for key in sorted(keys):
        true = run.sample.truth(run.template.form.field(key))
        yield FieldTrial(way, run.number, key, bool(true), _outcome(readings.get(key), true))


def field_trials(run: Run, way: Way, keys: Iterable[str] | None = None) -> list[FieldTrial]:
    """Send all pages one way and compare what is read; only some fields where keys are given."""
    found: list[FieldTrial] = []
    for page, own in _keys_by_page(run.template).items():
        wanted = own if keys is None else own & set(keys)
        if wanted:
            reading = _read(run, way, page, run.pages[page - 1])
            found += _compared(run, way, wanted, reading)
    return found


def _keys_by_page(template: PdfTemplate) -> dict[int, set[str]]:
    keys: dict[int, set[str]] = {}
    for zone in template.zones:
        keys.setdefault(zone.page, set()).add(zone.key)
    return keys


def blank_trials(run: Run, way: Way) -> tuple[list[CodeTrial], list[FieldTrial]]:
    """Send each page of an empty copy twice, each time with one of its codes covered."""
    codes: list[CodeTrial] = []
    fields: list[FieldTrial] = []
    keys = _keys_by_page(run.template)
    for page, paper in enumerate(run.pages, 1):
        for code, hidden in (("head", "foot"), ("foot", "head")):
            reading = _read(run, way, page, covered(paper, CODES[hidden]))
            codes.append(CodeTrial(way, page, code, reading is not None))
        fields += _compared(run, way, keys.get(page, ()), reading)
    return codes, fields
