"""Weigh what was read against the reference lists: alone, and name and code against one another.

A value stays as it was written wherever it means an entry; only a reading that is a letter or two
off one entry, and far from all others, is put right, and then says so by its evidence.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from forms.definition import Comb, Field, ReferencePart, ReferenceUse
from forms.reference import Agreement, Entry, ReferenceLists, shipped_lists
from ocr.decode import Decoded, Evidence
from ocr.lookalikes import cells, variants

_SAME = 0.9999
_NEAR, _CLEAR = 0.86, 0.08
_OFF_BY = 0.15
"""Letters of a name that may be misread, as a share of its length."""
_PREFIXES = ("HMP & YOI ", "HMP/YOI ", "HMP ", "HMYOI ", "HM Prison ")
_PREFER_LISTED_REPAIRS = 1
_CAPITALS = str.maketrans({"!": "I", "|": "I", "1": "I", "0": "O"})
"""What an engine takes capitals of a name for: HMP & YO!, (1.0.W.)."""


def _forms_of(entry: Entry) -> tuple[str, ...]:
    """Give the ways in which an entry's name is commonly written."""
    names = (entry.name, *entry.aliases)
    short = tuple(
        name.removeprefix(prefix) for name in names for prefix in _PREFIXES if prefix in name
    )
    return names + tuple(name for name in short if name not in names)


def _in_the_case_of(written: str, name: str) -> str:
    return name.upper() if written.isupper() else name


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum() or char == "&")


def _spelled_as(written: str, entry: Entry) -> str:
    """Take the list's accents and stops: on a fax, those that it does not know are specks."""
    forms = _forms_of(entry)
    if written.casefold() in {name.casefold() for name in forms}:
        return written
    same = (name for name in forms if _folded(name) == _folded(written))
    return _in_the_case_of(written, next(same, written))


def _spaced_as(written: str, entry: Entry) -> str | None:
    """Close up what the engine read apart, where nothing but blanks differs from the list."""
    closed = written.replace(" ", "")
    same = (name for name in _forms_of(entry) if name.replace(" ", "") == closed)
    return next(same, None)


def _put_right(written: str, entry: Entry) -> str | None:
    """Give the entry's name as nearest to what was read, if that is near enough."""
    forms = _forms_of(entry)
    best = min(forms, key=lambda name: Levenshtein.distance(name.casefold(), written.casefold()))
    distance = Levenshtein.distance(best.casefold(), written.casefold())
    return _in_the_case_of(written, best) if distance <= _OFF_BY * len(best) else None


def _near(found: Decoded, value: str) -> Decoded:
    return replace(found, value=value, evidence=Evidence.NEAR, repairs=1)


def _name(found: Decoded, use: ReferenceUse, lists: ReferenceLists) -> Decoded:
    written = str(found.value)
    matches = lists.find(use.list_name, written, limit=2)
    if not matches:
        return found
    if matches[0].score >= _SAME:
        spelled = _spelled_as(written, matches[0].entry)
        return replace(found, value=spelled, evidence=Evidence.LISTED)
    spaced = _spaced_as(written, matches[0].entry)
    if spaced is not None:
        return _near(found, spaced)
    capitals = lists.find(use.list_name, written.translate(_CAPITALS), limit=1)
    if capitals and capitals[0].score >= _SAME:
        right = _put_right(written, capitals[0].entry)
        return found if right is None else _near(found, right)
    second = matches[1].score if len(matches) > 1 else 0.0
    if matches[0].score < _NEAR or matches[0].score - second < _CLEAR:
        return found
    right = _put_right(written, matches[0].entry)
    return found if right is None else _near(found, right)


def _code(found: Decoded, kind: Comb, use: ReferenceUse, lists: ReferenceLists) -> Decoded:
    """Prefer, among the look-alikes of a code, the one that the list knows."""
    for reading, repairs in variants(found.raw):
        if repairs > found.repairs + _PREFER_LISTED_REPAIRS:
            break
        if len(reading) <= kind.length and lists.by_code(use.list_name, reading):
            evidence = Evidence.LISTED if not repairs else Evidence.NEAR
            return replace(found, value=reading, repairs=repairs, evidence=evidence)
    return found


def _alone(asked: Field, found: Decoded, lists: ReferenceLists) -> Decoded:
    use = asked.reference
    if use is None or found.value is None:
        return found
    if use.part is ReferencePart.CODE and isinstance(asked.kind, Comb):
        return _code(found, asked.kind, use, lists)
    return _name(found, use, lists)


def _code_by_name(
    name: Decoded, code: Decoded, use: ReferenceUse, lists: ReferenceLists
) -> Decoded:
    """Put a misread code right by the name beside it, where one character tells them apart."""
    entry = lists.named(use.list_name, str(name.value))
    read = cells(code.raw).upper()
    near = [c for c in (entry.codes if entry else ()) if Levenshtein.distance(c, read) <= 1]
    if len(near) != 1:
        return code
    return replace(code, value=near[0], repairs=max(1, code.repairs), evidence=Evidence.NEAR)


def _pair(
    name: Decoded, code: Decoded, use: ReferenceUse, lists: ReferenceLists
) -> tuple[Decoded, Decoded]:
    match lists.agree(use.list_name, str(name.value), str(code.value or "")):
        case Agreement.AGREE:
            paired = Evidence.NEAR if name.evidence is Evidence.NEAR else Evidence.PAIRED
            return (
                replace(name, evidence=paired),
                replace(code, evidence=Evidence.PAIRED, ambiguous=False),
            )
        case Agreement.UNKNOWN_CODE if name.evidence is Evidence.LISTED:
            return name, _code_by_name(name, code, use, lists)
        case Agreement.DIFFER:
            return replace(name, ambiguous=True), replace(code, ambiguous=True)
        case Agreement.UNKNOWN_NAME | Agreement.UNKNOWN_CODE:
            return name, code


def agreed(
    asked: Mapping[str, Field], found: Mapping[str, Decoded], lists: ReferenceLists | None = None
) -> dict[str, Decoded]:
    """Weigh every reading against its list, and names against the codes beside them.

    Args:
        asked: the fields that were read, by key.
        found: what was read in them.
        lists: by default those that the product ships.
    """
    lists = lists or shipped_lists()
    weighed = {key: _alone(asked[key], value, lists) for key, value in found.items()}
    for key, value in list(weighed.items()):
        use = asked[key].reference
        other = weighed.get(use.pairs_with) if use and use.pairs_with else None
        if use is None or use.pairs_with is None or other is None:
            continue
        if use.part is ReferencePart.NAME and value.value is not None:
            pair = _pair(value, other, use, lists)
            weighed[key], weighed[use.pairs_with] = pair
    return weighed
