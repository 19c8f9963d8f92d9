"""Attacks by files that have taken over the process which reads them."""

from collections.abc import Callable
from multiprocessing import get_context

import pytest

from tests.attacks.attack import Attack, Removal
from tests.attacks.taken_over import try_confined
from tests.attacks.target import Target


def _tried(what: str) -> Callable[[Target], bool]:
    """Try something in a process that reads, and tell whether it could be done."""

    def succeeds(target: Target) -> bool:
        scratch = target.folder / "scratch"
        scratch.mkdir()
        args = (what, sorted(target.spared), scratch)
        process = get_context("forkserver").Process(target=try_confined, args=args)
        process.start()
        process.join(60)
        return (scratch / "done").exists()

    return succeeds


def _spared(name: str) -> Removal:
    def remove(target: Target, patch: pytest.MonkeyPatch) -> None:
        del patch
        target.spared.add(name)

    return remove


ATTACKS = (
    Attack(
        number="V1.3.6",
        title="have a file that has taken over its reader call out (SSRF)",
        defence="the reader has no system call for a socket",
        succeeds=_tried("socket"),
        remove=_spared("forbid_sockets"),
    ),
    Attack(
        number="V13.3.2",
        title="have a file that has taken over its reader read the service's secrets",
        defence="the reader's environment holds none",
        succeeds=_tried("secrets"),
        remove=_spared("clean_environment"),
    ),
    Attack(
        number="V15.2.2",
        title="have a file use up the memory of the machine",
        defence="the reader's own limit of memory",
        succeeds=_tried("memory"),
        remove=_spared("limit"),
    ),
)
