"""Has one file converted by a process apart, and ends that process where it breaks its limits."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.errors import ArchiveError
from service.evidence import Content

_CHILD = "service.archiving.child"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionLimits:
    """What one conversion may use."""

    memory_mb: int
    """Address space of each process."""
    seconds: int
    """Wall time, and CPU time of each process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A PDF/A that was made."""

    way: str
    pages: int
    offline: bool
    """Whether this system could cut the process off from the network."""


def convert_apart(
    original: Content, target: Path, turns: Mapping[int, int | None], limits: ConversionLimits
) -> Made:
    """Make the PDF/A of a file; it has its name only once it is whole and on the disk.

    Args:
        original: the stored file.
        target: the PDF/A.
        turns: degrees clockwise that make a page stand upright, by number; None: not known.
        limits: of the process.

    Raises:
        ArchiveError: none can be made; `code` says why.
    """
    with TemporaryDirectory(prefix="throughcare-archive-") as folder:
        source, made = Path(folder) / "original", Path(folder) / "made.pdf"
        with source.open("wb") as file:
            file.writelines(original.pieces())
        order = {
            "source": str(source),
            "target": str(made),
            "turns": {str(number): turn for number, turn in turns.items()},
            "memory_mb": limits.memory_mb,
            "seconds": limits.seconds,
        }
        answer = _answer(order, folder, limits.seconds)
        _keep(made, target)
    return Made(**answer)


def _answer(order: dict[str, Any], folder: str, seconds: int) -> dict[str, Any]:
    with _child(folder) as child:
        try:
            written, _ = child.communicate(json.dumps(order).encode(), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise ArchiveError("the conversion took too long", code="archive-too-slow") from error
    try:
        answer: dict[str, Any] = json.loads(written)
    except ValueError as error:
        raise ArchiveError("the conversion broke down", code="archive-crashed") from error
    if "code" in answer:
        raise ArchiveError(answer["message"], code=answer["code"], hint=answer["hint"])
    if "crashed" in answer:
        raise ArchiveError(f"the conversion broke down ({answer['crashed']})")
    return answer


@contextmanager
def _child(folder: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Start the process in a group and a folder of its own; whatever is left of it ends."""
    environment = {
        "PATH": os.defpath,
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
    }
    child = subprocess.Popen(
        [sys.executable, "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def _keep(made: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}.part")
    shutil.copyfile(made, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)
