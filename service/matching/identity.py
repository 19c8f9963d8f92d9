"""The identity written on a form, and whether it is that of a client on the register."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forms.answers import Answers
from service.entities import Client


class Fact(StrEnum):
    """One part of an identity; the value is the key of the field that asks for it."""

    NAME = "client_name"
    BIRTH = "date_of_birth"
    NUMBER = "prisoner_number"
    REFERENCE = "client_reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenIdentity:
    """What a form says about whose it is."""

    facts: Mapping[Fact, str] = field(repr=False)
    """Only those that are written."""
    trusted: frozenset[Fact]
    """Those that are read beyond doubt, or checked by a person."""


def written_identity(values: Answers, doubtful: Collection[str]) -> WrittenIdentity:
    """Take the identity out of a record's values; `doubtful` names the fields still in doubt."""
    facts = {fact: value for fact in Fact if isinstance(value := values.get(fact), str) and value}
    return WrittenIdentity(
        facts=facts, trusted=frozenset(fact for fact in facts if fact not in doubtful)
    )


def agreeing(written: WrittenIdentity, client: Client) -> frozenset[Fact]:
    """Name the written facts that are the client's."""
    return frozenset(fact for fact, text in written.facts.items() if _agrees(fact, text, client))


def _agrees(fact: Fact, text: str, client: Client) -> bool:
    match fact:
        case Fact.NAME:
            return _is_name_of(text, client)
        case Fact.BIRTH:
            return born(text) in client.all_births
        case Fact.NUMBER:
            return squeeze(text) in map(squeeze, client.prisoner_numbers)
        case Fact.REFERENCE:
            return squeeze(text) in map(squeeze, client.references)


def born(text: str) -> date | None:
    """Read a canonical day; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def squeeze(text: str) -> str:
    """Give letters and digits alone, in capitals."""
    return "".join(char for char in text.upper() if char.isalnum())


def _tokens(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.upper())
    joined = "".join(
        char for char in plain if char not in "'\u2019" and not unicodedata.combining(char)
    )
    return "".join(char if char.isalpha() else " " for char in joined).split()


def _is_name_of(written: str, client: Client) -> bool:
    """Tell whether all of the surname is written, and the first given name or its initial."""
    tokens = _tokens(written)
    return any(_is_name(tokens, name.given_names, name.surname) for name in client.all_names)


def _is_name(written: list[str], given_names: str, surname: str) -> bool:
    left = list(written)
    for token in _tokens(surname):
        if token not in left:
            return False
        left.remove(token)
    given = _tokens(given_names)[:1]
    return not given or any(token in (given[0], given[0][0]) for token in left)
