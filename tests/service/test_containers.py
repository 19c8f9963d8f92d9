"""ZIPs and letters: what comes out of good ones, and what is refused, each file with one fault."""

import io
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import (
    ContainerError,
    DamagedFileError,
    EncryptedFileError,
    FileError,
    NestedTooDeepError,
    NothingInsideError,
    TooMuchInsideError,
    UnknownTypeError,
    UnsafeContainerError,
)
from service.containers import MAX_DEPTH, ContainerKind, Member, container_kind, members
from service.containers.member import MAX_FILE_BYTES, MAX_FILES
from tests.service.outlook import saved_letter

TIFF, PDF = b"II*\x00 a fax", b"%PDF-1.7 a scan"
LARGE_PICTURE = b"\xff\xd8\xff" + bytes(30_000)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def letter(*attachments: tuple[str, str, bytes]) -> EmailMessage:
    """Write a letter; attachments by type, name and content."""
    message = EmailMessage()
    message["From"], message["To"] = "sender@agency.example", "forms@dat.example"
    message["Date"], message["Subject"] = "Mon, 15 Jun 2009 10:00:00 +0100", "A form"
    message.set_content("Please find the form attached.")
    for kind, name, data in attachments:
        main, sub = kind.split("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


def opened(data: bytes, depth: int = 0) -> dict[str, bytes]:
    kind = container_kind(data)
    assert kind is not None
    return {member.place: member.data for member in members(kind, data, depth)}


def refused(data: bytes, error: type[FileError], depth: int = 0) -> FileError:
    with pytest.raises(error) as caught:
        opened(data, depth)
    assert caught.value.hint
    return caught.value


# Types by content ---------------------------------------------------------------------------------


def test_a_zip_of_word_documents_is_no_word_document() -> None:
    inner = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert container_kind(inner) is None
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert opened(zipped({"word/form.docx": inner}, method)) == {"word/form.docx": inner}


def test_a_zip_that_stores_a_pdf_first_is_no_pdf() -> None:
    assert opened(zipped({"a.pdf": PDF}, zipfile.ZIP_STORED)) == {"a.pdf": PDF}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (("mimetype", "content.xml"), "OpenDocument"),
    ],
)
def test_other_office_files_are_named(parts: tuple[str, ...], words: str) -> None:
    with pytest.raises(UnknownTypeError, match=words) as caught:
        container_kind(zipped(dict.fromkeys(parts, b"x")))
    assert "DOCX" in caught.value.hint


def test_an_old_word_document_is_named() -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "WordDocument".encode("utf-16-le")
    with pytest.raises(UnknownTypeError, match="Word"):
        container_kind(data)


@pytest.mark.parametrize(
    "data",
    [
        b"Dear colleague: please find attached",
        b"Subject: a note that was never sent\nTo: nobody\n\nHello",
        b"Content-Type: application/pdf\r\nMIME-Version: 1.0\r\n\r\n%PDF-1.4",
        b"From: x\nDate: y\x00\n\nz",
        PDF,
        TIFF,
    ],
)
def test_what_is_no_letter_is_left_alone(data: bytes) -> None:
    assert container_kind(data) is None


# Letters ------------------------------------------------------------------------------------------


def test_attachments_come_out_in_order_under_places_of_their_own() -> None:
    data = letter(("image/tiff", "fax.tif", TIFF), ("application/pdf", "fax.tif", PDF)).as_bytes()
    assert opened(data) == {"1/fax.tif": TIFF, "2/fax.tif": PDF}


def test_a_letter_as_a_relay_passes_it_on_is_a_letter() -> None:
    data = letter(("image/tiff", "fax.tif", TIFF)).as_bytes()
    received = b"Received: from relay.example\r\n by mx.example; Mon, 15 Jun 2009\r\n"
    for before in (received, b"From sender@agency.example Mon Jun 15\n", b"\r\n"):
        assert container_kind(before + data) is ContainerKind.EML


def test_a_letter_in_a_letter_is_one_file() -> None:
    outer = letter()
    outer.add_attachment(letter(("image/tiff", "fax.tif", TIFF)))
    (inner,) = opened(outer.as_bytes()).values()
    assert opened(inner, 1) == {"1/fax.tif": TIFF}


def test_logos_in_the_text_are_left_out_and_photographed_pages_are_not() -> None:
    message = letter()
    for content in (b"\x89PNG logo", LARGE_PICTURE):
        message.add_attachment(content, "image", "png", disposition="inline", cid="<a@b>")
    assert list(opened(message.as_bytes()).values()) == [LARGE_PICTURE]


def test_a_letter_without_an_attachment_is_refused_with_what_to_do() -> None:
    assert "attach" in refused(letter().as_bytes(), NothingInsideError).hint


def test_a_letter_with_its_signature_alone_has_nothing_inside() -> None:
    data = letter(("application/pkcs7-signature", "smime.p7s", b"0")).as_bytes()
    refused(data, NothingInsideError)


def test_a_locked_letter_is_refused() -> None:
    data = letter(("application/pkcs7-mime", "smime.p7m", b"0")).as_bytes()
    refused(data, EncryptedFileError)


def test_an_attachment_kept_elsewhere_is_never_fetched() -> None:
    head = b"From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\n"
    kind = b'Content-Type: message/external-body; access-type=URL; URL="http://x.example/"\n\n'
    refused(head + kind + b"Content-Type: application/pdf\n\n", NothingInsideError)


def test_a_letter_of_parts_in_parts_in_parts() -> None:
    head = b"From: a@b.example\nTo: c@d.example\n"
    parts = (b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(40))
    refused(head + b"".join(parts), NestedTooDeepError)


# Outlook ------------------------------------------------------------------------------------------


def test_attachments_of_an_outlook_letter_come_out() -> None:
    data = saved_letter({"Überweisung.tif": TIFF + bytes(5_000), "short.pdf": PDF + bytes(5_000)})
    assert container_kind(data) is ContainerKind.MSG
    assert opened(data) == {
        "1/Überweisung.tif": TIFF + bytes(5_000),
        "2/short.pdf": PDF + bytes(5_000),
    }


def test_an_outlook_letter_without_an_attachment() -> None:
    refused(saved_letter({}), NothingInsideError)


def test_an_outlook_letter_whose_list_of_streams_lies_nowhere() -> None:
    data = saved_letter({"fax.tif": TIFF + bytes(5_000)})
    refused(data[:48] + struct.pack("<I", 0x00FFFFFF) + data[52:], DamagedFileError)


# ZIPs ---------------------------------------------------------------------------------------------


def test_files_come_out_by_their_paths_and_what_systems_left_there_does_not() -> None:
    furniture = {"__MACOSX/._fax.tif": b"x", "box/.DS_Store": b"x", "Thumbs.db": b"x", "box/": b""}
    data = zipped({"box/fax.tif": TIFF, "fax.tif": PDF, **furniture})
    assert opened(data) == {"box/fax.tif": TIFF, "fax.tif": PDF}
    assert Member("box\\inner\\fax.tif", b"").name == "fax.tif"


def test_containers_are_opened_to_a_depth_and_no_deeper() -> None:
    data = zipped({"fax.tif": TIFF})
    assert opened(data, MAX_DEPTH - 1)
    refused(data, NestedTooDeepError, MAX_DEPTH)


def encrypted() -> bytes:
    data = bytearray(zipped({"a.tif": TIFF}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def two_of_one_name() -> bytes:
    return zipped({"a.tif": TIFF, "b.tif": PDF}).replace(b"b.tif", b"a.tif")


def overlapping() -> bytes:
    data = zipped({"a.tif": TIFF})
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    both = entry + entry.replace(b"a.tif", b"b.tif")
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2, 2, len(both), start, 0)
    return data[:start] + both + end


def two_sizes() -> bytes:
    data = bytearray(zipped({"a.tif": bytes(5_000)}))
    data[22:26] = struct.pack("<I", 10)
    return bytes(data)


def linked() -> bytes:
    entry = zipfile.ZipInfo("a.tif")
    entry.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(entry, "/etc/passwd")
    return out.getvalue()


def stored_size_lie() -> bytes:
    data = bytearray(zipped({"a.tif": bytes(5_000)}, zipfile.ZIP_STORED))
    for at in (22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 6_000)
    return bytes(data)


def directory_elsewhere() -> bytes:
    data = zipped({"a.tif": TIFF})
    at = data.index(b"PK\x05\x06")
    return data[:at] + struct.pack("<4sIQI", b"PK\x06\x07", 0, 5, 1) + data[at:]


def swollen() -> bytes:
    data = bytearray(zipped({"a.tif": bytes(1 << 20)}))
    for at in (22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 60 << 20)
    return bytes(data)


def too_large_inside() -> bytes:
    data = bytearray(zipped({"a.tif": bytes(1_000)}))
    for at in (22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", MAX_FILE_BYTES + 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (encrypted, EncryptedFileError),
        (two_of_one_name, UnsafeContainerError),
        (overlapping, UnsafeContainerError),
        (two_sizes, UnsafeContainerError),
        (stored_size_lie, UnsafeContainerError),
        (linked, UnsafeContainerError),
        (directory_elsewhere, UnsafeContainerError),
        (lambda: zipped({"../a.tif": TIFF}), UnsafeContainerError),
        (lambda: zipped({"/etc/a.tif": TIFF}), UnsafeContainerError),
        (lambda: zipped({"C:\\a.tif": TIFF}), UnsafeContainerError),
        (lambda: zipped({"a/..\\..\\b.tif": TIFF}), UnsafeContainerError),
        (lambda: zipped({"a" * 2_000: TIFF}), UnsafeContainerError),
        (lambda: zipped({"a.tif": TIFF}, zipfile.ZIP_LZMA), ContainerError),
        (lambda: zipped({f"{n}.tif": b"" for n in range(MAX_FILES + 1)}), TooMuchInsideError),
        (lambda: zipped({f"{n}.tif": b"" for n in range(9_000)}), TooMuchInsideError),
        (swollen, TooMuchInsideError),
        (too_large_inside, TooMuchInsideError),
        (lambda: zipped({}), NothingInsideError),
        (lambda: zipped({"empty folder/": b""}), NothingInsideError),
        (lambda: zipped({"a.tif": TIFF})[:-10], DamagedFileError),
        (lambda: zipped({"a.tif": TIFF * 9}, zipfile.ZIP_STORED).replace(b"fax", b"fox", 1),
         DamagedFileError),
    ],
)  # fmt: skip
def test_a_zip_with_one_fault_is_refused_with_its_reason(
    make: Callable[[], bytes], error: type[FileError]
) -> None:
    assert type(refused(make(), error)) is error


_NAMES = st.text("abc/._ é", min_size=1, max_size=12).filter(
    lambda name: (
        not {".", ".."} & set(name.split("/"))
        and name.strip("/ ")
        and name[0] != "/"
        and name[-1] != "/"
    )
)
_FILES = st.dictionaries(_NAMES, st.binary(max_size=200), min_size=1, max_size=6)
_METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


def _person_s(files: dict[str, bytes]) -> dict[str, bytes]:
    return {
        name: data for name, data in files.items() if not PurePosixPath(name).name.startswith("._")
    }


@given(_FILES, _METHODS)
def test_whatever_is_packed_comes_out(files: dict[str, bytes], method: int) -> None:
    expected = _person_s(files)
    data = zipped(files, method)
    if expected:
        assert opened(data) == expected
    else:
        refused(data, NothingInsideError)


@given(_FILES, _METHODS, st.data())
def test_a_zip_with_any_byte_changed_gives_what_was_packed_or_is_refused(
    files: dict[str, bytes], method: int, data: st.DataObject
) -> None:
    changed = bytearray(zipped(files, method))
    at = data.draw(st.integers(4, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        found = list(members(ContainerKind.ZIP, bytes(changed), 0))
    except FileError:
        return
    # A name may have changed, or an entry become furniture; content never.
    assert {member.data for member in found} <= set(files.values())


@given(st.binary(max_size=400))
def test_bytes_that_only_begin_like_a_container_are_refused(noise: bytes) -> None:
    for start in (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"From: a\nTo: b\n"):
        try:
            kind = container_kind(start + noise)
            found = list(members(kind, start + noise, 0)) if kind else []
        except FileError:
            continue
        assert not found or kind is ContainerKind.EML
