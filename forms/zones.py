"""Zones: where on the issued page each field, or each option of a choice, is answered."""

from dataclasses import dataclass

from forms.geometry import BoxMm


@dataclass(frozen=True, slots=True)
class Zone:
    """One widget of the issued PDF: a whole field, or one option of a choice."""

    key: str
    option: str | None
    page: int
    """Counted from 1."""
    box: BoxMm
