"""What reading a file gives the service: each page's reading, its picture, and what it teaches."""

from dataclasses import dataclass, field

from ocr.reading import PageReading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """One page as it was read."""

    reading: PageReading
    picture: bytes | None = field(repr=False)
    """PNG of the whole page, laid on the issued page, so that crops go by millimetres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPage:
    """What learning the layout of a page gives."""

    layout_id: str
    """Follows from what was learned."""
    form: str
    version: str
    layout: str = field(repr=False)
    """JSON, as readers take it."""
    before: str | None
    """Id of the layout that was known of this page before, which this one takes the place of."""
