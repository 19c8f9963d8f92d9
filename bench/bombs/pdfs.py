"""PDFs."""

import zlib

from bench.bombs.making import GIGABYTE, bomb, zeros


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


@bomb
def _pdf_whose_page_unpacks_to_a_gigabyte() -> bytes:
    content = _stream(zeros(GIGABYTE), b"/Filter/FlateDecode")
    return _pdf(_CATALOG, _PAGES, _page(), content)


@bomb
def _pdf_packed_ten_times_over() -> bytes:
    data = bytes(1 << 26)
    for _ in range(10):
        data = zlib.compress(data, 9)
    filters = b"/Filter[" + b"/FlateDecode" * 10 + b"]"
    return _pdf(_CATALOG, _PAGES, _page(), _stream(data, filters))


@bomb
def _pdf_whose_pages_go_round_in_a_ring() -> bytes:
    return _pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


@bomb
def _pdf_that_says_it_has_two_billion_pages() -> bytes:
    return _pdf(_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", _page(), _stream(b""))


@bomb
def _pdf_of_ten_thousand_pages() -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(10_000))
    pages = b"<</Type/Pages/Kids[%s]/Count 10000>>" % kids
    return _pdf(_CATALOG, pages, _page(), _stream(b""))


@bomb
def _pdf_page_of_a_square_mile() -> bytes:
    return _pdf(_CATALOG, _PAGES, _page(b"0 0 4500000 4500000"), _stream(b""))


@bomb
def _pdf_nested_a_hundred_thousand_deep() -> bytes:
    deep = b"[" * 100_000 + b"]" * 100_000
    return _pdf(b"<</Type/Catalog/Pages 2 0 R/Deep %s>>" % deep, _PAGES, _page(), _stream(b""))


@bomb
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


@bomb
def _pdf_form_that_draws_itself() -> bytes:
    form = _stream(
        b"/F Do /F Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
    )
    return _pdf(
        _CATALOG, _PAGES, _page(more=b"/Resources<</XObject<</F 5 0 R>>>>"), _stream(b"/F Do"), form
    )


@bomb
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


@bomb
def _pdf_of_ten_million_strokes() -> bytes:
    content = zlib.compress(b"1 1 m 590 840 l S\n" * 10_000_000, 9)
    return _pdf(_CATALOG, _PAGES, _page(), _stream(content, b"/Filter/FlateDecode"))


@bomb
def _pdf_of_a_million_letters() -> bytes:
    text = b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 200_000 + b"ET"
    page = _page(more=b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>")
    content = _stream(zlib.compress(text, 9), b"/Filter/FlateDecode")
    return _pdf(_CATALOG, _PAGES, page, content)


@bomb
def _pdf_whose_xref_points_at_itself() -> bytes:
    data = _pdf(_CATALOG, _PAGES, _page(), _stream(b""))
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


@bomb
def _pdf_whose_xref_is_huge() -> bytes:
    data = _pdf(_CATALOG, _PAGES, _page(), _stream(b""))
    return data.replace(b"xref\n0 5", b"xref\n0 2147483647").replace(
        b"/Size 5", b"/Size 2147483647"
    )


@bomb
def _pdf_of_a_million_objects_in_a_stream() -> bytes:
    head = b" ".join(b"%d 0" % n for n in range(10, 1_000_010))
    packed = _stream(
        zlib.compress(head + b" <<>>", 9),
        b"/Type/ObjStm/N 1000000/First %d/Filter/FlateDecode" % (len(head) + 1),
    )
    return _pdf(_CATALOG, _PAGES, _page(), _stream(b""), packed)


@bomb
def _pdf_that_runs_a_script() -> bytes:
    action = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while(1){})>>>>"
    return _pdf(action, _PAGES, _page(), _stream(b""))


@bomb
def _pdf_that_launches_a_program() -> bytes:
    action = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>"
    return _pdf(action, _PAGES, _page(), _stream(b""))
