"""`throughcare doctor`: names what is missing and the command that installs it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from forms.errors import ThroughcareError
from forms.pdf.template import pdf_template
from forms.reference import load_reference_lists
from forms.registry import load_catalogue
from ocr.tesseract import languages
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `remedy` is None where all is well."""

    what: str
    remedy: str | None = None


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    remedy = (
        None if sys.version_info >= (3, 11) else "install Python 3.11 or later, then: make setup"
    )
    return Finding(f"Python {version}", remedy)


def _tesseract() -> Finding:
    if shutil.which("tesseract") is None:
        return Finding("Tesseract reads the printed text", "apt-get install tesseract-ocr")
    if "eng" not in languages():
        return Finding("Tesseract's English data", "apt-get install tesseract-ocr-eng")
    return Finding("Tesseract with English data")


def _ghostscript() -> Finding:
    what = "Ghostscript makes PDF/A for the archive"
    return Finding(what, None if shutil.which("gs") else "apt-get install ghostscript")


def _data_folder(folder: Path) -> Finding:
    what = f"Data folder {folder}"
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if os.access(existing, os.W_OK):
        return Finding(what)
    return Finding(what, f"make it writable: chown -R $(id -un) {existing}")


def _forms(settings: Settings) -> Finding:
    forms = list(load_catalogue(*settings.form_folders))
    for form in forms:
        pdf_template(form)
    return Finding(f"{len(forms)} form versions load and fit their pages")


def _references() -> Finding:
    load_reference_lists()
    return Finding("Reference lists load")


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at each thing the service needs, in turn."""
    yield _python()
    yield _tesseract()
    yield _ghostscript()
    yield _data_folder(settings.data_dir)
    checks: tuple[Callable[[], Finding], ...] = (lambda: _forms(settings), _references)
    for check in checks:
        try:
            yield check()
        except ThroughcareError as error:
            yield Finding(error.message, error.hint)


@click.command()
def doctor() -> None:
    """Check what this machine needs to make and read forms."""
    found = list(findings(Settings.from_env()))
    for finding in found:
        mark = "ok     " if finding.remedy is None else "missing"
        click.echo(
            f"{mark} {finding.what}" + (f"\n        {finding.remedy}" if finding.remedy else "")
        )
    raise SystemExit(1 if any(finding.remedy for finding in found) else 0)
