"""A person as a register or a form knows them: what the two sides of a comparison are made from."""

from dataclasses import dataclass, field

from service.entities import PersonName

__all__ = ["Person", "PersonName"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """All that is written of one person; empty where nothing is. Nothing is cleaned yet."""

    names: tuple[PersonName, ...] = field(repr=False)
    """The name, then aliases."""
    births: tuple[str, ...] = field(default=(), repr=False)
    """The date of birth in any British style, then other recorded ones."""
    prisoner_numbers: tuple[str, ...] = field(default=(), repr=False)
    """NOMIS, older and local numbers alike."""
    pncs: tuple[str, ...] = field(default=(), repr=False)
    cros: tuple[str, ...] = field(default=(), repr=False)
    nhs_numbers: tuple[str, ...] = field(default=(), repr=False)
    postcodes: tuple[str, ...] = field(default=(), repr=False)
    address: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)
