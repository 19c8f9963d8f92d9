"""Takes the attachments out of a letter that Outlook saved (MSG). The one adapter to olefile.

[MS-OXMSG] 2.2 names the storages; [MS-OXPROPS] the properties by their numbers.
"""

import io
from collections.abc import Iterator, Sequence

import olefile

from forms.errors import DamagedFileError, EncryptedFileError, NestedTooDeepError
from service.containers.letters import LOCKED, SIGNATURES, SMALLEST_PICTURE
from service.containers.member import Allowance, Member, numbered_place

_ATTACHMENT = "__attach_version1.0_#"
_CONTENT, _LETTER = "__substg1.0_37010102", "__substg1.0_3701000D"
_LONG_NAME, _SHORT_NAME, _KIND, _CONTENT_ID = "3707", "3704", "370E", "3712"
_WIDE, _NARROW = "001F", "001E"
_LETTERS_DEEP = 2
"""Letters in the letter: a letter forwarded as an attachment, and one in that."""
_ERRORS = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)
_Path = Sequence[str]


def outlook_members(data: bytes) -> Iterator[Member]:
    """Yield the attachments of a letter, those of letters in it among them.

    Raises:
        DamagedFileError: it cannot be opened.
        EncryptedFileError: it is locked to its receiver.
        ContainerError: it holds more than is taken.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            yield from _members(file, (), Allowance(), "")
    except RecursionError as error:
        raise NestedTooDeepError("the letter is nested too deep") from error
    except _ERRORS as error:
        raise DamagedFileError("the letter is damaged or cut short") from error


def _members(
    file: olefile.OleFileIO, letter: _Path, allowance: Allowance, before: str
) -> Iterator[Member]:
    if len(letter) > 2 * _LETTERS_DEEP:
        raise NestedTooDeepError("the letter is nested too deep")
    for number, place in enumerate(_attachments(file, letter), 1):
        if file.exists([*place, _LETTER]):
            yield from _members(file, [*place, _LETTER], allowance, f"{before}{number}/")
        elif file.exists([*place, _CONTENT]) and _is_document(file, place):
            allowance.take(file.get_size([*place, _CONTENT]))
            name = _text(file, place, _LONG_NAME) or _text(file, place, _SHORT_NAME)
            content = file.openstream([*place, _CONTENT]).read()
            yield Member(before + numbered_place(number, name), content)


def _attachments(file: olefile.OleFileIO, letter: _Path) -> list[list[str]]:
    depth = len(letter)
    places = file.listdir(streams=False, storages=True)
    return sorted(
        place
        for place in places
        if len(place) == depth + 1
        and list(place[:depth]) == list(letter)
        and place[depth].startswith(_ATTACHMENT)
    )


def _is_document(file: olefile.OleFileIO, place: _Path) -> bool:
    kind = _text(file, place, _KIND).lower()
    if kind in LOCKED:
        raise EncryptedFileError("the letter is locked to its receiver")
    in_text = bool(_text(file, place, _CONTENT_ID)) and kind.startswith("image/")
    small = file.get_size([*place, _CONTENT]) < SMALLEST_PICTURE
    return kind not in SIGNATURES and not (in_text and small)


def _text(file: olefile.OleFileIO, place: _Path, number: str) -> str:
    for kind, coding in ((_WIDE, "utf-16-le"), (_NARROW, "cp1252")):
        path = [*place, f"__substg1.0_{number}{kind}"]
        if file.exists(path):
            return str(file.openstream(path).read(2_048).decode(coding, "replace")).strip("\x00 ")
    return ""
