"""Issued means frozen: what a form version asks, and where, as one number that must not change.

Paper comes back months later and is read by the version it names, so a changed question or a moved
box needs a new version. forms/issued.toml holds the fingerprint of each version that was issued.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any

from forms.definition import Field, Form, Section
from forms.pdf.template import pdf_template
from forms.zones import Zone


def _question(field: Field) -> list[Any]:
    kind = {"kind": type(field.kind).__name__, **asdict(field.kind)}
    return [field.key, field.number, field.label, kind, field.detail_of]


def _section(section: Section) -> list[Any]:
    table = asdict(section.table) if section.table else None
    questions = [_question(field) for field in section.fields]
    return [section.title, section.paragraphs, section.points, table, questions]


def _zone(zone: Zone) -> list[Any]:
    """Give a zone to a tenth of a millimetre: finer than any fax."""
    edges = (zone.box.left, zone.box.top, zone.box.right, zone.box.bottom)
    return [zone.key, zone.option, zone.page, [round(edge * 10) for edge in edges]]


def fingerprint(form: Form) -> str:
    """Give the SHA-256 over what the form asks and where its answers stand."""
    asked = [
        [form.id, form.version, form.code, form.title, form.note],
        [_section(section) for section in form.sections],
        [_zone(zone) for zone in pdf_template(form).zones],
    ]
    if form.adopted:
        asked.append([hashlib.sha256(form.adopted.print_pdf).hexdigest()])
        asked.append([[page.scale, page.left, page.top] for page in form.adopted.pages])
    written = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


@cache
def issued_fingerprints() -> dict[tuple[str, str], str]:
    """Load the fingerprints of all issued versions, by form id and version."""
    source = (resources.files("forms") / "issued.toml").read_text(encoding="utf-8")
    return dict(_issued(tomllib.loads(source)))


def _issued(table: dict[str, dict[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    for form_id, versions in table.items():
        for version, digest in versions.items():
            yield (form_id, version), digest


def is_unchanged(form: Form) -> bool:
    """Tell whether the form is as it was when its version was issued."""
    return issued_fingerprints().get((form.id, form.version)) == fingerprint(form)
