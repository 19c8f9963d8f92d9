"""Opens a container of any kind: the one place that knows how deep is deep enough."""

from collections.abc import Iterator
from typing import assert_never

from forms.errors import NestedTooDeepError, NothingInsideError
from service.containers.kinds import ContainerKind
from service.containers.letters import letter_members
from service.containers.member import Member
from service.containers.outlook import outlook_members
from service.containers.zips import zip_members

MAX_DEPTH = 3
"""Containers in one another: a letter, forwarded in another, with a ZIP of scans."""


def members(kind: ContainerKind, data: bytes, depth: int) -> Iterator[Member]:
    """Yield the files in a container.

    Args:
        kind: as `container_kind` told it.
        data: the container.
        depth: containers that this one lies in.

    Raises:
        NestedTooDeepError: it lies in too many others.
        NothingInsideError: it holds no file.
        FileError: it cannot be opened, or must not be.
    """
    if depth >= MAX_DEPTH:
        raise NestedTooDeepError(f"there are more than {MAX_DEPTH} ZIPs or letters in one another")
    found = False
    for member in _opened(kind, data):
        found = True
        yield member
    if not found:
        raise NothingInsideError("the letter has no attachment")


def _opened(kind: ContainerKind, data: bytes) -> Iterator[Member]:
    match kind:
        case ContainerKind.ZIP:
            return zip_members(data)
        case ContainerKind.EML:
            return letter_members(data)
        case ContainerKind.MSG:
            return outlook_members(data)
        case _:
            assert_never(kind)
