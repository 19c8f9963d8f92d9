"""How much one file may have: the same bound wherever its pages are counted."""

from forms.errors import TooManyPagesError

MAX_PAGES = 3_000
"""A box of old forms fills 2,500; at ten seconds a page more than a working day of one reader."""


def check_pages(count: int) -> None:
    """Check how many pages a file has, or says it has.

    Raises:
        TooManyPagesError: more than are read.
    """
    if count > MAX_PAGES:
        raise TooManyPagesError(f"the file has more than {MAX_PAGES:,} pages")
