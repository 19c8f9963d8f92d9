"""ZIPs, and documents that are ZIPs."""

import io
import struct
import zipfile

from bench.bombs.making import bomb
from bench.good_files import good_files, zip_of


@bomb
def _zip_of_a_gigabyte_of_nothing() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("scan.tif", "w", force_zip64=True) as file,
    ):
        for _ in range(1024):
            file.write(bytes(1 << 20))
    return out.getvalue()


@bomb
def _zip_in_zip_in_zip_in_zip_in_zip() -> bytes:
    data = good_files()["fax.tif"]
    for depth in range(5):
        data = zip_of({f"level-{depth}.zip" if depth else "fax.tif": data})
    return data


@bomb
def _zip_of_ten_thousand_files() -> bytes:
    return zip_of({f"{number}.tif": b"II*\x00" for number in range(10_000)}, zipfile.ZIP_STORED)


@bomb
def _zip_with_overlapping_files() -> bytes:
    """Two entries in the directory that unpack the same bytes, as in Fifield's bomb (2019)."""
    data = zip_of({"a.tif": bytes(1 << 20)})
    start = data.rindex(b"PK\x01\x02")
    entry = data[start : data.rindex(b"PK\x05\x06")]
    directory = b"".join(entry.replace(b"a.tif", b"%05d" % n) for n in range(500))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 500, 500, len(directory), start, 0)
    return data[:start] + directory + end


@bomb
def _zip_that_says_it_holds_little() -> bytes:
    data = bytearray(zip_of({"scan.tif": bytes(64 << 20)}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + at
        data[place : place + 4] = struct.pack("<I", 1000)
    return bytes(data)


@bomb
def _zip_that_climbs_out() -> bytes:
    return zip_of({"../../../etc/cron.d/form.tif": good_files()["fax.tif"]})


@bomb
def _zip_with_two_files_of_one_name() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.tif", b"II*\x00")
        package.writestr("b.tif", b"MM\x00*")
    return out.getvalue().replace(b"b.tif", b"a.tif")


@bomb
def _zip_with_a_link() -> bytes:
    out = io.BytesIO()
    entry = zipfile.ZipInfo("scan.tif")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(entry, "/etc/passwd")
    return out.getvalue()


@bomb
def _docx_of_a_billion_laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
    )
    xml = f"<?xml version='1.0'?><!DOCTYPE w [{entities}]><w>&l11;</w>"
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


@bomb
def _docx_that_fetches_a_file() -> bytes:
    xml = b'<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]><w>&f;</w>'
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


@bomb
def _docx_a_hundred_thousand_deep() -> bytes:
    xml = b"<w>" * 100_000 + b"</w>" * 100_000
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


@bomb
def _docx_that_unpacks_to_a_gigabyte() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        with package.open("word/document.xml", "w", force_zip64=True) as file:
            for _ in range(1024):
                file.write(b" " * (1 << 20))
    return out.getvalue()
