"""Reads a document that came back: which form it is, and what stands in each of its fields.

Three ways, the next where one fails: content controls, the bookmarks around them, printed labels.
"""

from collections.abc import Mapping, Sequence
from typing import assert_never

from forms.definition import Choice, Comb, Date, Field, Form, Signature, Text, Tick, Time
from forms.docx.controls import TICKED, prompt
from forms.docx.controls_read import find_bookmarks, find_controls
from forms.docx.labels_read import DocRow, plain, read_by_labels, rows_of
from forms.docx.markup import Element
from forms.docx.package import CUSTOM_PROPERTIES, read_parts
from forms.docx.story import Slot, parse_xml, story_roots
from forms.errors import DamagedFileError
from forms.identity import Claim, agreed_copy, claim_in_foot, claimed_form, form_with_fields
from forms.registry import Catalogue
from forms.returned import Note, ReturnedForm, WrittenAnswer
from forms.written import clean_text

_WORD_PROMPTS = ("click or tap", "click here to", "choose an item")
"""What Word shows in a control that was emptied."""


def _properties(data: bytes) -> Mapping[str, str]:
    part = read_parts(data, suffix="docProps/custom.xml").get("docProps/custom.xml")
    if part is None:
        return {}
    items = parse_xml(part).iter("{*}property")
    return {str(i.get("name")): "".join(map(str, i.itertext())).strip() for i in items}


def _claim(data: bytes, rows: Sequence[DocRow]) -> Claim | None:
    said = _properties(data)
    form, version, copy = (said.get(name) for name in CUSTOM_PROPERTIES)
    if form:
        return Claim(form=form, version=version, copy=copy)
    lines = (text for row in rows for cell in row for text in cell)
    return next((claim for text in lines if (claim := claim_in_foot(text))), None)


def _titled(rows: Sequence[DocRow], catalogue: Catalogue) -> Form | None:
    """Find the form whose title stands in the document."""
    lines = {plain(text) for row in rows for cell in row for text in cell}
    titled = [form for form in catalogue if plain(form.title) in lines]
    return titled[-1] if titled else None


def _is_prompt(field: Field, text: str) -> bool:
    shown = clean_text(text).casefold()
    return shown == clean_text(prompt(field.kind)).casefold() or shown.startswith(_WORD_PROMPTS)


def _tick(slot: Slot) -> str:
    """Give the sign of a check box; a box that was typed over by the sign typed."""
    if slot.ticked is None:
        return slot.text
    return "x" if slot.ticked else ""


def _written(field: Field, slot: Slot) -> WrittenAnswer:
    match field.kind:
        case Tick():
            return WrittenAnswer(text=_tick(slot))
        case Signature():
            text = "" if slot.prompting or _is_prompt(field, slot.text) else slot.text
            return WrittenAnswer(text=TICKED if slot.picture else text)
        case Text() | Comb() | Date() | Time() | Choice():
            blank = _is_prompt(field, slot.text)
            doubtful = slot.prompting and not blank and bool(slot.text)
            return WrittenAnswer(text="" if blank else slot.text, certain=not doubtful)
        case _:
            assert_never(field.kind)


def _one_of(field: Field, slots: Sequence[Slot]) -> WrittenAnswer:
    """Give the answer where one field has several places: the same in all, or a doubt."""
    answers = [_written(field, slot) for slot in slots]
    said = {answer.text: answer for answer in answers if answer.text}
    if not said:
        return answers[0]
    first, *others = said.values()
    return first if not others else WrittenAnswer(text=first.text, certain=False)


def _from_label(field: Field, text: str, *, certain: bool) -> WrittenAnswer:
    return WrittenAnswer(text="" if _is_prompt(field, text) else text, certain=certain)


def _answers(
    form: Form,
    controls: Mapping[str, Sequence[Slot]],
    roots: Sequence[Element],
    rows: Sequence[DocRow],
) -> dict[str, WrittenAnswer]:
    fields = {field.key: field for field in form.fields()}
    marked = find_bookmarks(roots, [key for key in fields if key not in controls])
    labelled = read_by_labels(rows, form)
    answers: dict[str, WrittenAnswer] = {}
    for key, field in fields.items():
        slots = controls.get(key) or marked.get(key)
        if slots:
            answers[key] = _one_of(field, slots)
        if key in labelled and not (key in answers and answers[key].text):
            # Typed beside an empty control: very likely the answer, but a person looks.
            beside = _from_label(field, labelled[key], certain=key not in controls)
            answers[key] = beside if beside.text or key not in answers else answers[key]
    return answers


def read_docx(data: bytes, catalogue: Catalogue) -> ReturnedForm | None:
    """Read a returned document.

    Returns:
        The form and its answers; None where the document is none of our forms.

    Raises:
        DamagedFileError: broken, or larger inside than a form can be.
        EncryptedFileError: needs a password.
        UnknownFormError: it says that it is a form or version that is not in the catalogue.
    """
    try:
        roots = story_roots(data)
        rows = rows_of(roots)
        claim, controls = _claim(data, rows), find_controls(roots)
    except RecursionError as error:
        raise DamagedFileError("the document is nested deeper than a form can be") from error
    form = claimed_form(claim, catalogue) if claim else form_with_fields(controls, catalogue)
    form = form or _titled(rows, catalogue)
    if form is None:
        return None
    copy, unclear = agreed_copy([claim] if claim else [], form)
    notes = frozenset({Note.COPY_UNCLEAR} if unclear else ())
    return ReturnedForm(
        form=form, copy=copy, answers=_answers(form, controls, roots, rows), notes=notes
    )
