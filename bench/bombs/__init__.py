"""Files made to harm their reader, small outside and endless inside; each named after its trick."""

from bench.bombs import archives, letters, pdfs, pictures
from bench.bombs.making import BOMBS

__all__ = ["archives", "bombs", "letters", "pdfs", "pictures"]


def bombs() -> dict[str, bytes]:
    """Make one of each kind."""
    return {f"bomb-{make.__name__.strip('_')}": make() for make in BOMBS}
