"""The files of an evidence package: the original, its pages, each value's crop, and the chain."""

import json
from collections.abc import Iterator, Mapping

from forms.definition import Form
from service.crops import crop_png
from service.custody.chain import RecordEvidence, ValueEvidence
from service.custody.page import evidence_page
from service.custody.schemas import EvidenceSchema
from service.downloads import original_name
from service.originals import Originals

_READ_ME = """\
This package is the evidence for one record: one form that came back on paper or as a file.

evidence.html   for people: every value beside its picture, who or what accepted it, the history
evidence.json   the same for programs, with all details
original/       the file exactly as it came
pages/          its pages, turned upright
crops/          the place on the page that each value was read from
manifest.json   the SHA-256 of every file here

Check it with `throughcare export verify PACKAGE.zip`, or compare the SHA-256 of each file by any
program (such as sha256sum) with manifest.json.
"""


_Place = tuple[int | None, int | None]
"""A document and a page in it."""


def _pictures(evidence: RecordEvidence, originals: Originals) -> dict[_Place, bytes]:
    """Give the upright pages of a record."""
    return {
        (page.document_id, page.number): originals.read(page.picture_sha256)
        for page in evidence.pages
        if page.picture_sha256
    }


def _crops(evidence: RecordEvidence, pictures: Mapping[_Place, bytes]) -> dict[str, bytes]:
    return {value.key: crop for value in evidence.values if (crop := _crop(value, pictures))}


def _crop(value: ValueEvidence, pictures: Mapping[_Place, bytes]) -> bytes | None:
    box = value.reading.box if value.reading else None
    picture = pictures.get((value.document_id, value.page))
    return crop_png(picture, box) if box and picture else None


def package_files(
    evidence: RecordEvidence, form: Form, originals: Originals
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, always in the same order.

    Args:
        evidence: the chain.
        form: of the record.
        originals: the store of bytes.

    Raises:
        NotFoundError: the original or a picture is missing or damaged.
    """
    pictures = _pictures(evidence, originals)
    crops = _crops(evidence, pictures)
    yield "README.txt", _READ_ME.encode()
    yield "evidence.html", evidence_page(evidence, form, crops).encode()
    yield "evidence.json", evidence_json(evidence).encode()
    for origin in evidence.origins:
        name = original_name(origin.document_id, origin.media_type)
        yield f"original/{name}", originals.read(origin.sha256)
    for (document_id, number), picture in pictures.items():
        yield f"pages/document-{document_id}-page-{number}.png", picture
    for key, crop in sorted(crops.items()):
        yield f"crops/{key}.png", crop


def evidence_json(evidence: RecordEvidence) -> str:
    """Write the whole chain as JSON."""
    return json.dumps(EvidenceSchema().dump(evidence), ensure_ascii=False, indent=1, sort_keys=True)
