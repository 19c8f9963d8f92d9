"""Forms about people, as the reader gives them: matching is measured with these.

A form carries what its kind asks for, written as people write, read as the reader reads pages of
that channel; in one of eleven cases it is about somebody who is not on the register, in one of
thirty about somebody's relative who is not.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bench.people.clients import Client
from bench.people.differences import Paper, differently, paper_of
from bench.people.homes import home
from bench.people.making import Maker, prisoner_number
from bench.people.noise import Heard, Way, heard, way
from bench.people.numbers import ELSEWHERE, nomis
from bench.people.relatives import Kin, relative

NAME = "name"
_STRANGERS, _RELATIVES = 0.09, 0.03
_KIN = {Kin.TWIN: 2, Kin.SIBLING: 4, Kin.FATHER_AND_SON: 2, Kin.SAME_NAME: 2}
_OTHER_CUSTODY, _SINCE_FOR_LIFE, _NEW_NUMBER, _SOMEBODY_ELSES = 0.06, 0.02, 0.5, 0.004
_MOVED, _NO_NAME = 0.25, 0.003


class FormKind(StrEnum):
    """Which form it is."""

    ALERT = "alert-form"
    CONSENT = "consent-sheet"
    RELEASE_PLAN = "release-plan"
    ACTIVITY = "activity-form"


_SHARES = {
    FormKind.ALERT: 0.55,
    FormKind.CONSENT: 0.15,
    FormKind.RELEASE_PLAN: 0.15,
    FormKind.ACTIVITY: 0.15,
}
_FILLED: dict[FormKind, dict[str, float]] = {
    FormKind.ALERT: {"date_of_birth": 0.96, "prisoner_number": 0.84},
    FormKind.CONSENT: {
        "date_of_birth": 0.96,
        "prisoner_number": 0.7,
        "postcode": 0.5,
        "address": 0.5,
        "nhs_number": 0.2,
        "pnc": 0.15,
    },
    FormKind.RELEASE_PLAN: {
        "date_of_birth": 0.97,
        "prisoner_number": 0.92,
        "pnc": 0.4,
        "cro": 0.1,
        "nhs_number": 0.3,
    },
    FormKind.ACTIVITY: {
        "date_of_birth": 0.98,
        "sex": 0.95,
        "postcode": 0.75,
        "prisoner_number": 0.5,
        "pnc": 0.3,
        "aliases": 0.3,
    },
}
"""Shares of the forms of a kind on which a known fact is written."""


class About(StrEnum):
    """Whom a form is about."""

    CLIENT = "client"
    STRANGER = "stranger"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One form, and what is true of it; `repr` shows no text."""

    record_id: str
    form: FormKind
    way: Way
    fields: Mapping[str, Heard] = field(repr=False)
    """By column; the name as one field, as forms ask for it."""
    surname_words: int
    """How many of the last words of the name are the surname."""
    about: About
    client_ref: str | None
    """None where nobody on the register is meant."""
    person_id: int | None
    """Of all entries that are right."""
    differences: tuple[str, ...] = ()

    def text(self, column: str) -> str:
        """Give what was read in a column, empty where nothing was."""
        found = self.fields.get(column)
        return found.text if found else ""

    def row(self) -> dict[str, str]:
        """Give the columns of a record (design 2.4)."""
        words = self.text(NAME).split()
        cut = max(0, len(words) - self.surname_words)
        facts = {name: one.text for name, one in self.fields.items() if name != NAME}
        names = {"given_names": " ".join(words[:cut]), "surname": " ".join(words[cut:])}
        return {"record_id": self.record_id, **names, **facts}


def _number(rng: random.Random, maker: Maker, paper: Paper, clients: Sequence[Client]) -> list[str]:
    """Write another number than the register's: of another custody, or by mistake."""
    own, chance = paper.facts.get("prisoner_number", ""), rng.random()
    maker.nth += 1
    if chance < _SOMEBODY_ELSES and (other := rng.choice(clients).prisoner_number) not in {"", own}:
        paper.facts["prisoner_number"] = other
        return ["number_of_somebody_else"]
    if not own and rng.random() < _NEW_NUMBER:
        paper.facts["prisoner_number"] = prisoner_number(rng, maker.nth)
        return ["number_not_on_register"]
    older = own[:2].isalpha()
    if older and rng.random() < _SINCE_FOR_LIFE:
        paper.facts["prisoner_number"] = nomis(maker.nth)
        return ["number_for_life_since"]
    if older and rng.random() < _OTHER_CUSTODY:
        paper.facts["prisoner_number"] = prisoner_number(rng, maker.nth)
        return ["number_of_another_custody"]
    return []


def _moved(rng: random.Random, paper: Paper) -> list[str]:
    if rng.random() >= _MOVED:
        return []
    paper.facts["postcode"], paper.facts["address"] = home(rng)
    return ["moved"]


def written(
    rng: random.Random, maker: Maker, client: Client, clients: Sequence[Client]
) -> tuple[Paper, tuple[str, ...]]:
    """Write down somebody's name and facts as people do, and tell what is different."""
    paper = paper_of(client)
    differences = [*_number(rng, maker, paper, clients), *_moved(rng, paper)]
    return paper, (*differences, *differently(rng, paper))


def read_form(rng: random.Random, paper: Paper, form: FormKind, by: Way) -> dict[str, Heard]:
    """Read what a form of this kind has of it."""
    texts = {NAME: " ".join((*paper.given, paper.surname)).strip()}
    if rng.random() < _NO_NAME:
        texts = {}
    for column, share in _FILLED[form].items():
        if paper.facts.get(column) and rng.random() < share:
            texts[column] = paper.facts[column]
    return heard(rng, {column: text for column, text in texts.items() if text}, by)


def _who(rng: random.Random, maker: Maker, clients: Sequence[Client]) -> tuple[Client, About]:
    chance, client = rng.random(), rng.choice(clients)
    if chance < _STRANGERS:
        return maker.make(), About.STRANGER
    if chance < _STRANGERS + _RELATIVES:
        kin = rng.choices(list(_KIN), weights=list(_KIN.values()))[0]
        return relative(maker, client, kin), About.RELATIVE
    return client, About.CLIENT


def query(
    rng: random.Random,
    record_id: str,
    client: Client,
    about: About,
    maker: Maker,
    clients: Sequence[Client],
    *,
    by: Way | None = None,
) -> Query:
    """Make a form about somebody, by a channel drawn or given."""
    form = rng.choices(list(_SHARES), weights=list(_SHARES.values()))[0]
    channel = by or way(rng)
    paper, differences = written(rng, maker, client, clients)
    fields = read_form(rng, paper, form, channel)
    known = about is About.CLIENT
    return Query(
        record_id=record_id,
        form=form,
        way=channel,
        fields=fields,
        surname_words=len(paper.surname.split()),
        about=about,
        client_ref=client.client_ref if known else None,
        person_id=client.person_id if known else None,
        differences=differences,
    )


def queries(
    clients: Sequence[Client], count: int, seed: int, *, by: Way | None = None
) -> Iterator[Query]:
    """Make forms about the people of a register and about others.

    Args:
        clients: the register.
        count: of forms.
        seed: the same one gives the same forms.
        by: the one channel of all; by default as forms come in.
    """
    rng = random.Random(f"queries {seed}")
    maker = Maker(rng, ELSEWHERE)
    for number in range(1, count + 1):
        client, about = _who(rng, maker, clients)
        yield query(rng, f"R{number:07d}", client, about, maker, clients, by=by)
