"""Takes the attachments out of a letter (EML): RFC 5322 and MIME, by the standard library."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from typing import Any, TypeAlias

from forms.errors import DamagedFileError, EncryptedFileError, NestedTooDeepError
from service.containers.member import Allowance, Member, numbered_place

_DEEPEST = 20
"""Parts within parts; programs make four: mixed, related, alternative, text."""
SMALLEST_PICTURE = 20_000
"""Bytes from which on a picture in the text may be a page; logos in signatures have 2,000."""
SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature"} | {
    "application/pgp-signature"
}
LOCKED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
_REPORTS = {"message/delivery-status", "message/disposition-notification", "message/external-body"}
_Part: TypeAlias = "Message[Any, Any]"
_POLICY = policy.default.clone(raise_on_defect=False)
_ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the library was seen to raise on letters that break its assumptions."""


def letter_members(data: bytes) -> Iterator[Member]:
    """Yield the attachments of a letter in order, a letter in it as one file.

    Raises:
        DamagedFileError: no letter can be made of it.
        EncryptedFileError: it is locked to its receiver.
        ContainerError: it holds more than is taken.
    """
    try:
        yield from _members(data)
    except RecursionError as error:
        raise NestedTooDeepError("the letter is nested too deep") from error
    except _ERRORS as error:
        raise DamagedFileError("the letter is damaged or cut short") from error


def _members(data: bytes) -> Iterator[Member]:
    allowance = Allowance()
    parts = _parts(message_from_bytes(data.lstrip(b"\r\n "), policy=_POLICY), 0)
    for number, part in enumerate(filter(_is_attachment, parts), 1):
        content = _content(part)
        if content is None or (_is_in_text(part) and len(content) < SMALLEST_PICTURE):
            continue
        allowance.take(len(content))
        yield Member(numbered_place(number, _name(part)), content)


def _parts(part: _Part, depth: int) -> Iterator[_Part]:
    """Walk the parts of this letter, not those of letters in it."""
    if depth > _DEEPEST:
        raise NestedTooDeepError("the letter is nested too deep")
    if part.get_content_type() in LOCKED or part.get_content_subtype() == "encrypted":
        raise EncryptedFileError("the letter is locked to its receiver")
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _parts(inner, depth + 1)
    else:
        yield part


def _is_attachment(part: _Part) -> bool:
    kind = part.get_content_type()
    if kind in SIGNATURES or kind in _REPORTS:
        return False
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return named or part.get_content_maintype() not in {"text", "multipart"}


def _is_in_text(part: _Part) -> bool:
    picture = part.get_content_maintype() == "image"
    return picture and part.get_content_disposition() != "attachment"


def _content(part: _Part) -> bytes | None:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, Message) else None
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else None


def _name(part: _Part) -> str:
    name = part.get_filename()
    if name:
        return str(name)
    return "letter.eml" if isinstance(part, EmailMessage) and part.is_multipart() else "attachment"
