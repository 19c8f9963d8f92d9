"""Names all that has a part in a reading, so that a value can be traced to what read it."""

import hashlib
from functools import cache
from importlib import metadata, resources

from forms.errors import NotInstalledError
from ocr.tesseract import version

_PREFIX = 12


@cache
def reader_versions() -> str:
    """Name product, Tesseract, recogniser and calibration; computed once a process."""
    return "; ".join(
        (
            f"throughcare {_product()}",
            f"tesseract {_tesseract()}",
            f"recogniser {_digest('ocr.engine', 'recogniser.onnx')}",
            f"calibration {_digest('ocr', 'calibration.json')}",
        )
    )


def _product() -> str:
    try:
        return metadata.version("throughcare")
    except metadata.PackageNotFoundError:
        return "not installed"


def _tesseract() -> str:
    """A file that was filled in on screen is read without it."""
    try:
        return version()
    except NotInstalledError:
        return "not installed"


def _digest(package: str, name: str) -> str:
    content = (resources.files(package) / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:_PREFIX]
