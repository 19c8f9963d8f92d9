"""Letters."""

from bench.bombs.making import bomb
from bench.good_files import good_files, letter_with


@bomb
def _letter_in_letter_in_letter_in_letter_in_letter() -> bytes:
    data = good_files()["fax.tif"]
    for _ in range(5):
        data = letter_with("letter.eml", data)
    return data


@bomb
def _letter_of_ten_thousand_parts_in_parts() -> bytes:
    head = b"From: a@b.example\nTo: c@d.example\nDate: Mon, 15 Jun 2009 10:00:00 +0100\n"
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(10_000)
    )
    return head + parts


@bomb
def _letter_of_a_million_headers() -> bytes:
    return b"From: a@b.example\nTo: c@d.example\n" + b"X: y\n" * 1_000_000 + b"\nHello\n"


@bomb
def _letter_of_ten_thousand_attachments() -> bytes:
    part = b'--x\nContent-Type: image/tiff; name="a.tif"\nContent-Disposition: attachment\n\nII\n'
    head = b'From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary="x"\n\n'
    return head + part * 10_000 + b"--x--\n"


@bomb
def _letter_with_an_endless_name() -> bytes:
    name = b"".join(b" filename*%d=%s;" % (n, b"a" * 60) for n in range(20_000))
    head = b"From: a@b.example\nTo: c@d.example\nContent-Type: application/pdf;\n"
    return head + b"Content-Disposition: attachment;" + name + b"\n\n%PDF-\n"
