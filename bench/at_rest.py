"""Measure what sealing stored files costs.

    python -m bench.at_rest

A faxed page is stored once and read once, and so is the picture of it, which a person also looks
at: the CPU time of that, against plain files of the same bytes, and against reading the page.
Then a file as large as an upload may be: speed, and the memory that it takes.
"""

import hashlib
import os
import resource
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from forms.answers import Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import new_copy_id
from forms.registry import load_catalogue
from ocr.pipeline import read_pages
from service.demo.fax import fax_of_pdf
from service.originals import Originals, _sync_folder
from service.page_pictures import page_picture
from service.vault.key_source import KeySource
from service.vault.keys import Key

_WRITTEN: Answers = {
    "date_completed": "2009-09-11",
    "client_name": "Ann Example",
    "date_of_birth": "1980-02-01",
    "prisoner_number": "A1234AA",
    "court_name": "Hull Magistrates Court",
    "prison_name": "HMP Hull",
    "prison_code": "HLI",
    "dat_name": "Hull",
    "prison_key_worker": "Tom Example",
    "prison_spoc_phone": "01482 000000",
    "change_worker": True,
    "change_worker_detail": "Sue Example from Monday",
}
_TIMES = 200
_READINGS = 5
_LARGE = 200 << 20


class _Zeros:
    """So many bytes, none of which is held."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int, /) -> bytes:
        """Give the next bytes."""
        given = min(size, self._left)
        self._left -= given
        return bytes(given)


def _sealed_ms(store: Originals, content: bytes) -> float:
    began = process_time()
    for _ in range(_TIMES):
        store.read(store.keep(content).sha256)
    return (process_time() - began) / _TIMES * 1000


def _plain_ms(folder: Path, content: bytes) -> float:
    """Store and read as it was done before there were keys."""
    began = process_time()
    for _ in range(_TIMES):
        name = hashlib.sha256(content).hexdigest()
        descriptor, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        path = folder / name[:2] / name
        path.parent.mkdir(exist_ok=True)
        Path(draft).rename(path)
        for changed in (path.parent, folder):
            _sync_folder(changed)
        hashlib.sha256(path.read_bytes()).hexdigest()
    return (process_time() - began) / _TIMES * 1000


def _measure(folder: Path) -> Iterator[str]:
    store = Originals(folder / "sealed", KeySource((Key.of(secrets.token_bytes(32)),)))
    catalogue = load_catalogue()
    form = catalogue.find("alert-form")
    fax = fax_of_pdf(make_document(ArtefactFormat.PRINT, form, _WRITTEN, new_copy_id(form.code)))
    [page] = read_pages("fax.tif", fax, catalogue, None)
    picture = page_picture(fax, page, catalogue)
    began = process_time()
    for _ in range(_READINGS):
        list(read_pages("fax.tif", fax, catalogue, None))
        page_picture(fax, page, catalogue)
    reading_ms = (process_time() - began) / _READINGS * 1000
    contents = [fax, picture.png if picture else b""]
    plain = sum(_plain_ms(folder, one) for one in contents)
    sealed = sum(_sealed_ms(store, one) for one in contents)
    sizes = " and ".join(f"{len(one) / 1000:.0f} kB" for one in contents)
    yield f"a faxed page and its picture: {sizes}; reading it takes {reading_ms:.0f} ms"
    yield f"stored and read plain {plain:.2f} ms, sealed {sealed:.2f} ms"
    yield f"sealing adds {(sealed - plain) / reading_ms * 100:.2f} % to reading"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = process_time()
    kept = store.keep(_Zeros(_LARGE))
    for _ in store.pieces(kept.sha256):
        pass
    seconds = process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield f"{_LARGE >> 20} MB: {seconds:.2f} s of CPU to seal and open, {grown:.1f} MB more memory"


def main() -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        for line in _measure(Path(folder)):
            print(line)


if __name__ == "__main__":
    main()
