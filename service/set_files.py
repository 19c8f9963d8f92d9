"""Writes the file of a set of copies: all of them to print, or a ZIP of one file each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from zipfile import ZipFile, ZipInfo

from forms.answers import Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId
from forms.definition import Form
from forms.pdf.flat import FlatWriter
from forms.pdf.template import pdf_template

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say: the same copies make the same bytes."""


class SetWriter(Protocol):
    """Takes the copies of a set, one by one."""

    def add(self, values: Answers, copy: CopyId, name: str) -> None:
        """Write one copy.

        Raises:
            ValuesError: a value does not fit; then nothing of this copy is written.
        """


@dataclass(frozen=True, slots=True)
class _Merged:
    form: Form
    out: FlatWriter

    def add(self, values: Answers, copy: CopyId, name: str) -> None:
        del name
        self.out.add(pdf_template(self.form), values, copy)


@dataclass(frozen=True, slots=True)
class _Zipped:
    form: Form
    artefact: ArtefactFormat
    out: ZipFile

    def add(self, values: Answers, copy: CopyId, name: str) -> None:
        # Stored as it is: what is inside is deflated already.
        content = make_document(self.artefact, self.form, values, copy)
        self.out.writestr(ZipInfo(name, _NO_TIME), content)


@contextmanager
def set_writer(form: Form, artefact: ArtefactFormat, out: BinaryIO) -> Iterator[SetWriter]:
    """Open the file of a set; it is whole once this ends without an error."""
    if artefact is ArtefactFormat.PRINT:
        flat = FlatWriter(out)
        yield _Merged(form, flat)
        flat.close()
    else:
        with ZipFile(out, "w") as box:
            yield _Zipped(form, artefact, box)
