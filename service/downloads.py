"""Hands out files: always as a download, named by ids, never shown inside our own pages."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import BinaryIO

from flask import Response, request
from werkzeug.wsgi import wrap_file

_SUFFIXES = {
    "application/pdf": "pdf",
    "application/zip": "docx",
    "image/tiff": "tif",
    "image/png": "png",
    "image/jpeg": "jpg",
}

ORIGINAL_TYPES = (
    *_SUFFIXES,
    *("image/heic", "application/x-ole-storage", "application/octet-stream"),
)
"""All that an original may be of (service.originals)."""


def original_name(document_id: int, media_type: str) -> str:
    """Name an original by its document: the sender's name for it may say too much."""
    return f"document-{document_id}.{_SUFFIXES.get(media_type, 'bin')}"


def download(content: bytes, media_type: str, file_name: str) -> Response:
    """Answer with a file to be saved; a stranger's file gets no rights in the browser."""
    return Response(content, mimetype=media_type, headers=_headers(file_name))


def download_written(
    write: Callable[[BinaryIO], object], media_type: str, file_name: str
) -> Response:
    """Answer with what is written into a file of its own, so that memory never holds it whole."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(file)
        file.seek(0)
        content, headers = wrap_file(request.environ, file), _headers(file_name)
        response = Response(content, mimetype=media_type, headers=headers, direct_passthrough=True)
        response.call_on_close(stack.pop_all().close)
    return response


def download_stored(file: BinaryIO, media_type: str, file_name: str) -> Response:
    """Answer with a file out of a store, a piece at a time; it is closed afterwards."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    content, headers = wrap_file(request.environ, file), _headers(file_name)
    headers["Content-Length"] = str(size)
    response = Response(content, mimetype=media_type, headers=headers, direct_passthrough=True)
    response.call_on_close(file.close)
    return response


def _headers(file_name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{file_name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }
