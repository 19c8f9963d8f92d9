"""What of a written name says which place is meant: policy as tables, one for each list."""

import re
import unicodedata

_ALL = (
    (r"['\u2019.]", ""),
    (r"&", " and "),
    (r"[^a-z0-9 ]", " "),
)
_STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "prisons": (
        (r"\bh ?m ?(?:p ?y ?o ?i|y ?o ?i|i ?r ?c|r ?c|p)?\b", " "),
        (r"\b(?:yoi|stc|irc|rc)\b", " "),
        (r"\b(?:young offenders?|immigration removal|secure training)\b", " "),
        (r"\b(?:prison|institution|centre|carchar)\b", " "),
        (r"\b(?:the|and|y)\b", " "),
    ),
    "courts": (
        (r"\b(?:courts|ct|crt)\b", "court"),
        (r"\b(?:mags?|magistrates?)(?: court)?\b", "mc"),
        (r"\bcrown court\b", "cc"),
        (r"\byouth court\b", "yc"),
        (r"\b(?:the|at|of|and|in|sitting)\b", " "),
        (r"\bst\b", "saint"),
        (r"\brd\b", "road"),
    ),
    "dats": (
        (r"\b(?:dat|daat|smat|csp)\b", " "),
        (r"\b(?:drug(?: and alcohol)? action team|substance misuse action team)\b", " "),
        (r"\b(?:lb|london borough|borough|district|county|city|council|area)\b", " "),
        (r"\b(?:the|of|and)\b", " "),
    ),
}


def without_accents(text: str) -> str:
    """Leave the accents of letters out."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def plain_name(list_name: str, written: str) -> str:
    """Reduce a name to the words that tell its place from others of the list; idempotent.

    Where nothing else is left (a place called "The City") all its words stay.
    """
    text = without_accents(written).casefold()
    for pattern, instead in _ALL:
        text = re.sub(pattern, instead, text)
    whole = " ".join(text.split())
    return _reduced(list_name, whole) or whole


def _reduced(list_name: str, text: str) -> str:
    """Take the steps until they change nothing: words come together over one that was left out."""
    before = None
    while text != before:
        before = text
        for pattern, instead in _STEPS[list_name]:
            text = re.sub(pattern, instead, text)
        text = " ".join(text.split())
    return text
