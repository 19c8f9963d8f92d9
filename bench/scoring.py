"""Compare readings with the truth of a corpus, field by field, and count by any grouping.

A truth line names the file, form, channel, entry and layout of a page and its fields; a key that is
not there was left blank or not asked. Ticks that were not asked are not in the truth.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.definition import Choice, Comb, Date, Field, Form, Signature, Text, TextStyle, Tick, Time
from forms.registry import Catalogue

KINDS = ("tick", "choice", "code", "date", "phone", "name", "sentence", "signature")


_KIND_NAMES: dict[type, str] = {
    Tick: "tick",
    Choice: "choice",
    Comb: "code",
    Date: "date",
    Time: "date",
    Signature: "signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One field of one page: what the reader made of it. `repr` shows no value."""

    file: str
    key: str
    kind: str
    groups: Mapping[str, str]
    """Channel, entry, layout and what else the truth says of the page."""
    right: bool
    accepted: bool
    confidence: float
    want: Any = field(repr=False)
    got: Any = field(repr=False)

    @property
    def silent(self) -> bool:
        """Tell a wrong value that no person would see."""
        return self.accepted and not self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """One page: whether it is taken for the right form, and its fields."""

    file: str
    groups: Mapping[str, str]
    identified: bool
    fields: tuple[Outcome, ...]


def kind_of(asked: Field) -> str:
    """Name the kind under which a field is counted."""
    match asked.kind:
        case Text(style=TextStyle.PHONE):
            return "phone"
        case Text(style=TextStyle.NAME):
            return "name"
        case _:
            return _KIND_NAMES.get(type(asked.kind), "sentence")


def plain(kind: str, value: object) -> object:
    """Give a value without what does not count: case, blanks, punctuation, a prison's "HMP"."""
    if value is None or value == "":
        return None
    if kind in {"tick", "signature"}:
        return bool(value)
    text = str(value).strip()
    match kind:
        case "date":
            return text[:10]
        case "phone":
            return re.sub(r"\D", "", text) or None
        case "code":
            return re.sub(r"\W", "", text).upper() or None
        case _:
            return _plain_words(kind, text)


def _plain_words(kind: str, text: str) -> str | None:
    words = re.sub(r"[^\w\s]", " ", re.sub(r"\(.*?\)", " ", text.casefold()))
    words = " ".join(words.split())
    if kind == "name":
        words = re.sub(r"^\s*(hmp and yoi|hmp yoi|hmp|hmyoi|yoi)\b", " ", words)
    return " ".join(words.split()) or None


def _outcome(
    truth: Mapping[str, Any], form: Form, key: str, read: Mapping[str, Any]
) -> Outcome | None:
    kind = kind_of(form.field(key))
    want, got = truth["fields"].get(key), read.get("value")
    wanted, found = plain(kind, want), plain(kind, got)
    if wanted is None and found is None:
        return None
    return Outcome(
        file=truth["file"],
        key=key,
        kind=kind,
        groups=_groups(truth),
        right=wanted == found,
        accepted=bool(read.get("accepted")),
        confidence=float(read.get("confidence") or 0.0),
        want=want,
        got=got,
    )


def _groups(truth: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in truth.items() if name not in {"fields", "file"}}


def compare(
    truth: Mapping[str, Any], pages: Sequence[Mapping[str, Any]], catalogue: Catalogue
) -> PageOutcome:
    """Compare the pages read from one file (as `page_json` gives them) with its truth."""
    right_form = [page for page in pages if page.get("form") == truth["form"]]
    page = next(iter(right_form or pages), {})
    found: list[Outcome] = []
    if truth["form"] is not None:
        form = catalogue.find(truth["form"])
        asked = {one.key for one in form.fields()}
        read = page.get("fields") or {} if right_form else {}
        keys = [key for key in sorted({*truth["fields"], *read}) if key in asked]
        outcomes = (_outcome(truth, form, key, read.get(key) or {}) for key in keys)
        found = [one for one in outcomes if one is not None]
    return PageOutcome(
        file=truth["file"],
        groups=_groups(truth),
        identified=bool(right_form),
        fields=tuple(found),
    )


def grouped(
    pages: Iterable[PageOutcome], name: Callable[[PageOutcome], str]
) -> dict[str, list[PageOutcome]]:
    """Put pages into named groups, all of them into ALL first."""
    groups: dict[str, list[PageOutcome]] = defaultdict(list)
    for page in pages:
        groups["ALL"].append(page)
        groups[name(page)].append(page)
    return groups


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f}" if whole else "     -"


def _row(name: str, pages: Sequence[PageOutcome]) -> str:
    fields = [one for page in pages for one in page.fields]
    trials = Counter(one.kind for one in fields)
    right = Counter(one.kind for one in fields if one.right)
    accepted = sum(one.accepted for one in fields)
    cells = [
        f"{name:22s} {len(pages):5d} {_share(sum(p.identified for p in pages), len(pages))}",
        f"{len(fields):6d} {_share(sum(one.right for one in fields), len(fields))}",
        f"{_share(accepted, len(fields))} {sum(one.silent for one in fields):5d}",
        _share(sum(one.silent for one in fields), accepted),
        *(f"{_share(right[kind], trials[kind])}/{trials[kind]:<5d}" for kind in KINDS[:-1]),
    ]
    return "  ".join(cells)


def table(pages: Sequence[PageOutcome], name: Callable[[PageOutcome], str]) -> list[str]:
    """Give shares exactly right, accepted and silently wrong of each group, with counts."""
    heads = "  ".join(f"{kind:>12s}" for kind in KINDS[:-1])
    head = f"{'group':22s} pages   form  fields  exact  accept  silent  silent%{heads}"
    groups = grouped(pages, name)
    return [head, *(_row(group, groups[group]) for group in sorted(groups, key=_all_first))]


def _all_first(name: str) -> tuple[bool, str]:
    return name != "ALL", name
