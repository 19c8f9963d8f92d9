"""Looks for known faults in what the lock installs: `python -m bench.supply.audit` (`make audit`).

Without a network the last result that was kept is told, with its day; exit status 1: there are
known faults.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.supply.locked import RUN_LOCK

KEPT = Path("requirements/audit.json")
_COMMAND = ("-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json")
_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of the packages."""

    day: str
    packages: int
    faults: tuple[str, ...]

    @classmethod
    def told(cls, said: Mapping[str, Any], day: str) -> "Found":
        """Take it out of what pip-audit says."""
        faults = [
            f"{one['name']} {one['version']}: {fault['id']}"
            + (f", mended in {', '.join(fault['fix_versions'])}" if fault["fix_versions"] else "")
            for one in said["dependencies"]
            for fault in one.get("vulns", ())
        ]
        return cls(day, len(said["dependencies"]), tuple(faults))


def ask(lock: Path = RUN_LOCK, *options: str) -> Mapping[str, Any] | None:
    """Ask the advisories; None where they cannot be reached."""
    command = [sys.executable, *_COMMAND, "--requirement", str(lock), *options]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
        said: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return said


def kept(path: Path = KEPT) -> Found | None:
    """Give the last result that was kept, if any was."""
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return Found(content["day"], content["packages"], tuple(content["faults"]))


def keep(found: Found, path: Path = KEPT) -> None:
    """Keep a result, for whoever has no network."""
    content = {"day": found.day, "packages": found.packages, "faults": list(found.faults)}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def words(found: Found | None, *, is_new: bool) -> str:
    """Say what is known."""
    if found is None:
        return "not checked: no network, and no earlier result is kept"
    head = "checked" if is_new else "not checked now: no network; last checked"
    lines = [f"{head} on {found.day}: {found.packages} packages, {len(found.faults)} known faults"]
    return "\n".join([*lines, *(f"  {fault}" for fault in found.faults)])


def main() -> int:
    """Look, tell, and keep."""
    said = ask()
    found = kept() if said is None else Found.told(said, f"{datetime.now(UTC):%Y-%m-%d}")
    print(words(found, is_new=said is not None))
    if said is not None and found is not None:
        keep(found)
    return int(bool(found and found.faults))


if __name__ == "__main__":
    raise SystemExit(main())
