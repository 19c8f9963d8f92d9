"""What reading a file gives the service: each page's reading and the picture that proves it."""

from dataclasses import dataclass, field

from ocr.reading import PageReading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """One page as it was read."""

    reading: PageReading
    picture: bytes | None = field(repr=False)
    """PNG of the whole page, laid on the issued page, so that crops go by millimetres."""
