"""Writes an evidence package and checks one: a ZIP whose manifest has the SHA-256 of every file.

Files are stored, not packed, and carry no times of their own: equal content gives equal bytes, and
a package that holds anything packed is none of ours, so that checking one cannot blow up.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

MANIFEST = "manifest.json"
_KIND = "throughcare-evidence"
_VERSION = 1
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 8 << 20
_MOST_FILES = 10_000


def write_package(target: BinaryIO, record_id: int, files: Iterable[tuple[str, bytes]]) -> str:
    """Write the files and their manifest; give the SHA-256 of the manifest."""
    return write_files(target, {"kind": _KIND, "version": _VERSION, "record": record_id}, files)


def write_files(
    target: BinaryIO, head: Mapping[str, object], files: Iterable[tuple[str, bytes]]
) -> str:
    """Write files, one at a time, and a manifest that begins with `head`; give its SHA-256."""
    listed: dict[str, dict[str, object]] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, content in files:
            _add(package, name, content)
            listed[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        manifest = json.dumps({**head, "files": listed}, indent=1, sort_keys=True).encode()
        _add(package, MANIFEST, manifest)
    return hashlib.sha256(manifest).hexdigest()


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.external_attr = 0o600 << 16
    package.writestr(entry, content, zipfile.ZIP_STORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What checking a package found; no faults: every file is what the manifest says."""

    record_id: int | None
    manifest_sha256: str | None
    files: int
    faults: tuple[str, ...]


def _nothing(fault: str) -> Verdict:
    return Verdict(record_id=None, manifest_sha256=None, files=0, faults=(fault,))


def verify_package(source: BinaryIO) -> Verdict:
    """Check that a package holds exactly the files of its manifest, each with its SHA-256."""
    try:
        with zipfile.ZipFile(source) as package:
            return _verify(package)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return _nothing("it is no ZIP file, or a damaged one")


def _verify(package: zipfile.ZipFile) -> Verdict:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_FILES or any(e.compress_type != zipfile.ZIP_STORED for e in entries):
        return _nothing("it is not a package of this service")
    manifest = _manifest(package)
    if manifest is None:
        return _nothing("it has no manifest of this service")
    written, listed = manifest
    faults = [f"{name} is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    faults += [
        f"{name} is not in the manifest" for name in sorted(set(names) - {*listed, MANIFEST})
    ]
    for name in sorted(listed):
        faults += _faults(package, name, listed[name]) if name in names else [f"{name} is missing"]
    return Verdict(
        record_id=json.loads(written)["record"],
        manifest_sha256=hashlib.sha256(written).hexdigest(),
        files=len(listed),
        faults=tuple(faults),
    )


def _manifest(package: zipfile.ZipFile) -> tuple[bytes, Mapping[str, Any]] | None:
    """Give the manifest as written and its list of files."""
    try:
        if package.getinfo(MANIFEST).file_size > _LONGEST_MANIFEST:
            return None
        written = package.read(MANIFEST)
        head = json.loads(written)
        listed = {str(name): str(file["sha256"]) for name, file in head["files"].items()}
        is_ours = (head["kind"], head["version"]) == (_KIND, _VERSION)
        return (written, listed) if is_ours and isinstance(head["record"], int) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _faults(package: zipfile.ZipFile, name: str, sha256: str) -> list[str]:
    digest = hashlib.sha256()
    try:
        with package.open(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except (zipfile.BadZipFile, OSError, EOFError):
        return [f"{name} is damaged"]
    return [] if digest.hexdigest() == sha256 else [f"{name} is not what the manifest says"]
