"""Writes a definition as the TOML text that a person may then better."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from forms import definition as d
from forms.adoption.questions import Question


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else " " for char in escaped) + '"'


def _kind(kind: d.FieldKind) -> Iterator[str]:
    match kind:
        case d.Text():
            yield f'kind = "text"\nmax_length = {kind.max_length}'
            if kind.lines > 1:
                yield f"lines = {kind.lines}"
            yield f'style = "{kind.style}"'
        case d.Comb():
            yield f'kind = "comb"\nlength = {kind.length}'
            if kind.pattern:
                yield f"pattern = {_text(kind.pattern)}"
        case d.Choice():
            options = ", ".join(f"{o.key} = {_text(o.label)}" for o in kind.options)
            yield f'kind = "choice"\noptions = {{ {options} }}'
        case d.Date() | d.Time() | d.Tick() | d.Signature():
            yield f'kind = "{type(kind).__name__.lower()}"'
        case _:
            assert_never(kind)


def _place(place: d.Place) -> Iterator[str]:
    box = place.box
    edges = ", ".join(f"{edge:.2f}" for edge in (box.left, box.top, box.right, box.bottom))
    yield f"\n[[section.field.place]]\npage = {place.page}\nbox = [{edges}]"
    if place.option is not None:
        yield f"option = {_text(place.option)}"
    if place.cells:
        yield f"cells = {place.cells}"


def _field(question: Question) -> Iterator[str]:
    asked = question.asked
    yield f"\n# Their field: {question.name}"
    yield f"[[section.field]]\nkey = {_text(asked.key)}\nlabel = {_text(asked.label)}"
    yield from _kind(asked.kind)
    if asked.help != asked.label:
        yield f"help = {_text(asked.help)}"
    if use := asked.reference:
        pair = f", pairs_with = {_text(use.pairs_with)}" if use.pairs_with else ""
        yield f"reference = {{ list = {_text(use.list_name)}, part = {_text(use.part)}{pair} }}"
    if asked.by_hand:
        yield "by_hand = true"
    for place in asked.places:
        yield from _place(place)


def _adopted(file: str, digest: str, pages: Iterable[d.AdoptedPage]) -> Iterator[str]:
    yield f"\n[adopted]\nfile = {_text(file)}\nsha256 = {_text(digest)}"
    for page in pages:
        yield f"\n[[adopted.page]]\nscale = {page.scale}\nleft = {page.left}\ntop = {page.top}"


def definition_text(
    *,
    form_id: str,
    code: str,
    title: str,
    source: str,
    file: str,
    digest: str,
    pages: tuple[d.AdoptedPage, ...],
    asked: Iterable[Question],
) -> str:
    """Write the definition of an adopted form.

    Args:
        form_id: its id.
        code: its two characters.
        title: as printed.
        source: where it comes from.
        file: the kept print's name, beside the definition.
        digest: SHA-256 of the kept print, in hexadecimal.
        pages: how each page lies on our sheet.
        asked: its questions, their places on our sheet.
    """
    parts = [
        "# Adopted from another agency's fillable PDF. Labels, kinds and keys may be bettered by",
        "# hand until the form is released; places are those of the fields on the sheet we issue.",
        f'id = {_text(form_id)}\nversion = "1"\ncode = {_text(code)}\ntitle = {_text(title)}',
        f"pages = {len(pages)}\nsource = {_text(source)}",
        *_adopted(file, digest, pages),
    ]
    page = 0
    for question in asked:
        if question.asked.places[0].page != page:
            page = question.asked.places[0].page
            parts.append(f'\n[[section]]\nkey = "page_{page}"')
        parts += _field(question)
    return "\n".join(parts) + "\n"
