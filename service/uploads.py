"""Takes uploaded files out of a request."""

from typing import BinaryIO

from flask import Request

from service.errors import BadRequestError
from service.usecases.take_in import SentFile

TABLE_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
"""How the description of the API says that a table is sent."""


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
