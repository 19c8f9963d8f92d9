"""Programs that people fill documents with, and what each does to our content controls."""

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from docxtpl import DocxTemplate
from lxml import etree

from forms.answers import Answer, Answers
from forms.copies import CopyId
from forms.definition import Choice, Date, Field, Form, Signature, Text, Tick
from forms.docx.filling import template_language, template_values
from forms.docx.markup import NAMESPACES, Element, qualified, run, tag
from forms.docx.projection import docx_template

DOCUMENT = "word/document.xml"
W = {"w": NAMESPACES["w"], "w14": NAMESPACES["w14"]}
Edit = Callable[[Element], None]


def edited(data: bytes, edit: Edit) -> bytes:
    """Save a document anew after its text was edited."""
    parts = parts_of(data)
    root = etree.fromstring(parts[DOCUMENT])
    edit(root)
    parts[DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return package(parts)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def package(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return out.getvalue()


def by_docxtpl(form: Form, values: Answers, copy: CopyId) -> bytes:
    """Render the form's template with docxtpl alone, without our shortcuts."""
    template = DocxTemplate(io.BytesIO(docx_template(form)))
    template.render(template_values(form, values, copy), template_language(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def control(root: Element, key: str) -> Element:
    """Find a field's control by its tag."""
    found = root.xpath(f"//w:sdt[w:sdtPr/w:tag/@w:val='{key}']", namespaces=W)
    assert isinstance(found, list)
    return found[0]


def _as_shown(field: Field, answer: Answer) -> str:
    """Say an answer as a person at the keyboard does."""
    kind = field.kind
    if isinstance(kind, Date):
        return "/".join(reversed(str(answer).split("-")))
    if isinstance(kind, Choice):
        return next(option.label for option in kind.options if option.key == answer)
    return str(answer)


def _split_runs(text: str) -> list[Element]:
    """Break a text into several runs, as Word does around every correction."""
    middle = len(text) // 2
    return [run(part) for part in (text[:middle], text[middle:]) if part]


def _type_into(sdt: Element, field: Field, answer: Answer) -> None:
    for prompt in sdt.xpath("w:sdtPr/w:showingPlcHdr", namespaces=W):
        prompt.getparent().remove(prompt)
    content = sdt.find(qualified("w:sdtContent"))
    assert content is not None
    for child in list(content):
        content.remove(child)
    first, *others = _as_shown(field, answer).split("\n")
    content.extend(_split_runs(first))
    for line in others:
        content.extend([tag("w:r", tag("w:br")), *_split_runs(line)])


def _tick(sdt: Element, *, on: bool) -> None:
    state = sdt.find(f".//{qualified('w14:checked')}")
    sign = sdt.find(f".//{qualified('w:t')}")
    assert state is not None
    assert sign is not None
    state.set(qualified("w14:val"), "1" if on else "0")
    sign.text = "\u2612" if on else "\u2610"


def by_word(form: Form, values: Answers, issued: bytes) -> bytes:
    """Type answers into the controls of a blank form, leaving what Word leaves behind."""

    def edit(root: Element) -> None:
        for key, answer in values.items():
            field = form.field(key)
            if isinstance(field.kind, Tick):
                _tick(control(root, key), on=bool(answer))
            elif answer is not None:
                _type_into(control(root, key), field, answer)

    return edited(issued, edit)


def by_paragraphs(form: Form, values: Answers, issued: bytes) -> bytes:
    """As Word, but every line of a long text a paragraph of its own."""

    def edit(root: Element) -> None:
        for key, answer in values.items():
            kind = form.field(key).kind
            if isinstance(kind, Text) and kind.lines > 1 and answer:
                _into_paragraphs(control(root, key), str(answer))

    return edited(by_word(form, values, issued), edit)


def _into_paragraphs(sdt: Element, text: str) -> None:
    """Lift a control out of its paragraph, as Word does at the first Enter in rich text."""
    content, home = sdt.find(qualified("w:sdtContent")), sdt.getparent()
    assert content is not None
    assert home is not None
    for child in list(content):
        content.remove(child)
    content.extend(tag("w:p", run(line)) for line in text.split("\n"))
    home.addnext(sdt)


def by_libreoffice(documents: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Open documents in LibreOffice and save them again."""
    saved = folder / "saved"
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    sources = [folder / f"{name}.docx" for name in documents]
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        saved,
        *sources,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return {name: (saved / f"{name}.docx").read_bytes() for name in documents}


def without_controls(data: bytes) -> bytes:
    """Lose every control and bookmark but keep the words, as web editors do."""

    def edit(root: Element) -> None:
        for mark in root.xpath("//w:bookmarkStart | //w:bookmarkEnd", namespaces=W):
            mark.getparent().remove(mark)
        for sdt in root.xpath("//w:sdt", namespaces=W):
            content = sdt.find(qualified("w:sdtContent"))
            for child in list(content):
                sdt.addprevious(child)
            sdt.getparent().remove(sdt)

    return edited(data, edit)


def unsigned(form: Form) -> list[Field]:
    """Every field but the signatures."""
    return [field for field in form.fields() if not isinstance(field.kind, Signature)]
