"""The content stream of a page: the layout's words and rules, and the furniture of every page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forms.copies import PageMark
from forms.definition import Form
from forms.geometry import (
    FOOT_SYMBOL_MODULE_MM,
    HEAD_SYMBOL_MODULE_MM,
    HOLLOW_CORE_MM,
    HOLLOW_MARK,
    QUIET_MODULES,
    BoxMm,
    foot_symbol,
    head_symbol,
    registration_marks,
)
from forms.layout import Frame, LayoutPage, Role, Rule, Space, Words
from forms.layout.typeface import bold
from forms.pdf.background import background_operators
from forms.pdf.fonts import FontProgram
from forms.pdf.objects import height_pt, points, rect
from forms.pdf.symbols import symbol_content

REGULAR, STRONG = "R", "B"
"""Names of the two fonts in every resource dictionary of ours."""
SYMBOL, COPY_TEXT = "Symbol", "Copy"
"""Names of what an update replaces on each copy: the page's symbol, the copy id in words."""
FOOT_PT = 8.5
COPY_PT = 9.5
_ADVICE_PT = 7.5
_ADVICE = (
    "Please keep the black squares and both codes clear: with them this page is read by machine."
)
_FOOT_LEFT_MM = foot_symbol().right + QUIET_MODULES * FOOT_SYMBOL_MODULE_MM + 1.0
_FOOT_LINE_MM = foot_symbol().centre[1] - 2.2
_ADVICE_LINE_MM = foot_symbol().centre[1] + 2.4


@dataclass(frozen=True, slots=True)
class Fonts:
    """The two weights that pages are set in."""

    regular: FontProgram
    strong: FontProgram


@dataclass(frozen=True, slots=True)
class Leaf:
    """One piece of a page in reading order: marked content by its number, or an answer space."""

    item: Words | Space | None
    """None for the page's symbol."""
    mcid: int | None


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page's content stream, and its pieces for the structure tree."""

    data: bytes
    leaves: tuple[Leaf, ...]


def show(fonts: Fonts, words: Words) -> str:
    """Set words on the page."""
    font, label = (fonts.strong, STRONG) if words.strong else (fonts.regular, REGULAR)
    x = points(words.left)
    parts = [f"BT /{label} {words.size_pt:g} Tf"]
    before_x = before_y = 0.0
    last = len(words.lines) - 1
    for index, line in enumerate(words.lines):
        y = height_pt(words.baseline(index))
        # Without the blank, what is read out or copied would join words across lines.
        codes = font.encode(line if index == last else f"{line} ")
        parts.append(f"{x - before_x:.3f} {y - before_y:.3f} Td <{codes}> Tj")
        before_x, before_y = x, y
    return " ".join([*parts, "ET"])


def _rectangle(box: BoxMm) -> str:
    left, bottom, right, top = rect(box)
    return f"{left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re"


def _drawn(item: Rule | Frame) -> str:
    if isinstance(item, Frame):
        return f"{item.width_pt:g} w {_rectangle(item.box)} S"
    left, bottom, right, top = rect(item.box)
    return f"{item.width_pt:g} w {left:.3f} {top:.3f} m {right:.3f} {bottom:.3f} l S"


def _marks() -> Iterator[str]:
    for index, box in enumerate(registration_marks()):
        core = ""
        if index == HOLLOW_MARK:
            inset = (box.width - HOLLOW_CORE_MM) / 2
            inner = BoxMm(box.left + inset, box.top + inset, box.right - inset, box.bottom - inset)
            core = f" {_rectangle(inner)}"
        yield f"{_rectangle(box)}{core} f*"


def _placed_symbol(box: BoxMm, module_mm: float) -> str:
    """Draw the symbol, one module to the unit, at its size and place."""
    return f"q {_symbol_matrix(box, module_mm)} cm /{SYMBOL} Do Q"


@lru_cache
def _symbol_matrix(box: BoxMm, module_mm: float) -> str:
    left, bottom, _, _ = rect(box)
    module = points(module_mm)
    return f"{module:.5f} 0 0 {module:.5f} {left:.3f} {bottom:.3f}"


def foot_line(form: Form, page: int) -> str:
    """Say which form and page this is, up to the copy id."""
    return f"Form {form.id} version {form.version} · page {page} of {form.pages} · copy "


def _foot_words(text: str, middle_mm: float, size_pt: float) -> Words:
    words = Words(lines=(text,), left=_FOOT_LEFT_MM, top=0, size_pt=size_pt, role=Role.RUNNING)
    return Words(
        lines=words.lines,
        left=words.left,
        top=middle_mm - words.leading_mm / 2,
        size_pt=size_pt,
        role=Role.RUNNING,
    )


def _foot(fonts: Fonts, form: Form, page: int) -> Iterator[str]:
    line = _foot_words(foot_line(form, page), _FOOT_LINE_MM, FOOT_PT)
    yield show(fonts, line)
    yield f"q {_copy_text_matrix(foot_line(form, page))} cm /{COPY_TEXT} Do Q"
    yield show(fonts, _foot_words(_ADVICE, _ADVICE_LINE_MM, _ADVICE_PT))
    yield _placed_symbol(foot_symbol(), FOOT_SYMBOL_MODULE_MM)


@lru_cache
def _copy_text_matrix(before: str) -> str:
    line = _foot_words(before, _FOOT_LINE_MM, FOOT_PT)
    left = points(_FOOT_LEFT_MM + line.width)
    return f"1 0 0 1 {left:.3f} {height_pt(line.baseline(0)):.3f}"


def copy_text_content(fonts: Fonts, copy_text: str) -> bytes:
    """Set the copy id in words, its baseline on the origin."""
    return f"BT /{STRONG} {COPY_PT:g} Tf 0 g <{fonts.strong.encode(copy_text)}> Tj ET".encode()


def copy_text_width(copy_text: str) -> float:
    """Measure the copy id in words, in points."""
    return points(bold().width_mm(copy_text, COPY_PT))


def _artifact(parts: Iterable[str]) -> str:
    return "\n".join(["/Artifact BMC", *parts, "EMC"])


def page_content(form: Form, page: LayoutPage, fonts: Fonts) -> PageContent:
    """Draw a page for the fillable form, each piece of text marked for the structure tree."""
    rules = [_drawn(item) for item in page.items if isinstance(item, Rule | Frame)]
    theirs = background_operators(form, page.number)
    parts = ["0 g 0 G", _artifact([*theirs, *_marks(), *rules])]
    leaves: list[Leaf] = []
    for item in page.items:
        if isinstance(item, Space):
            leaves.append(Leaf(item, None))
        elif isinstance(item, Words) and item.role is Role.RUNNING:
            parts.append(_artifact([show(fonts, item)]))
        elif isinstance(item, Words):
            mcid = _next_mcid(leaves)
            parts.append(f"/P <</MCID {mcid}>> BDC {show(fonts, item)} EMC")
            leaves.append(Leaf(item, mcid))
    mcid = _next_mcid(leaves)
    symbol = _placed_symbol(head_symbol(), HEAD_SYMBOL_MODULE_MM)
    parts.append(f"/Figure <</MCID {mcid}>> BDC {symbol} EMC")
    leaves.append(Leaf(None, mcid))
    parts.append(_artifact(_foot(fonts, form, page.number)))
    return PageContent("\n".join(parts).encode(), tuple(leaves))


def _next_mcid(leaves: Sequence[Leaf]) -> int:
    return sum(leaf.mcid is not None for leaf in leaves)


def flat_content(form: Form, page: LayoutPage, fonts: Fonts) -> bytes:
    """Draw what all flat copies of a page share: all but answers, symbols and copy id."""
    parts = ["0 g 0 G", *background_operators(form, page.number), *_marks()]
    for item in page.items:
        if isinstance(item, Words):
            parts.append(show(fonts, item))
        elif isinstance(item, Rule | Frame):
            parts.append(_drawn(item))
    parts.append(show(fonts, _foot_words(foot_line(form, page.number), _FOOT_LINE_MM, FOOT_PT)))
    parts.append(show(fonts, _foot_words(_ADVICE, _ADVICE_LINE_MM, _ADVICE_PT)))
    return "\n".join(parts).encode()


def copy_code_content(fonts: Fonts, form: Form, mark: PageMark) -> str:
    """Draw what is a flat copy's own on each page: both symbols, and the copy id in words."""
    symbol = symbol_content(mark).decode()
    parts = [
        f"q {_symbol_matrix(box, module)} cm {symbol} Q"
        for box, module in (
            (head_symbol(), HEAD_SYMBOL_MODULE_MM),
            (foot_symbol(), FOOT_SYMBOL_MODULE_MM),
        )
    ]
    text = copy_text_content(fonts, str(mark.copy)).decode()
    return "\n".join([*parts, f"q {_copy_text_matrix(foot_line(form, mark.page))} cm {text} Q"])
