"""Handwritten lines for benches and training: real writers' pen strokes, handwriting fonts.

Neither strokes nor fonts are part of the repository: both are read from folders named by path.

    from bench.pen import font_hands, hand_line, stroke_hands, writers

    hands = stroke_hands(Path("strokes"), "measuring")   # one a writer, never seen in training
    hands += font_hands(Path("fonts"), "measuring")      # the last eight files of the folder
    rng = np.random.default_rng(1)
    line = hand_line("HMP ASHWELL  AWI", hands[0], rng)  # Grey: black on white, 300 dpi, trimmed
    line = hand_line("Now on 30ml", hands[3], rng, cap_mm=3.2, px_per_mm=8.0, pen_mm=0.45)

`composed` gives the same line with the row of its baseline, to set it on a rule. Writing is decided
by the generator passed in: the same state, the same line. `writers` splits by writer, about 85 to
15, by a checksum of the writer's name, so it never changes.
"""

from bench.pen.composing import Composed, Hand, Manner, composed, hand_line
from bench.pen.hands import stroke_hands, word_hands
from bench.pen.lettering import font_hands
from bench.pen.strokes import Part, Writer, writers

__all__ = [
    "Composed",
    "Hand",
    "Manner",
    "Part",
    "Writer",
    "composed",
    "font_hands",
    "hand_line",
    "stroke_hands",
    "word_hands",
    "writers",
]
