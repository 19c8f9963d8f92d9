"""Takes uploaded files out of a request."""

from typing import Any, BinaryIO

from flask import Request

from service.errors import BadRequestError
from service.usecases.take_in import SentFile

_FILE = {"type": "string", "format": "binary"}


def _upload_doc(part: str, content: dict[str, Any]) -> dict[str, Any]:
    """Say in the description of the API which part of a form is uploaded, and what it holds."""
    schema = {"type": "object", "required": [part], "properties": {part: content}}
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


TABLE_UPLOAD = _upload_doc("file", _FILE)
FILES_UPLOAD = _upload_doc("files", {"type": "array", "items": _FILE, "minItems": 1})


def sent_files(asked: Request, *names: str) -> list[SentFile]:
    """Give the files of the named parts; a part with no file chosen counts for nothing.

    They are streams over what werkzeug has spooled to the disk: none is held in memory.
    """
    return [
        SentFile(upload.filename or "", upload.stream)
        for name in names
        for upload in asked.files.getlist(name)
        if upload.filename
    ]


def sent_table(asked: Request) -> BinaryIO:
    """Give the one file of the part `file`.

    Raises:
        BadRequestError: no file was chosen.
    """
    upload = asked.files.get("file")
    if upload is None or not upload.filename:
        raise BadRequestError("no file was sent", {"file": "Choose a CSV file."})
    return upload.stream  # type: ignore[return-value]  # werkzeug says IO[bytes]
