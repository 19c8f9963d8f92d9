"""Files made to harm their reader, small outside and endless inside; each named after its trick."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from bench.good_files import good_files, letter_with, zip_of

_GIGABYTE = 1 << 30
_BOMBS: list[Callable[[], bytes]] = []


def _bomb(make: Callable[[], bytes]) -> Callable[[], bytes]:
    _BOMBS.append(make)
    return make


def bombs() -> dict[str, bytes]:
    """Make one of each kind."""
    return {f"bomb-{make.__name__.strip('_')}": make() for make in _BOMBS}


# ZIPs ---------------------------------------------------------------------------------------------


def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


@_bomb
def _zip_of_a_gigabyte_of_nothing() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("scan.tif", "w", force_zip64=True) as file,
    ):
        for _ in range(1024):
            file.write(bytes(1 << 20))
    return out.getvalue()


@_bomb
def _zip_in_zip_in_zip_in_zip_in_zip() -> bytes:
    data = good_files()["fax.tif"]
    for depth in range(5):
        data = zip_of({f"level-{depth}.zip" if depth else "fax.tif": data})
    return data


@_bomb
def _zip_of_ten_thousand_files() -> bytes:
    return zip_of({f"{number}.tif": b"II*\x00" for number in range(10_000)}, zipfile.ZIP_STORED)


@_bomb
def _zip_with_overlapping_files() -> bytes:
    """Two entries in the directory that unpack the same bytes, as in Fifield's bomb (2019)."""
    data = zip_of({"a.tif": bytes(1 << 20)})
    start = data.rindex(b"PK\x01\x02")
    entry = data[start : data.rindex(b"PK\x05\x06")]
    directory = b"".join(entry.replace(b"a.tif", b"%05d" % n) for n in range(500))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 500, 500, len(directory), start, 0)
    return data[:start] + directory + end


@_bomb
def _zip_that_says_it_holds_little() -> bytes:
    data = bytearray(zip_of({"scan.tif": bytes(64 << 20)}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + at
        data[place : place + 4] = struct.pack("<I", 1000)
    return bytes(data)


@_bomb
def _zip_that_climbs_out() -> bytes:
    return zip_of({"../../../etc/cron.d/form.tif": good_files()["fax.tif"]})


@_bomb
def _zip_with_two_files_of_one_name() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.tif", b"II*\x00")
        package.writestr("b.tif", b"MM\x00*")
    return out.getvalue().replace(b"b.tif", b"a.tif")


@_bomb
def _zip_with_a_link() -> bytes:
    out = io.BytesIO()
    entry = zipfile.ZipInfo("scan.tif")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(entry, "/etc/passwd")
    return out.getvalue()


@_bomb
def _docx_of_a_billion_laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
    )
    xml = f"<?xml version='1.0'?><!DOCTYPE w [{entities}]><w>&l11;</w>"
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


@_bomb
def _docx_that_fetches_a_file() -> bytes:
    xml = b'<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]><w>&f;</w>'
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


@_bomb
def _docx_a_hundred_thousand_deep() -> bytes:
    xml = b"<w>" * 100_000 + b"</w>" * 100_000
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


@_bomb
def _docx_that_unpacks_to_a_gigabyte() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        with package.open("word/document.xml", "w", force_zip64=True) as file:
            for _ in range(1024):
                file.write(b" " * (1 << 20))
    return out.getvalue()


# Letters ------------------------------------------------------------------------------------------


@_bomb
def _letter_in_letter_in_letter_in_letter_in_letter() -> bytes:
    data = good_files()["fax.tif"]
    for _ in range(5):
        data = letter_with("letter.eml", data)
    return data


@_bomb
def _letter_of_ten_thousand_parts_in_parts() -> bytes:
    head = b"From: a@b.example\nTo: c@d.example\nDate: Mon, 15 Jun 2009 10:00:00 +0100\n"
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(10_000)
    )
    return head + parts


@_bomb
def _letter_of_a_million_headers() -> bytes:
    return b"From: a@b.example\nTo: c@d.example\n" + b"X: y\n" * 1_000_000 + b"\nHello\n"


@_bomb
def _letter_of_ten_thousand_attachments() -> bytes:
    part = b'--x\nContent-Type: image/tiff; name="a.tif"\nContent-Disposition: attachment\n\nII\n'
    head = b'From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary="x"\n\n'
    return head + part * 10_000 + b"--x--\n"


@_bomb
def _letter_with_an_endless_name() -> bytes:
    name = b"".join(b" filename*%d=%s;" % (n, b"a" * 60) for n in range(20_000))
    head = b"From: a@b.example\nTo: c@d.example\nContent-Type: application/pdf;\n"
    return head + b"Content-Disposition: attachment;" + name + b"\n\n%PDF-\n"


# PDFs ---------------------------------------------------------------------------------------------


def _pdf(*objects: bytes, root: int = 1) -> bytes:
    """Write a PDF of objects numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(objects) + 1, root)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


_CATALOG, _PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def _page(box: bytes = b"0 0 595 842", more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, more)


@_bomb
def _pdf_whose_page_unpacks_to_a_gigabyte() -> bytes:
    content = _stream(_zeros(_GIGABYTE), b"/Filter/FlateDecode")
    return _pdf(_CATALOG, _PAGES, _page(), content)


@_bomb
def _pdf_packed_ten_times_over() -> bytes:
    data = bytes(1 << 26)
    for _ in range(10):
        data = zlib.compress(data, 9)
    filters = b"/Filter[" + b"/FlateDecode" * 10 + b"]"
    return _pdf(_CATALOG, _PAGES, _page(), _stream(data, filters))


@_bomb
def _pdf_whose_pages_go_round_in_a_ring() -> bytes:
    return _pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


@_bomb
def _pdf_that_says_it_has_two_billion_pages() -> bytes:
    return _pdf(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", _page(), _stream(b""))


@_bomb
def _pdf_of_ten_thousand_pages() -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(10_000))
    pages = b"<</Type/Pages/Kids[%s]/Count 10000>>" % kids
    return _pdf(_CATALOG, pages, _page(), _stream(b""))


@_bomb
def _pdf_page_of_a_square_mile() -> bytes:
    return _pdf(_CATALOG, _PAGES, _page(b"0 0 4500000 4500000"), _stream(b""))


@_bomb
def _pdf_nested_a_hundred_thousand_deep() -> bytes:
    deep = b"[" * 100_000 + b"]" * 100_000
    return _pdf(b"<</Type/Catalog/Pages 2 0 R/Deep %s>>" % deep, _PAGES, _page(), _stream(b""))


@_bomb
def _pdf_with_a_picture_of_a_gigapixel() -> bytes:
    picture = _stream(
        zlib.compress(bytes(1 << 20)),
        b"/Type/XObject/Subtype/Image/Width 40000/Height 40000/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/FlateDecode",
    )
    resources = b"/Resources<</XObject<</I 5 0 R>>>>"
    return _pdf(
        _CATALOG, _PAGES, _page(more=resources), _stream(b"595 0 0 842 0 0 cm /I Do"), picture
    )


@_bomb
def _pdf_form_that_draws_itself() -> bytes:
    form = _stream(
        b"/F Do /F Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
    )
    return _pdf(
        _CATALOG, _PAGES, _page(more=b"/Resources<</XObject<</F 5 0 R>>>>"), _stream(b"/F Do"), form
    )


@_bomb
def _pdf_whose_drawings_double_thirty_times() -> bytes:
    forms = [
        _stream(
            b"/F Do /F Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>"
            % (number + 1),
        )
        for number in range(5, 35)
    ]
    last = _stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    page = _page(more=b"/Resources<</XObject<</F 5 0 R>>>>")
    return _pdf(_CATALOG, _PAGES, page, _stream(b"/F Do"), *forms, last)


@_bomb
def _pdf_of_ten_million_strokes() -> bytes:
    content = zlib.compress(b"1 1 m 590 840 l S\n" * 10_000_000, 9)
    return _pdf(_CATALOG, _PAGES, _page(), _stream(content, b"/Filter/FlateDecode"))


@_bomb
def _pdf_of_a_million_letters() -> bytes:
    text = b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 200_000 + b"ET"
    page = _page(more=b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>")
    content = _stream(zlib.compress(text, 9), b"/Filter/FlateDecode")
    return _pdf(_CATALOG, _PAGES, page, content)


@_bomb
def _pdf_whose_xref_points_at_itself() -> bytes:
    data = _pdf(_CATALOG, _PAGES, _page(), _stream(b""))
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


@_bomb
def _pdf_whose_xref_is_huge() -> bytes:
    data = _pdf(_CATALOG, _PAGES, _page(), _stream(b""))
    return data.replace(b"xref\n0 5", b"xref\n0 2147483647").replace(
        b"/Size 5", b"/Size 2147483647"
    )


@_bomb
def _pdf_of_a_million_objects_in_a_stream() -> bytes:
    head = b" ".join(b"%d 0" % n for n in range(10, 1_000_010))
    packed = _stream(
        zlib.compress(head + b" <<>>", 9),
        b"/Type/ObjStm/N 1000000/First %d/Filter/FlateDecode" % (len(head) + 1),
    )
    return _pdf(_CATALOG, _PAGES, _page(), _stream(b""), packed)


@_bomb
def _pdf_that_runs_a_script() -> bytes:
    action = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while(1){})>>>>"
    return _pdf(action, _PAGES, _page(), _stream(b""))


@_bomb
def _pdf_that_launches_a_program() -> bytes:
    action = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>"
    return _pdf(action, _PAGES, _page(), _stream(b""))


# Pictures -----------------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(bytes(1 << 20), 9))
    return b"".join([b"\x89PNG\r\n\x1a\n", head, *more, body, _chunk(b"IEND", b"")])


@_bomb
def _png_of_four_gigapixels() -> bytes:
    return _png(65_535, 65_535)


@_bomb
def _png_with_a_gigabyte_of_text() -> bytes:
    return _png(600, 800, _chunk(b"zTXt", b"Comment\x00\x00" + _zeros(_GIGABYTE)))


@_bomb
def _png_with_a_gigabyte_of_colour_profile() -> bytes:
    return _png(600, 800, _chunk(b"iCCP", b"icc\x00\x00" + _zeros(_GIGABYTE)))


@_bomb
def _jpeg_of_three_thousand_passes() -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (1_500, 1_500)).astype(np.uint8)
    Image.fromarray(noise).resize((6_000, 6_000)).save(out, "JPEG", progressive=True, quality=10)
    data = out.getvalue()
    start = data.rindex(b"\xff\xda")
    last = data[start:-2]
    return data[:start] + last[:200] * 3_000 + b"\xff\xd9"


@_bomb
def _jpeg_that_says_it_is_huge() -> bytes:
    out = io.BytesIO()
    Image.new("L", (64, 64)).save(out, "JPEG")
    data = bytearray(out.getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = b"\xff\xdc\xff\xdc"
    return bytes(data)


def _ifd(tags: dict[int, tuple[int, int]], following: int) -> bytes:
    rows = b"".join(
        struct.pack("<HHII", tag, *kind_value[:1], 1, kind_value[1])
        for tag, kind_value in sorted(tags.items())
    )
    return struct.pack("<H", len(tags)) + rows + struct.pack("<I", following)


def _tiff_pages(count: int, *, ring: bool = False) -> bytes:
    tags = {256: (4, 64), 257: (4, 64), 258: (3, 8), 259: (3, 1), 262: (3, 1), 273: (4, 8)}
    tags |= {277: (3, 1), 278: (4, 64), 279: (4, 4096)}
    size, first = len(_ifd(tags, 0)), 8 + 4096
    pages = b"".join(
        _ifd(tags, first + size * (n + 1) if n + 1 < count else (first if ring else 0))
        for n in range(count)
    )
    return b"II*\x00" + struct.pack("<I", first) + bytes(4096) + pages


@_bomb
def _tiff_of_ten_thousand_pages() -> bytes:
    return _tiff_pages(10_000)


@_bomb
def _tiff_whose_pages_go_round_in_a_ring() -> bytes:
    return _tiff_pages(3, ring=True)


@_bomb
def _tiff_whose_page_is_its_own_next() -> bytes:
    return _tiff_pages(1, ring=True)


@_bomb
def _tiff_that_unpacks_to_a_gigabyte() -> bytes:
    data = _zeros(_GIGABYTE)
    tags = {256: (4, 32_768), 257: (4, 32_768), 258: (3, 8), 259: (3, 8), 262: (3, 1), 273: (4, 8)}
    tags |= {277: (3, 1), 278: (4, 32_768), 279: (4, len(data))}
    return b"II*\x00" + struct.pack("<I", 8 + len(data)) + data + _ifd(tags, 0)


@_bomb
def _tiff_whose_tag_counts_four_billion() -> bytes:
    data = bytearray(_tiff_pages(1))
    at = 8 + 4096 + 2 + 5 * 12 + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


@_bomb
def _heic_that_says_it_is_huge() -> bytes:
    data = good_files()["photo.heic"]
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 60_000, 60_000) + data[at + 8 :]


@_bomb
def _heic_cut_in_its_index() -> bytes:
    return good_files()["photo.heic"][:200]


@_bomb
def _text_that_is_only_zeros() -> bytes:
    return bytes(1 << 24)
