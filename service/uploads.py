"""Takes uploaded files out of a request."""

from flask import Request

from service.usecases.take_in import SentFile


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
