"""Invented clients as the register takes them, and forms about them."""

from datetime import date

from service.entities import ClientDetails
from service.matching.person import Person
from service.matching.query import Query, Written, query_of
from service.matching.readings import alternatives, certain

TODAY = date(2009, 12, 31)
KIERAN = ClientDetails(
    given_names="Kieran James",
    surname="Calder",
    aliases="Kez Ouse",
    date_of_birth=date(1972, 7, 7),
    sex="male",
    postcode="LS1 1AA",
    prisoner_number="A8417EE",
    pnc="1992/0000123X",
)


def about(
    name: str = "",
    birth: str = "",
    number: str = "",
    *,
    also: tuple[tuple[str, float], ...] = (),
    sure: float = 1.0,
) -> Query:
    """Ask about a form; `also` are other readings of its name, whose own probability is `sure`."""
    written = Written(
        names=(alternatives([(name, sure), *also]),),
        births=certain(birth),
        numbers=certain(number),
        rest=Person(names=()),
    )
    return query_of(written, TODAY)
