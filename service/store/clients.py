"""Queries for clients."""

import unicodedata
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.models import ClientRow


def fold(text: str) -> str:
    """Give what a search compares: capitals without accents or punctuation."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return " ".join(
        "".join(char if char.isalnum() else " " if char in " -;/" else "" for char in plain).split()
    )


def search_key(client: ClientRow) -> str:
    """Gather what a client can be found by; digits of a date of birth as DDMMYYYY and ISO."""
    born = client.date_of_birth
    dates = [] if born is None else [born.strftime("%d%m%Y"), born.strftime("%Y%m%d")]
    names = (client.given_names, client.surname, client.aliases)
    numbers = (client.reference, client.prisoner_number, client.pnc, client.cro, client.nhs_number)
    return " ".join([*map(fold, names), *(fold(n).replace(" ", "") for n in numbers), *dates])


def get(session: Session, client_id: int) -> ClientRow | None:
    """Find a client by id."""
    return session.get(ClientRow, client_id)


def by_reference(session: Session, reference: str) -> ClientRow | None:
    """Find a client by the agency's reference."""
    return session.scalar(select(ClientRow).where(ClientRow.reference == reference))


def by_number_and_birth(session: Session, number: str, born: date) -> list[ClientRow]:
    """Find the clients with exactly this prisoner number and date of birth."""
    same = (ClientRow.prisoner_number == number, ClientRow.date_of_birth == born)
    return list(session.scalars(select(ClientRow).where(*same)))


def search(session: Session, words: str, *, limit: int) -> list[ClientRow]:
    """Find clients whose key has every word; no words give them all, by surname."""
    looked_for = fold(words).split()
    if words.strip() and not looked_for:
        return []
    query = select(ClientRow).order_by(ClientRow.surname, ClientRow.given_names, ClientRow.id)
    for word in looked_for:
        query = query.where(ClientRow.search_key.contains(word, autoescape=True))
    return list(session.scalars(query.limit(limit)))
