"""Printed options of a choice: words to strike out, or words with a box to tick."""

from forms.geometry import BoxMm
from tests.foreign.drawing import Drawing, OptionWord, TickBox
from tests.foreign.faces import width_mm
from tests.foreign.style import Style
from tests.foreign.wordings import DELETE_NOTES, OPTIONS

_MM_PER_PT = 25.4 / 72


def option_words(style: Style, key: str) -> dict[str, str]:
    """Give the words of the options as this form prints them."""
    pick = sum(map(ord, style.face.name)) + round(style.row * 10)
    return {option: words[pick % len(words)] for option, words in OPTIONS[key].items()}


def _delete_note(style: Style) -> str:
    pick = sum(map(ord, style.face.name)) + round(style.margin * 10)
    return DELETE_NOTES[pick % len(DELETE_NOTES)]


def word_box(x: float, base: float, right: float, size: float) -> BoxMm:
    """Give the box of a printed word: from above its capitals to a little below its line."""
    return BoxMm(x, base - size * 0.27, right, base + size * 0.05)


def choice_line(
    drawing: Drawing,
    style: Style,
    key: str,
    left: float,
    right: float,
    base: float,
    turn: float | None = None,
) -> float:
    """Print the options on a line; `turn` is where the next line begins, should one be needed.

    Returns:
        The last baseline.
    """
    size = style.size
    path = style.face.regular
    step = size * _MM_PER_PT * 1.25
    back = left if turn is None else turn
    words = list(option_words(style, key).items())
    strike = style.options_as == "strike"
    separator = style.separator if strike else "   "
    separator = separator if separator != "\n" or len(words) < 3 else " / "
    x = left
    note = _delete_note(style)
    if strike and width_mm(path, size, note) + 40 < right - left:
        x = drawing.text(x, base, note, path, size * 0.85) + 1.5
    for number, (option, word) in enumerate(words):
        room = width_mm(path, size, word) + (0 if strike else 6)
        if x + room > right or (number and separator == "\n"):
            x, base = back, base + step
        if strike:
            end = drawing.text(x, base, word, path, size)
            drawing.options.append(OptionWord(key, option, word_box(x, base, end, size)))
        else:
            end = _boxed_option(drawing, style, key, option, (word, x, base))
        is_last = number == len(words) - 1
        x = end if is_last or separator == "\n" else drawing.text(end, base, separator, path, size)
    return base


def _boxed_option(
    drawing: Drawing, style: Style, key: str, option: str, at: tuple[str, float, float]
) -> float:
    word, x, base = at
    side = 3.4
    box = BoxMm(x, base - side + 0.5, x + side, base + 0.5)
    drawing.box(box, max(0.2, style.rule))
    drawing.ticks.append(TickBox(key, box, option))
    return drawing.text(x + side + 1.2, base, word, style.face.regular, style.size)
