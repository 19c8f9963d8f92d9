"""Finds what in a stranger's DOCX would act or be fetched in a word processor: nothing here is."""

from forms.docx.package import read_parts
from forms.docx.story import parse_xml
from forms.returned import Note

_MACROS = ("vbaProject.bin", "vbaData.xml")
_OBJECTS = "word/embeddings/"
_RELATIONSHIPS = "word/_rels/settings.xml.rels"
_TEMPLATE = "/attachedTemplate"
_FAR = ("http:", "https:", "ftp:")
"""Templates on a share of the agency's own are ordinary; those on the internet are not."""


def docx_hazards(data: bytes) -> frozenset[Note]:
    """Tell what a document carries beside its text.

    Raises:
        DamagedFileError, EncryptedFileError: see `forms.docx.package.read_parts`.
    """
    parts = read_parts(data)
    notes = set()
    if any(name.endswith(_MACROS) for name in parts) or _has_far_template(parts):
        notes.add(Note.ACTIVE)
    if any(name.startswith(_OBJECTS) for name in parts):
        notes.add(Note.FILES_INSIDE)
    return frozenset(notes)


def _has_far_template(parts: dict[str, bytes]) -> bool:
    relationships = parts.get(_RELATIONSHIPS)
    if relationships is None:
        return False
    return any(
        str(one.get("Type")).endswith(_TEMPLATE)
        and str(one.get("Target")).strip().lower().startswith(_FAR)
        for one in parse_xml(relationships).iter("{*}Relationship")
    )
