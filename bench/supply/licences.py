"""Writes docs/licences.md: under which licence each part is that others wrote.

`python -m bench.supply.licences`, in an environment in which the lock is installed.
"""

from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from bench.supply.locked import Locked, read_lock

PAGE = Path("docs/licences.md")
_OSI = "License :: OSI Approved :: "
_LONGEST = 60
"""Characters of a licence's name; what is longer is its whole text."""
COPYLEFT = ("GPL", "MPL", "EPL", "CDDL", "General Public License", "Mozilla Public")
_SAID_ELSEWHERE = {
    "axe-playwright-python": "MIT",
    "huey": "MIT",
}
"""Where a package's metadata say nothing: from the licence file in its source."""
_DEBIAN = {
    "ghostscript": ("AGPL-3.0-or-later", "called as a program, to make PDF/A"),
    "postgresql-client": ("PostgreSQL", "called as programs, for back-ups of that database"),
    "python3": ("PSF-2.0", "runs the service"),
    "python3-venv": ("PSF-2.0", "makes the environment; not in the image"),
    "tesseract-ocr": ("Apache-2.0", "called as a program, to read"),
    "tesseract-ocr-eng": ("Apache-2.0", "its English data"),
    "tini": ("MIT", "the first process of the image"),
}
_CARRIED = (
    ("Liberation Sans", "OFL-1.1", "`templates/fonts`", "printed on forms"),
    ("GOV.UK Frontend", "MIT", "`templates/html/static/govuk`", "styles and scripts of the pages"),
    ("PP-OCRv6 recogniser, tuned", "Apache-2.0", "`ocr/engine`", "reads lines"),
)
_HEAD = """# Licences of what others wrote

Made from the metadata of the installed packages of `requirements/run.lock` (`python -m bench.supply.licences`); a test holds it to that.
**c** marks copyleft: what is changed in such a part must be given away under its licence where the part itself is. The service changes none of them and uses each as a library
or calls it as a program, which all of these licences allow; whoever hands the image on hands on their sources or an offer of them, too (Debian's are at Debian).
"""  # noqa: E501 - a paragraph of the page


def licence_of(package: Locked) -> str:
    """Name the licence of an installed package.

    Raises:
        LookupError: it says nothing anywhere.
    """
    if package.name in _SAID_ELSEWHERE:
        return _SAID_ELSEWHERE[package.name]
    said = list(dict.fromkeys(_names(distribution(package.name))))
    if not said:
        raise LookupError(f"{package.name} names no licence: look, and say it here")
    return ", ".join(said)


def _names(installed: Distribution) -> Iterator[str]:
    metadata = installed.metadata
    expression, text = metadata.get("License-Expression"), metadata.get("License", "").strip()
    classifiers = metadata.get_all("Classifier") or []
    if expression:
        yield expression
        return
    if text and len(text) <= _LONGEST and "\n" not in text:
        yield text
    for one in classifiers:
        if one.startswith(_OSI) and (not text or len(text) > _LONGEST or is_copyleft(one)):
            yield one.removeprefix(_OSI)


def is_copyleft(licence: str) -> bool:
    """Tell whether a licence asks that changes be given away."""
    return any(word in licence for word in COPYLEFT)


def page(packages: list[Locked]) -> str:
    """Give the page."""
    return "\n".join([_HEAD, *_of_python(packages), *_of_debian(), *_carried()])


def _of_python(packages: list[Locked]) -> Iterator[str]:
    yield from ("## Python packages", "", "| package | licence | |", "|---|---|---|")
    for one in packages:
        licence = licence_of(one)
        yield f"| {one.name} | {licence} | {'**c**' if is_copyleft(licence) else ''} |"


def _of_debian() -> Iterator[str]:
    yield from ("", "## Debian packages", "", "| package | licence | | for |", "|---|---|---|---|")
    for name, (licence, use) in sorted(_DEBIAN.items()):
        yield f"| {name} | {licence} | {'**c**' if is_copyleft(licence) else ''} | {use} |"


def _carried() -> Iterator[str]:
    yield from ("", "## Carried in this repository", "")
    yield from ("| part | licence | where | for |", "|---|---|---|---|")
    for part in _CARRIED:
        yield f"| {' | '.join(part)} |"
    yield ""


def debian_packages() -> frozenset[str]:
    """Name the Debian packages that the page lists."""
    return frozenset(_DEBIAN)


if __name__ == "__main__":
    locked = read_lock()
    PAGE.write_text(page(locked), encoding="utf-8")
    print(f"{PAGE}: {len(locked)} packages")
