"""Words for probabilities and weights: what a person reads in the place of bits."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from service.decided import Candidates, RankedClient
from service.matching.ruling import Reason
from service.matching.showing import Shown
from service.matching.weights.posterior import ON_REGISTER
from service.matching.words import REASONS

_LIKELY: Sequence[tuple[float, str]] = (
    (0.9999, "Almost certain"),
    (0.99, "Very likely"),
    (0.8, "Likely"),
    (0.4, "Possible"),
    (0.1, "Less likely"),
)
_COLOUR: Sequence[tuple[float, str]] = (
    (0.99, "govuk-tag--green"),
    (0.4, "govuk-tag--blue"),
)
_STRENGTH: Sequence[tuple[float, str]] = (
    (7.0, "Strongly {}"),
    (3.0, "{}"),
    (0.5, "A little {}"),
)
_BIG: Sequence[tuple[float, str]] = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_LEAST_CHANCE, _MOST_BITS = 1e-6, 40.0
_LEAST_SCALE = 10.0
"""Bits that fill one side of a picture of weights, at least: what says little looks little."""
HALF = 100.0
"""Width of each side of the picture."""


def in_words(probability: float) -> str:
    """Say how likely something is."""
    return next((words for least, words in _LIKELY if probability >= least), "Unlikely")


def colour_of(probability: float) -> str:
    """Give the colour of its tag."""
    return next((colour for least, colour in _COLOUR if probability >= least), "govuk-tag--grey")


def percent(probability: float) -> str:
    """Write a probability in percent: never 0 and never 100, which nothing is."""
    share = 100 * probability
    if share >= 99.9999:
        return "over 99.999 %"
    if share >= 99:
        places = 3 if share >= 99.9 else 1
        # Cut, not rounded: 99.9996 is not 100.
        return f"{int(share * 10**places) / 10**places:g} %"
    return f"{share:.0f} %" if share >= 1 else "under 1 %"


def number(value: float) -> str:
    """Write a big number in two digits: 40,000; 3.1 million."""
    for unit, word in _BIG:
        if value >= unit:
            return (
                f"{int(value / unit):,} {word}" if value >= 10 * unit else _one(value / unit, word)
            )
    digits = max(0, len(f"{value:.0f}") - 2)
    return f"{round(value, -digits):,.0f}"


def _one(value: float, word: str) -> str:
    return f"{value:.1f}".removesuffix(".0") + f" {word}"


def one_in(chance: float) -> str:
    """Write a small chance: 1 in 40,000; of less than a millionth no model knows anything."""
    return f"1 in {number(1 / chance)}" if chance >= _LEAST_CHANCE else "less than 1 in 1 million"


def strength(bits: float) -> str:
    """Say how much a piece of evidence weighs, and for which side."""
    side = "for" if bits > 0 else "against"
    found = next((words for least, words in _STRENGTH if abs(bits) >= least), "Says little")
    words = found.format(side)
    return words[:1].upper() + words[1:]


def scale_of(evidence: Iterable[Shown]) -> float:
    """Give the bits that fill one side of a picture of this evidence."""
    return max([_LEAST_SCALE, *(abs(one.bits) for one in evidence)])


def bar(bits: float, scale: float) -> tuple[float, float]:
    """Give left edge and width of a bar in a picture that is two halves wide."""
    width = round(HALF * min(1.0, abs(bits) / scale), 1)
    return (HALF if bits > 0 else round(HALF - width, 1)), width


def together(found: Candidates, one: RankedClient) -> str:
    """Say in a sentence what all the evidence comes to, and what was known before it."""
    before = one_in(ON_REGISTER / max(1, found.register_size))
    bits = abs(one.bits)
    times = number(2.0**bits) if bits <= _MOST_BITS else "more than a trillion"
    weighs = f"{times} times {'more' if one.bits > 0 else 'less'} likely"
    return (
        f"Before anything is read, any client on the register is as likely as another: {before}. "
        f"What is written makes this one {weighs}. {somebody_else(one.probability)}"
    )


def somebody_else(probability: float) -> str:
    """Say what is left to chance, other candidates considered."""
    if probability > 0.5:
        return (
            f"Others considered, the chance that it is somebody else is {one_in(1 - probability)}."
        )
    return f"Others considered, the chance that it is this client is {one_in(probability)}."


PAIR_REASONS: Mapping[Reason, str] = {
    Reason.RELATIVE: "The given names are not the same: perhaps twins or other relatives.",
    Reason.NAMESAKE: "The dates of birth are not the same: perhaps father and son, or namesakes.",
    Reason.DIFFERS: "A name or number that one person would share is not the same.",
}
"""Why two clients who look alike may well be two people."""


FILTERS: dict[str, Callable[..., object]] = {
    "in_words": in_words,
    "likely_colour": colour_of,
    "percent": percent,
    "strength": strength,
    "scale_of": scale_of,
    "bar": bar,
    "against": lambda reason: REASONS[reason],
    "pair_reason": lambda reason: PAIR_REASONS.get(reason, ""),
}
