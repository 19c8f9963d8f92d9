"""What one form says of its client, as the values that the register keeps."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from forms.answers import Answers
from forms.reference import ReferenceLists
from service.effects.facts import Caution, Fact, Source, Taken, sources_of
from service.identifiers.numbers import NumberKind
from service.identifiers.reading import read_number
from service.journey.implied import prison_of

_HOUSED = ("returns", "new_address", None)
_DAT_CODE = re.compile(r"[A-Z]\d{2}B")
_STATUS = "criminal_justice_status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that a form says of its client."""

    fact: Fact
    field_key: str
    """Where it stands on the form."""
    value: str = field(repr=False)
    """As the register keeps it: a code, a day in ISO 8601, a text."""
    is_news: bool
    is_first: bool
    is_likely: bool
    """It means just this, as far as the form itself can tell."""
    caution: Caution | None


def statements(form_id: str, values: Answers, lists: ReferenceLists) -> tuple[Statement, ...]:
    """Give what a form says; of each fact, what its first answered field says."""
    found: dict[Fact, Statement] = {}
    for source in sources_of(form_id):
        if source.fact in found or (source.tick and values.get(source.tick) is not True):
            continue
        value = _value(source, values, lists)
        if value and _is_meant(source, values):
            found[source.fact] = _statement(source, value, values)
    return tuple(found.values())


def _statement(source: Source, value: str, values: Answers) -> Statement:
    return Statement(
        fact=source.fact,
        field_key=source.field,
        value=value,
        is_news=source.is_news,
        is_first=source.is_first,
        is_likely=_is_likely(source, values),
        caution=source.caution,
    )


def _value(source: Source, values: Answers, lists: ReferenceLists) -> str:
    written = str(values.get(source.field) or "").strip()
    return _READ[source.taken](written, values, lists) if written else ""


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return ""


def _dat(lists: ReferenceLists, written: str) -> str:
    if _DAT_CODE.fullmatch(written) and not lists.knows_codes("dats"):
        return written
    entry = lists.by_code("dats", written) or lists.named("dats", written)
    return (entry.code or "") if entry else ""


def _treatment(values: Answers) -> Iterator[str]:
    yield str(values["prescribed_drug"]).strip()
    if dose := values.get("dose_mg"):
        yield f"{dose} mg a day"
    if dose := values.get("dose_ml"):
        yield f"{dose} ml a day"
    if (regime := values.get("regime")) and regime != "none":
        yield str(regime)
    if values.get("supervised") == "yes":
        yield "supervised"


def _plan(written: str, values: Answers) -> str:
    version = values.get("plan_version")
    return f"plan of {written}" + (f", version {version}" if version else "")


def _number(written: str) -> str:
    return read_number(NumberKind.UNKNOWN, written).canonical or ""


_Read = Callable[[str, Answers, ReferenceLists], str]
_READ: Mapping[Taken, _Read] = {
    Taken.TEXT: lambda written, _values, _lists: written,
    Taken.CHOICE: lambda written, _values, _lists: written,
    Taken.DAY: lambda written, _values, _lists: _day(written),
    Taken.PRISON: lambda written, _values, lists: prison_of(lists, written),
    Taken.DAT: lambda written, _values, lists: _dat(lists, written),
    Taken.NUMBER: lambda written, _values, _lists: _number(written),
    Taken.TREATMENT: lambda _written, values, _lists: ", ".join(_treatment(values)),
    Taken.PLAN: lambda written, values, _lists: _plan(written, values),
}


def _is_meant(source: Source, values: Answers) -> bool:
    """Tell whether a field can say this fact at all, given the others."""
    if source.fact is Fact.ADDRESS:
        return values.get("housing_plan") in _HOUSED
    if source.caution is Caution.EITHER_WORKER:
        named = _sides_of(str(values.get(source.field)), values)
        return not named or source.fact in named
    return True


def _is_likely(source: Source, values: Answers) -> bool:
    match source.caution:
        case None:
            return True
        case Caution.SPELLING:
            return False
        case Caution.EITHER_WORKER:
            return _sides_of(str(values.get(source.field)), values) == {source.fact}
        case Caution.EITHER_DATE:
            return source.fact is _dated(values)
        case _:
            assert_never(source.caution)


def _sides_of(name: str, values: Answers) -> set[Fact]:
    """Give the side of the gate on which the form's head names the new worker."""
    heads = {
        Fact.PRISON_WORKER: "prison_key_worker",
        Fact.COMMUNITY_WORKER: "community_case_worker",
    }
    return {fact for fact, key in heads.items() if same_text(str(values.get(key) or ""), name)}


def _dated(values: Answers) -> Fact | None:
    """Tell which date box 1 moves: a sentence has a release date, a remand a day in court."""
    status = values.get("change_release_status_detail") or values.get(_STATUS)
    if values.get("change_court_venue") is True:
        return Fact.COURT_DATE if status == "remand" else None
    return {"sentenced": Fact.RELEASE_DATE, "remand": Fact.COURT_DATE}.get(str(status))


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for capitals, spaces and full stops."""
    return _plain(one) == _plain(other) != ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(".", " ").split())
