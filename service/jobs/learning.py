"""Learns the layout of a page in a process apart: the file is a stranger's."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forms.answers import Answer
from service.errors import ReadingFailedError
from service.evidence import Content, LearnedPage
from service.jobs.child import LearnOrder, Limits
from service.jobs.reader import Reader, crashed

_LONGEST_LAYOUT = 4 << 20
"""Characters; 1,500 features take 300,000."""


def _learned(message: dict[str, Any]) -> LearnedPage:
    layout = str(message["layout"])
    if len(layout) > _LONGEST_LAYOUT:
        raise crashed()
    return LearnedPage(
        layout_id=str(message["id"])[:16],
        form=str(message["form"]),
        version=str(message["version"]),
        layout=layout,
        before=message["before"] and str(message["before"]),
    )


def learn_apart(
    content: Content,
    page: int,
    values: Mapping[str, Answer] | None,
    layouts: Sequence[str] = (),
    *,
    folders: tuple[Path, ...],
    memory_mb: int,
    seconds: int,
) -> LearnedPage:
    """Learn the layout of a page in a process of its own.

    Args:
        content: the file.
        page: in the file, counted from 1.
        values: what stands on the page, as a person has confirmed it; None: nobody has.
        layouts: those learned before, as JSON.
        folders: of local form definitions.
        memory_mb: the most address space it may use.
        seconds: the longest that it may take.

    Raises:
        ReadingFailedError: it is no page of a known form in another agency's print, or it broke
            the limits; `code` says which.
    """
    learned: LearnedPage | None = None
    order = LearnOrder(page=page, values=values)
    with Reader(folders, Limits(memory_mb=memory_mb, seconds=seconds), layouts) as reader:
        for message in reader.obey(order, content):
            match message["kind"]:
                case "learned":
                    learned = _learned(message)
                case "failed":
                    raise ReadingFailedError(
                        message["message"], code=message["code"], hint=message["hint"]
                    )
                case _:
                    pass
    if learned is None:
        raise crashed()
    return learned
