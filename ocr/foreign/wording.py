"""What printed words mean: labels as they are compared, whoever worded them."""

import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from forms.definition import Choice, Form, Section

_ALIKE = str.maketrans({"0": "o", "1": "l", "|": "l", "!": "l", "i": "l", "j": "l"})
"""Characters that engines take for one another; "i" too, so that labels and readings agree."""
_ANSWER = 0.85
_REMEMBERED = 16_384
"""Texts whose meaning is kept at hand, those of several pages."""
_SLIPS, _LONG_WORD = 0.74, 5
"""A read word of five letters and more, this like a known one, is that word."""


def folded(text: str) -> str:
    """Give letters and digits alone, small, those that look alike as one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum()).translate(_ALIKE)


def words_of(text: str) -> list[str]:
    """Give the words of a text, small, without punctuation inside ("D.O.B." is one word)."""
    parted = "".join(" " if char in "/-&,()[]:" else char for char in text.casefold())
    found = ("".join(c for c in word if c.isalnum()) for word in parted.split())
    return [word for word in found if word]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `words.toml`."""

    meaning: dict[str, str]
    """From each folded word to the word that stands for it."""
    quiet: frozenset[str]
    plain: frozenset[str]
    hints: tuple[str, ...]
    """Instructions beside a question."""
    titles: frozenset[str]
    """Folded words that an answer may begin with."""

    @property
    def stems(self) -> frozenset[str]:
        """Give the words that stand for others."""
        return frozenset(self.meaning.values())

    @property
    def known(self) -> tuple[str, ...]:
        """Give every folded word."""
        return (*self.meaning, *self.quiet)


@cache
def words() -> Words:
    """Load the words, once a process."""
    source = (resources.files("ocr.foreign") / "words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    meaning = {folded(word): stem for stem, same in table["same"].items() for word in same}
    quiet = frozenset(folded(word) for word in table["quiet"]["words"])
    titles = frozenset(folded(word) for word in table["titles"]["words"])
    plain, hints = frozenset(table["plain"]["words"]), tuple(table["hints"]["words"])
    return Words(meaning, quiet, plain, hints, titles)


@lru_cache(maxsize=_REMEMBERED)
def _stem(word: str) -> str | None:
    """Give what a folded word means; None for a quiet one; an unknown word means itself."""
    known = words()
    if word in known.meaning:
        return known.meaning[word]
    if word in known.quiet or not word:
        return None
    if len(word) >= _LONG_WORD:
        best = process.extractOne(
            word, known.known, scorer=Levenshtein.normalized_similarity, score_cutoff=_SLIPS
        )
        if best is not None:
            return known.meaning.get(best[0])
    return word


@lru_cache(maxsize=_REMEMBERED)
def meanings(text: str) -> frozenset[str]:
    """Give what the words of a label mean, without the quiet ones."""
    known = words().meaning
    plain = [folded(word) for word in words_of(text)]
    found: list[str | None] = []
    at = 0
    while at < len(plain):
        pair = "".join(plain[at : at + 2])
        triple = "".join(plain[at : at + 3])
        if at + 2 < len(plain) and triple in known:
            found.append(known[triple])
            at += 3
        elif at + 1 < len(plain) and pair in known and plain[at] != "key" and plain[at] != "case":
            found.append(known[pair])
            at += 2
        else:
            found.append(_stem(plain[at]))
            at += 1
    return frozenset(word for word in found if word)


def is_plain(text: str) -> bool:
    """Tell whether many kinds of forms ask by such a label."""
    return meanings(text) <= words().plain


def alike(one: str, other: str) -> float:
    """Give how alike two folded texts are, 0 to 1."""
    return Levenshtein.normalized_similarity(one, other)


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to print the question of a field."""

    key: str
    text: str
    folded: str
    meaning: frozenset[str]
    own: bool
    """The form's own words rather than a synonym."""


@cache
def printed_answers(form: Form) -> frozenset[str]:
    """Give the printed answers of all choices of a form, folded."""
    return frozenset(
        folded(option.label)
        for field in form.fields()
        if isinstance(field.kind, Choice)
        for option in field.kind.options
    )


def is_answer(text: str, answers: Iterable[str]) -> bool:
    """Tell whether a folded text is a printed answer, though a letter may be ill read.

    Args:
        text: of a phrase, folded.
        answers: as `printed_answers` gives them.
    """
    same = Levenshtein.normalized_similarity
    return process.extractOne(text, answers, scorer=same, score_cutoff=_ANSWER) is not None


def _wordings(key: str, texts: Iterable[str]) -> list[Wording]:
    return [
        Wording(key, text, folded(text), meanings(text), own=not number)
        for number, text in enumerate(texts)
        if folded(text)
    ]


def _table_wordings(section: Section) -> list[Wording]:
    """Give the labels of a table's rows: each stands for the fields of its row."""
    if section.table is None:
        return []
    first = section.table.columns[0].key
    return [
        wording
        for row in section.table.rows
        for wording in _wordings(f"{row.key}_{first}", [row.label])
    ]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that a form's labels may be called."""

    form: Form
    wordings: tuple[Wording, ...]
    headings: tuple[Wording, ...]
    """Titles of its sections, keyed by section; its own title has the key ""."""

    def of(self, key: str) -> Sequence[Wording]:
        """Give the wordings of one field."""
        return [wording for wording in self.wordings if wording.key == key]


@cache
def vocabulary(form: Form) -> Vocabulary:
    """Gather the wordings of a form."""
    found: list[Wording] = []
    headings = _wordings("", (form.title, *form.synonyms))
    for section in form.sections:
        headings += _wordings(section.key, [section.title] if section.title else [])
        if section.table is not None:
            found += _table_wordings(section)
            continue
        for field in section.fields:
            found += _wordings(field.key, (field.label, *field.synonyms))
    return Vocabulary(form, tuple(found), tuple(headings))
