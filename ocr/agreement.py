"""Weigh the fields of reference lists: against the image, and name and code against one another.

A value is taken from the list only where the strokes allow it; what is far from every entry is
read freely, and says so by its evidence.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.fuzz import partial_ratio

from forms.definition import Comb, Field, ReferencePart, ReferenceUse, Text, TextStyle
from forms.reference import Entry, ReferenceLists
from ocr.engine import shapes
from ocr.engine.lists import Named, coded, named
from ocr.judged import Evidence, Judged
from ocr.seen import Seen, hand_share
from ocr.weighing import Context, Option, evidence_of, judged, options, trusted

_CODE_NOT_LISTED = 1.6
"""Nats a character below the free reading, from which on a code is taken to be on no list."""
_UNLISTED_CODE = -3.0
"""Nats: a code that its list does not know is written one time in twenty."""
_MISMATCH = -6.0
"""Nats: name and code of different places are written one time in four hundred."""
_FOLLOWED = 40
_FARTHER_IN_HAND = 0.6
"""Nats a character by which a place on the list may be farther from the strokes by hand."""
_BORNE_OUT = 4.0
"""Nats a character by which a name may stay below the free reading whose place is nearest of all,
and is the one that the code beside it clearly means: one time in a hundred and fifty by chance."""
_CLEAR_CODE = 5.0
"""Nats by which a code is likelier than that of any other place where it is clearly written."""
_IS_THERE = 70.0
"""How like it, per cent, what is read must be for a word to stand in it, letters misread."""
_LISTS_BY_WORD = (("prison", "prisons"), ("court", "courts"), ("dat", "dats"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A field and the entries that its writing may mean."""

    asked: Field
    seen: Seen
    entries: tuple[Named, ...]


def list_in_words(asked: Field) -> str | None:
    """Tell the list that a detail names in words: "Insert new prison and code"."""
    if not isinstance(asked.kind, Text) or asked.kind.style is not TextStyle.SENTENCE:
        return None
    said = {word.strip(".,:()") for word in asked.label.casefold().split()}
    found = [name for word, name in _LISTS_BY_WORD if word in said]
    return found[0] if found and "code" in said else None


def lacks_its_end(asked: Field, raw: str) -> bool:
    """Tell whether a court was read without the word: "Bodmin Crown" was written out and cut."""
    if asked.reference is None:
        list_name = list_in_words(asked)
    else:
        is_name = asked.reference.part is ReferencePart.NAME
        list_name = asked.reference.list_name if is_name else None
    return list_name == "courts" and partial_ratio("court", raw.casefold()) < _IS_THERE


def _named_entries(
    seen: Seen, list_name: str, lists: ReferenceLists, *, code_behind: bool
) -> list[Named]:
    return named(seen.output, lists, list_name, words=seen.words, coded=code_behind)


def _coded_entries(seen: Seen, list_name: str, lists: ReferenceLists) -> list[Named]:
    output = shapes.in_capitals(shapes.without(seen.output, " .-_,:;'/|"))
    return coded(output, lists, list_name)


def _as_options(entries: Sequence[Named]) -> list[Option]:
    return [
        Option(one.text, one.text, one.log_likelihood, one.log_likelihood)
        for one in entries[:_FOLLOWED]
    ]


def _is_on_list(found: Listed, context: Context) -> bool:
    """Tell whether what is written is taken to be of the list.

    In print every letter tells. By hand more are misread than places are on no list; what is
    far below the free reading is for a person then, but named.
    """
    entries = found.entries
    if isinstance(found.asked.kind, Comb):
        bound = _CODE_NOT_LISTED
    else:
        bound = found.seen.list_reach + _FARTHER_IN_HAND * hand_share(context.likeness)
    return bool(entries) and entries[0].below_free <= bound


def _alone(found: Listed, context: Context) -> Judged:
    """Judge a listed field by itself."""
    asked, seen = found.asked, found.seen
    listed = _as_options(found.entries) if _is_on_list(found, context) else []
    free = options(asked, seen, context)
    if isinstance(asked.kind, Comb) and found.entries:
        known = {option.text for option in listed}
        strange = [o for o in free if o.text not in known]
        listed += [replace(o, weight=o.weight + _UNLISTED_CODE) for o in strange]
    if not listed:
        freely = judged(asked, seen, free, context, evidence_of(asked))
        return replace(freely, unlisted=bool(found.entries))
    ordered = trusted(asked, seen, listed, context)
    on_list = any(ordered[0].text == one.text for one in found.entries)
    evidence = Evidence.LISTED if on_list else evidence_of(asked)
    return replace(judged(asked, seen, ordered, context, evidence), unlisted=not on_list)


def entries_of(asked: Field, seen: Seen, lists: ReferenceLists) -> tuple[Named, ...]:
    """Hold a field's list against its writing; nothing for a field without one."""
    use, words = asked.reference, list_in_words(asked)
    if use is not None and use.part is ReferencePart.CODE:
        if not lists.knows_codes(use.list_name):
            return ()
        return tuple(_coded_entries(seen, use.list_name, lists))
    if use is not None:
        return tuple(_named_entries(seen, use.list_name, lists, code_behind=False))
    if words is not None:
        return tuple(_named_entries(seen, words, lists, code_behind=True))
    return ()


def _is_same_place(one: Entry, other: Entry) -> bool:
    successors = one.successor in other.codes or other.successor in one.codes
    return one is other or one.name == other.name or successors


def _joint(names: Sequence[Named], codes: Sequence[Named]) -> tuple[Named, Named, float] | None:
    """Find the entry that fits name and code best, and by how much it beats the next entry."""
    by_entry = {id(one.entry): one for one in reversed(codes)}
    both = [
        (one, by_entry[id(one.entry)]) for one in names[:_FOLLOWED] if id(one.entry) in by_entry
    ]
    both.sort(key=lambda pair: -(pair[0].log_likelihood + pair[1].log_likelihood))
    if not both:
        return None
    totals = [name.log_likelihood + code.log_likelihood for name, code in both]
    return *both[0], totals[0] - totals[1] if len(totals) > 1 else 20.0


def _paired(name: Listed, code: Listed, context: Context) -> tuple[Judged, Judged] | None:
    """Judge name and code together; None where either is on no list."""
    if not (code.entries and (_is_on_list(name, context) or _is_borne_out(name, code))):
        return None
    joint = _joint(name.entries, code.entries)
    if joint is None:
        return None
    best_name, best_code, margin = joint
    apart = name.entries[0].log_likelihood + code.entries[0].log_likelihood
    together = best_name.log_likelihood + best_code.log_likelihood
    if apart + _MISMATCH > together or best_code.below_free > 2 * _CODE_NOT_LISTED:
        return None
    return (
        _with_margin(name, best_name, margin, context),
        _with_margin(code, best_code, margin, context),
    )


def _is_borne_out(name: Listed, code: Listed) -> bool:
    """Tell whether a name far from its strokes is still the place that a clear code means."""
    first, *rest = code.entries
    if not name.entries or name.entries[0].entry is not first.entry:
        return False
    others = (one.log_likelihood for one in rest if one.entry is not first.entry)
    is_clear = first.log_likelihood - max(others, default=-math.inf) >= _CLEAR_CODE
    return is_clear and name.entries[0].below_free <= _BORNE_OUT


def _with_margin(found: Listed, best: Named, margin: float, context: Context) -> Judged:
    alone = _alone(found, context)
    rest = [one for one in found.entries[:_FOLLOWED] if one.text != best.text]
    first = Option(best.text, best.text, best.log_likelihood, best.log_likelihood)
    kept = [first, *(replace(o, weight=o.weight - margin) for o in _as_options(rest))]
    one = judged(found.asked, found.seen, kept, context, Evidence.PAIRED)
    changed = one.value != alone.value
    clear = min(margin, _margin_within(found, best))
    return replace(one, margin=clear, clash=changed and alone.margin > -_MISMATCH)


def _margin_within(found: Listed, best: Named) -> float:
    """Tell how clear it is which code of an entry is written: a place may have several."""
    if not isinstance(found.asked.kind, Comb):
        return math.inf
    others = [
        one.log_likelihood
        for one in found.entries
        if one.entry is best.entry and one.text != best.text
    ]
    return best.log_likelihood - max(others, default=-math.inf)


def _is_clash(name: Judged, code: Judged, use: ReferenceUse, lists: ReferenceLists) -> bool:
    """Tell whether a name and a code, each clear by itself, mean different places."""
    entry = lists.by_code(use.list_name, str(code.value or ""))
    meant = lists.named(use.list_name, str(name.value or ""))
    return entry is not None and meant is not None and not _is_same_place(entry, meant)


def listed_fields(
    fields: Mapping[str, tuple[Field, Seen]], context: Context, lists: ReferenceLists
) -> dict[str, Judged]:
    """Judge the fields that a list speaks for, names together with the codes beside them.

    Args:
        fields: the written fields of a page that have a list, by key.
        context: of the page.
        lists: to hold against them.
    """
    found = {
        key: Listed(asked, seen, entries_of(asked, seen, lists))
        for key, (asked, seen) in fields.items()
    }
    result = {key: _alone(one, context) for key, one in found.items()}
    for name, code, use in _pairs(found.values()):
        together = _paired(name, code, context)
        keys = name.asked.key, code.asked.key
        if together is not None:
            result |= dict(zip(keys, together, strict=True))
        elif _is_clash(result[keys[0]], result[keys[1]], use, lists):
            result |= {key: replace(result[key], clash=True) for key in keys}
    return result


def _pairs(found: Iterable[Listed]) -> list[tuple[Listed, Listed, ReferenceUse]]:
    by_key = {one.asked.key: one for one in found}
    pairs = []
    for one in by_key.values():
        use = one.asked.reference
        if use is not None and use.part is ReferencePart.NAME and use.pairs_with in by_key:
            pairs.append((one, by_key[use.pairs_with], use))
    return pairs


def has_list(asked: Field) -> bool:
    """Tell whether a list speaks for a field."""
    return asked.reference is not None or list_in_words(asked) is not None
