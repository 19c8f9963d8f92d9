"""Hands out files: always as a download, named by ids, never shown inside our own pages."""

from flask import Response

_SUFFIXES = {
    "application/pdf": "pdf",
    "application/zip": "docx",
    "image/tiff": "tif",
    "image/png": "png",
    "image/jpeg": "jpg",
}


def original_name(document_id: int, media_type: str) -> str:
    """Name an original by its document: the sender's name for it may say too much."""
    return f"document-{document_id}.{_SUFFIXES.get(media_type, 'bin')}"


def download(content: bytes, media_type: str, file_name: str) -> Response:
    """Answer with a file to be saved; a stranger's file gets no rights in the browser."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, mimetype=media_type, headers=headers)
