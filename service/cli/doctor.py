"""`throughcare doctor`: names what is missing and the command that installs it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from forms.errors import ThroughcareError
from forms.pdf.template import pdf_template
from forms.reference import load_reference_lists
from forms.registry import load_catalogue
from ocr.tesseract import languages
from service.auditing.words import show_breach
from service.cli.at_rest_checks import at_rest_checks
from service.doors.folder import waiting_files
from service.doors.mail import too_large
from service.mail_settings import MailSettings
from service.migrations import is_current
from service.outgoing_mail import SmtpSettings, ask_server
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import open_engine
from service.usecases.auditing import check_trail, last_verification
from service.usecases.indexing import has_old_index


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
    forms = list(load_catalogue(*settings.catalogue_folders))
    for form in forms:
        pdf_template(form)
    return Finding(f"{len(forms)} form versions load and fit their pages")


def _references() -> Finding:
    load_reference_lists()
    return Finding("Reference lists load")


def _index(settings: Settings) -> Finding:
    what = "Clients are found by the present cleaning of names and numbers"
    url = make_url(settings.database_url)
    is_new = url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()
    engine = open_engine(settings.database_url)
    try:
        old = not is_new and is_current(engine) and has_old_index(engine)
    finally:
        engine.dispose()
    return Finding(what, "throughcare clients reindex" if old else None)


def _trail(settings: Settings) -> Finding:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return Finding("Audit trail: nothing has happened yet")
    runtime = open_runtime(settings)
    try:
        return _trail_of(runtime) if is_current(runtime.engine) else Finding("Audit trail: not yet")
    finally:
        runtime.engine.dispose()


def _trail_of(runtime: Runtime) -> Finding:
    verdict, last = check_trail(runtime), last_verification(runtime)
    if verdict.breach is not None:
        remedy = "keep this machine as it is, and tell who answers for the data"
        return Finding(f"Audit trail is broken: {show_breach(verdict.breach)}", remedy)
    what = f"Audit trail of {verdict.entries} entries is whole; "
    if last is None:
        return Finding(f"{what}never verified by: throughcare audit verify")
    return Finding(f"{what}verified {last.at:%Y-%m-%d %H:%M} UTC")


def _watched_folder(folder: Path) -> Finding:
    files = waiting_files(folder)
    what = f"Watched folder {folder}"
    if not os.access(folder, os.W_OK):
        return Finding(what, "let this user write there: taken files are moved to a folder in it")
    locked = sum(not os.access(path, os.R_OK) for path in files)
    if locked:
        return Finding(f"{what}: files that cannot be opened: {locked}", "let this user read them")
    return Finding(f"{what}, {len(files)} waiting")


def _mail(mail: MailSettings, upload_mb: int) -> Finding:
    letters, large = too_large(mail, upload_mb)
    if large:
        what = f"E-mail box: letters over the limit of {upload_mb} MB: {large}"
        return Finding(what, "save what is attached, send it in, and move the letter away")
    return Finding(f"E-mail box answers, {letters} waiting")


def _outgoing(smtp: SmtpSettings) -> Finding:
    """Ask the server that takes letters; none is sent."""
    return Finding(f"Outgoing e-mail: the server answers {ask_server(smtp)}")


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at each thing the service needs, in turn."""
    yield _python()
    yield _tesseract()
    yield _ghostscript()
    yield _data_folder(settings.data_dir)
    checks: list[Callable[[], Finding]] = [
        lambda: _forms(settings),
        _references,
        lambda: _index(settings),
        lambda: _trail(settings),
    ]
    if (folder := settings.watch_dir) is not None:
        checks.append(partial(_watched_folder, folder))
    if (mail := settings.mail) is not None:
        checks.append(partial(_mail, mail, settings.upload_mb))
    if (smtp := settings.smtp) is not None:
        checks.append(partial(_outgoing, smtp))
    checks += [partial(Finding, *said) for said in at_rest_checks(settings)]
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
