"""What comes back on screen: the form that a file turned out to be, and what was written on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forms.copies import CopyId
from forms.definition import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """One answer as it stands in the file, not yet in canonical form. `repr` shows no text."""

    text: str = field(repr=False)
    """A tick is `x` where it is ticked, a signature any text where there is one; empty if blank."""
    certain: bool = True
    """False: it stands where it should not, or the file says two things; a person looks."""


class Note(StrEnum):
    """Something about a returned file that a person should know."""

    ANNOTATED = "annotations-added"
    """Text or drawing was laid over the form, beside its fields."""
    COPY_UNCLEAR = "copy-unclear"
    """The file names two copies, or a copy of another form."""
    ACTIVE = "active-content"
    """The file carries a program of its own, or loads one from elsewhere."""
    FILES_INSIDE = "files-inside"
    """The file carries other files, which nobody has read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedForm:
    """A form that came back in one file."""

    form: Form
    copy: CopyId | None
    answers: Mapping[str, WrittenAnswer] = field(repr=False)
    """By field key; a field that the file does not have is missing."""
    notes: frozenset[Note] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedPage:
    """A page of a form that came back in a file of pages."""

    form: Form
    form_page: int
    """Counted from 1."""
    copy: CopyId | None
    answers: Mapping[str, WrittenAnswer] = field(repr=False)
    """By key, of the fields that this page of the form asks."""
    notes: frozenset[Note] = frozenset()
