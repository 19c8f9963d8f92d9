"""Attacks by files that are sent in: too large, disguised, to be opened by somebody else."""

import io

from tests.attacks.attack import Attack, idle, replaced, with_config
from tests.attacks.target import Target
from tests.service.visitor import Visitor

_PAGE = b"<html><script>alert(1)</script></html>"


def _sent(visitor: Visitor, name: str, content: bytes) -> int:
    return visitor.post("/send-in", files=(io.BytesIO(content), name)).status_code


def _send_too_much(target: Target) -> bool:
    visitor = target.signed_in("wendy")
    parts = [f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{visitor.token()}']
    parts += ['--x\r\nContent-Disposition: form-data; name="files"; filename="a.tif"\r\n\r\n']
    body = "\r\n".join(parts).encode() + bytes(3 << 20) + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return visitor.client.post("/send-in", data=body, content_type=kind).status_code != 413


def _taken(target: Target, name: str = "fax.png") -> tuple[str, str]:
    visitor = target.signed_in("wendy")
    _sent(visitor, name, _PAGE)
    headers = visitor.get("/documents/2/original").headers
    return headers["Content-Type"], headers.get("Content-Disposition", "")


def _call_a_page_a_picture(target: Target) -> bool:
    return _taken(target)[0].startswith(("text/html", "image/"))


def _have_it_shown(target: Target) -> bool:
    return not _taken(target)[1].startswith("attachment")


def _name_it_as_a_program(target: Target) -> bool:
    return "evil" in _taken(target, "evil.exe")[1]


def _by_its_name(document_id: int, media_type: str) -> str:
    del document_id, media_type
    return "evil.exe"


def _shown(file_name: str) -> dict[str, str]:
    del file_name
    return {}


ATTACKS = (
    Attack(
        number="V5.2.1",
        title="send in a file that fills memory and disk",
        defence="the limit on what is taken in at once",
        succeeds=_send_too_much,
        remove=with_config(MAX_CONTENT_LENGTH=None),
    ),
    Attack(
        number="V5.2.2",
        title="send a page with a script in it and call it a picture",
        defence="the type follows from the content, never from the sender",
        succeeds=_call_a_page_a_picture,
        remove=idle("service.originals.media_type_of", "text/html"),
    ),
    Attack(
        number="V3.2.1",
        title="have somebody open a stranger's file within our own pages",
        defence="originals are saved, never shown",
        succeeds=_have_it_shown,
        remove=replaced("service.downloads._headers", _shown),
    ),
    Attack(
        number="V5.4.1",
        title="have somebody save a file under a name that starts a program",
        defence="files are named by their numbers",
        succeeds=_name_it_as_a_program,
        remove=replaced("service.web.documents.original_name", _by_its_name),
    ),
)
