"""A client as a register has them (design 2.4); an empty text is a fact that is not known."""

from dataclasses import dataclass, field

COLUMNS = (
    *("client_ref", "given_names", "surname", "aliases", "date_of_birth", "sex", "postcode"),
    *("prisoner_number", "pnc", "cro", "nhs_number", "address"),
)


@dataclass(slots=True, kw_only=True)
class Client:
    """One entry; not frozen, since a million of them are made and a frozen one takes twice as long.

    `person_id` and `origin` are hidden from matching: two entries with the same `person_id` are one
    person, and `origin` is where the family's names come from.
    """

    person_id: int
    origin: str = "british"
    client_ref: str = ""
    given_names: str = field(repr=False)
    surname: str = field(repr=False)
    aliases: str = field(default="", repr=False)
    date_of_birth: str = field(repr=False)
    """ISO 8601."""
    sex: str
    postcode: str = field(default="", repr=False)
    prisoner_number: str = field(default="", repr=False)
    pnc: str = field(default="", repr=False)
    cro: str = field(default="", repr=False)
    nhs_number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    def row(self) -> tuple[str, ...]:
        """Give the columns of a register."""
        return tuple([getattr(self, name) for name in COLUMNS])

    @property
    def year(self) -> int:
        """Year of birth; that of the middle client where none is known."""
        return int(self.date_of_birth[:4] or 1975)
