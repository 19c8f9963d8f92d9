"""The process that converts one stranger's file: `python -m service.archiving.child`.

It takes its order as one JSON object on standard input and answers with one on standard output. It
leads a process group that ends with it, has limits, and is cut off from the network.
"""

import ctypes
import json
import os
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from forms.errors import ThroughcareError

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVS = 38
_MEGABYTE = 1 << 20
_LARGEST_FILE = 1024 * _MEGABYTE


def cut_off() -> bool:
    """Leave the network, and every right to more rights; tell whether the network is gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    return any(libc.unshare(apart) == 0 for apart in (_NEW_NET, _NEW_USER | _NEW_NET))


def limit(memory_mb: int, seconds: int) -> None:
    """Set limits that the programs it calls inherit, each for itself."""
    memory = memory_mb * _MEGABYTE
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def obey(order: dict[str, Any]) -> dict[str, Any]:
    """Convert the file that an order names; give what came of it."""
    is_offline = cut_off()
    limit(order["memory_mb"], order["seconds"])
    # Loaded under the limits: its libraries start nothing and open nothing outside them.
    convert = import_module("service.archiving.convert")
    turns = {int(number): turn for number, turn in order["turns"].items()}
    way, pages = convert.to_pdfa(Path(order["source"]), Path(order["target"]), turns)
    return {"way": str(way), "pages": pages, "offline": is_offline}


def main() -> None:
    """Obey the order on standard input."""
    # What libraries print may quote the file, and would be taken for the answer.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        found = obey(json.load(sys.stdin))
    except ThroughcareError as error:
        found = {"code": error.code, "message": error.message, "hint": error.hint}
    except Exception as error:  # noqa: BLE001 - its text could quote the file
        found = {"crashed": type(error).__name__}
    with answer:
        json.dump(found, answer)


if __name__ == "__main__":
    main()
