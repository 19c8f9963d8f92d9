"""Runs of words that may be a label: from a start to each of their words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from forms.geometry import BoxMm
from ocr.foreign.printed import WIDE, Printed, Token
from ocr.marking.lines import PER_MM, px

_LONGEST = 14
_TAIL = 0.5
"""What a letter behind a label that is not part of it costs, against a letter of it."""
_WORD_GAP = 0.42
"""Line heights of white between words of one phrase, at most."""
_FAR = 1.5
"""Line heights of white: what stands so far behind other words begins anew."""


@dataclass(frozen=True, eq=False)
class Phrase:
    """Words from a start to an end in one segment, or on from there in the next line."""

    start: int
    """Number of the place on the page where it begins."""
    lines: tuple[tuple[Printed, int, int], ...]
    """Of each line: the segment, its first token and the one behind the last."""
    folded: str
    text: str
    mid: float
    """How much its start looks like the middle of something: 0 for the start of a line."""
    loose: float
    """How little its end looks like the end of a label: 0 a colon or a wide gap, 1 mid-sentence."""

    @property
    def tokens(self) -> Iterator[Token]:
        """Yield its words."""
        for printed, first, behind in self.lines:
            yield from printed.tokens[first:behind]

    @cached_property
    def box(self) -> BoxMm:
        """Give the box around it."""
        tokens = list(self.tokens)
        segments = [printed.segment for printed, _, _ in self.lines]
        return BoxMm(
            min(token.left for token in tokens) / PER_MM,
            min(segment.top for segment in segments) / PER_MM,
            max(token.right for token in tokens) / PER_MM,
            max(segment.bottom for segment in segments) / PER_MM,
        )

    @property
    def follower(self) -> Token | None:
        """Give the word behind it on its last line; None behind a colon and at the line's end."""
        printed, _, behind = self.lines[-1]
        if printed.tokens[behind - 1].colon or behind == len(printed.tokens):
            return None
        return printed.tokens[behind]

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """Give what it covers: segment by identity, first token, token behind the last."""
        return [(id(printed), first, behind) for printed, first, behind in self.lines]


def _is_number(token: Token) -> bool:
    """Tell a number or bullet before a label."""
    bare = "".join(char for char in token.text if char.isalnum())
    if len(bare) <= 2:
        return not (len(bare) == 2 and bare.isalpha())
    return len(bare) == 3 and bare[1:].isdigit()


def _first(tokens: Sequence[Token], at: int) -> int:
    """Skip numbers, bullets and stray marks before a label."""
    for _ in range(2):
        if at + 1 < len(tokens) and _is_number(tokens[at]) and not tokens[at].colon:
            at += 1
    return at


def starts(printed: Printed) -> list[int]:
    """Give the tokens at which a label may begin."""
    tokens = printed.tokens
    found = {_first(tokens, 0)} if tokens else set()
    if len(tokens) > 1 and all(len(token.folded) == 1 for token in tokens[:2]):
        # No number before a label but initials, "D O B".
        found.add(0)
    for number, (before, token) in enumerate(pairwise(tokens), 1):
        if before.colon or token.gap >= WIDE:
            found.add(_first(tokens, number))
    return sorted(found)


def _looseness(tokens: Sequence[Token], behind: int) -> float:
    """Judge the end of a label before the token `behind`."""
    last = tokens[behind - 1]
    if behind == len(tokens) or last.colon:
        return 0.0
    gap = tokens[behind].gap
    if gap >= WIDE or tokens[behind].text.startswith(("(", "[", "_", "...")):
        return 0.0
    hardness = min(1.0, max(0.0, (WIDE - gap) / (WIDE - _WORD_GAP)))
    return min(hardness, 0.25) if last.stop else hardness


def _tail(tokens: Sequence[Token], behind: int) -> float:
    """Give the letters that follow a label before the next place where one could end."""
    letters = 0
    for number in range(behind, min(len(tokens), behind + 8)):
        letters += len(tokens[number].folded)
        if _looseness(tokens, number + 1) < 0.5:
            break
    return letters


def _mid(tokens: Sequence[Token], first: int) -> float:
    at = first
    while at and _is_number(tokens[at - 1]) and not tokens[at - 1].colon:
        if tokens[at].gap >= _FAR:
            break
        at -= 1
    if at == 0 or tokens[at - 1].colon:
        return 0.0
    return float(min(1.0, max(0.0, (_FAR - tokens[at].gap) / (_FAR - WIDE))))


def one_line(number: int, printed: Printed, first: int) -> Iterator[Phrase]:
    """Yield the phrases that begin at a token, each a word longer."""
    tokens = printed.tokens
    folded_, text = "", ""
    for behind in range(first + 1, min(len(tokens), first + _LONGEST) + 1):
        token = tokens[behind - 1]
        if not token.bracket:
            folded_ += token.folded
            text += " " + token.text
        yield Phrase(
            start=number,
            lines=((printed, first, behind),),
            folded=folded_,
            text=text.strip(),
            mid=_mid(tokens, first),
            loose=_loose(tokens, behind, folded_),
        )
        if token.colon:
            break


def _loose(tokens: Sequence[Token], behind: int, folded_: str) -> float:
    hardness = _looseness(tokens, behind)
    if hardness == 0:
        return 0.0
    tail = _TAIL * _tail(tokens, behind)
    return hardness * tail / (tail + len(folded_) + 1e-6)


def two_lines(one: Phrase, below: Printed) -> Iterator[Phrase]:
    """Yield the phrases that go on in the line below."""
    printed, first, behind = one.lines[0]
    for more in one_line(one.start, below, 0):
        yield Phrase(
            start=one.start,
            lines=((printed, first, behind), more.lines[0]),
            folded=one.folded + more.folded,
            text=f"{one.text} {more.text}",
            mid=one.mid,
            loose=more.loose,
        )


def goes_on(above: Printed, below: Printed) -> bool:
    """Tell whether a label may go on from one line to the next: near, and begun at one edge."""
    one, two = above.segment, below.segment
    high = max(above.height, below.height)
    near = 0 < two.bottom - one.bottom < 2.4 * high and two.top - one.bottom < 1.3 * high
    aligned = abs(two.left - one.left) < px(2.0)
    centred = abs((two.left + two.right) - (one.left + one.right)) < px(3.0)
    return near and (aligned or centred) and 0.7 < above.height / below.height < 1.45
