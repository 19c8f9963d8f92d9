"""Proves a form definition and releases it: nothing is released that does not read back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.definition import Form
from forms.loading import load_form_file
from forms.pdf.template import pdf_template
from forms.registry import Catalogue, load_catalogue
from forms.releases import record_release, releases_file
from ocr.proving.faults import hopeless
from ocr.proving.painting import painted_pages
from ocr.proving.proof import ALL_WAYS, Proof, prove
from ocr.proving.ways import Way


@dataclass(frozen=True, slots=True)
class Candidate:
    """A definition in use or on the way to it."""

    form: Form
    catalogue: Catalogue
    """With the form in it."""
    releases: Path
    """The file that keeps its release."""


def candidate(named: str, version: str | None, folders: tuple[Path, ...]) -> Candidate:
    """Find what is to be proven: a definition file, or a form of the catalogue by its id.

    Args:
        named: a path that ends in `.toml`, or an id.
        version: of the form, where it is named by id; the newest if not given.
        folders: of local form definitions.

    Raises:
        DefinitionError: the file is wrong, or its version or code is taken.
        UnknownFormError: no such form or version.
    """
    catalogue = load_catalogue(*folders)
    if not named.endswith(".toml"):
        form = catalogue.find(named, version)
        return Candidate(form, catalogue, releases_file(form, folders[0] if folders else Path()))
    path = Path(named)
    form = load_form_file(path)
    if form not in list(catalogue):
        catalogue = Catalogue((*catalogue, form))
    return Candidate(form, catalogue, releases_file(form, path.parent))


def prove_form(
    found: Candidate, ways: Sequence[Way] = ALL_WAYS, done: Callable[[], None] = lambda: None
) -> Proof:
    """Prove a form; `done` is called after each step (ocr.proving.proof.steps)."""
    return prove(found.form, found.catalogue, ways=ways, done=done)


def hopeless_zones(found: Candidate) -> dict[str, tuple[str, ...]]:
    """Name the fields that cannot read back, with reasons; told by their room alone, at once.

    Raises:
        DefinitionError: the form does not fit its pages.
    """
    return hopeless(pdf_template(found.form))


def keep_pictures(proof: Proof, folder: Path) -> list[Path]:
    """Write a picture of each page into a folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for page, png in enumerate(painted_pages(proof), 1):
        path = folder / f"{proof.form.id}-{proof.form.version}-page-{page}.png"
        path.write_bytes(png)
        kept.append(path)
    return kept


def release_form(found: Candidate, proof: Proof) -> bool:
    """Release a form whose proof holds on all ways; tell whether it did.

    Raises:
        DefinitionError: this version was released with other questions or places.
    """
    if proof.form != found.form or set(proof.ways) != set(ALL_WAYS) or not proof.holds:
        return False
    record_release(found.form, found.releases)
    return True
