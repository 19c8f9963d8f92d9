"""Names the files of a bundle: by ids, so that no name says who it is about."""

from collections.abc import Mapping
from typing import Any

from forms.copies import parse_copy_id
from service.downloads import original_name
from service.store.held import Held

APART = "check-first"
"""The folder of what must not be handed over as it is."""


def pages_of(held: Held) -> Mapping[int, str]:
    """Name the picture of each page that has one."""
    return {
        row["id"]: f"received/record-{row['record_id']}-document-{row['document_id']}"
        f"-page-{row['number']}.png"
        for row in held.rows["pages"]
        if row["evidence_sha256"]
    }


def originals_of(held: Held, shared: frozenset[int]) -> Mapping[int, str]:
    """Name the file that each document came as."""
    types = {row["sha256"]: row["media_type"] for row in held.rows["originals"]}
    return {row["id"]: _original(row, types, shared) for row in held.rows["documents"]}


def _original(row: Mapping[str, Any], types: Mapping[str, str], shared: frozenset[int]) -> str:
    folder = APART if row["id"] in shared else "originals"
    return f"{folder}/{original_name(row['id'], types[row['original_sha256']])}"


def copies_of(held: Held) -> Mapping[str, str]:
    """Name the print of each copy that went out."""
    return {
        row["copy_id"]: f"sent/{row['form_id']}-{parse_copy_id(row['copy_id'])}.pdf"
        for row in held.rows["issued_copies"]
    }
