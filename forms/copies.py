"""Copy ids: the name of one issued copy of a form, printed in words and in both symbols.

An id is 14 letters and digits of Crockford's base 32 (no I, L, O, U): two that name the form
version, ten of the copy itself, two check characters. It carries no personal data. The check is the
number that the first twelve stand for, modulo the prime 1021: it finds every single wrong character
and every swap of two neighbours.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass

from forms.answers import Answers
from forms.errors import CopyIdError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("ILOU", "110V")
_FORM_CHARS, _BODY_CHARS, _CHECK_CHARS = 2, 10, 2
_PRIME = 1021
_PAGE_PRIME = 31
MAX_PAGE = 31


@dataclass(frozen=True, slots=True)
class CopyId:
    """One issued copy; `text` is the 14 characters without hyphens."""

    text: str

    def __post_init__(self) -> None:
        if len(self.text) != _FORM_CHARS + _BODY_CHARS + _CHECK_CHARS:
            raise CopyIdError("a copy id has 14 letters and digits")
        if any(char not in _VALUES for char in self.text):
            raise CopyIdError("a copy id has only digits and the letters A to Z without I, L, O, U")
        if _check(self.text[:-_CHECK_CHARS]) != self.text[-_CHECK_CHARS:]:
            raise CopyIdError("the check characters of this copy id are wrong")

    def __str__(self) -> str:
        """Group as printed: `A1K7-Q2M9-XT3B-PD`."""
        return "-".join(self.text[start : start + 4] for start in range(0, len(self.text), 4))

    @property
    def form_code(self) -> str:
        """The two characters that name the form version."""
        return self.text[:_FORM_CHARS]


def _number(chars: str) -> int:
    total = 0
    for char in chars:
        total = total * 32 + _VALUES[char]
    return total


def _check(chars: str) -> str:
    high, low = divmod(_number(chars) % _PRIME, 32)
    return ALPHABET[high] + ALPHABET[low]


def is_form_code(code: str) -> bool:
    """Tell whether these are two characters that a form version may use."""
    return len(code) == _FORM_CHARS and all(char in _VALUES for char in code)


def _from_number(form_code: str, number: int) -> CopyId:
    body = "".join(ALPHABET[(number >> shift) & 31] for shift in range(0, 5 * _BODY_CHARS, 5))
    return CopyId(form_code + body + _check(form_code + body))


def new_copy_id(form_code: str) -> CopyId:
    """Draw a fresh id at random (50 bits); the caller keeps it unique in its register of copies."""
    return _from_number(form_code, secrets.randbits(5 * _BODY_CHARS))


def neutral_copy_id(form_code: str) -> CopyId:
    """Give the id that blank templates print: well formed, and of no copy in particular."""
    return _from_number(form_code, 0)


def derived_copy_id(form_code: str, values: Answers, ordinal: int = 0) -> CopyId:
    """Derive the id from the content, so that the same input makes the same bytes.

    For documents that no register keeps; `ordinal` tells equal rows of one run apart.
    """
    content = json.dumps([form_code, dict(sorted(values.items())), ordinal], ensure_ascii=False)
    digest = hashlib.blake2b(content.encode(), digest_size=8, person=b"throughcare").digest()
    return _from_number(form_code, int.from_bytes(digest))


def parse_copy_id(written: str) -> CopyId:
    """Read an id as a person or a symbol gives it; hyphens, blanks and look-alikes are forgiven.

    Raises:
        CopyIdError: wrong length, characters or check characters.
    """
    plain = "".join(char for char in written.upper() if char.isalnum())
    return CopyId(plain.translate(_LOOKALIKES))


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a symbol says: the copy and the page of it, counted from 1."""

    copy: CopyId
    page: int

    @property
    def payload(self) -> str:
        """The 16 characters inside the symbol: id, page, check of both."""
        body = self.copy.text + ALPHABET[self.page]
        return body + ALPHABET[_number(body) % _PAGE_PRIME]


def parse_payload(payload: str) -> PageMark:
    """Read what a symbol decoded to.

    Raises:
        CopyIdError: the characters are not one of our symbols, or were misread.
    """
    if len(payload) != 16 or any(char not in _VALUES for char in payload):
        raise CopyIdError("the symbol is not one of this service")
    mark = PageMark(CopyId(payload[:14]), _VALUES[payload[14]])
    if not mark.page or mark.payload != payload:
        raise CopyIdError("the symbol was misread")
    return mark
