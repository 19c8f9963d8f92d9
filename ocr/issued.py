"""What is known of a copy that was issued: the key to reading it back."""

from collections.abc import Callable
from dataclasses import dataclass, field

from forms.answers import Answers
from forms.copies import CopyId
from forms.definition import Form


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """A copy as it left us; `repr` shows no values: they are personal data."""

    form: Form
    values: Answers = field(repr=False)
    """What was pre-filled, in canonical form."""


IssuedLookup = Callable[[CopyId], IssuedCopy | None]
"""Find what was issued under an id; None where no register knows it."""
