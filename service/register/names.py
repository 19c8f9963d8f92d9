"""Further names, as people write them in one box: `Ali Severn; Severn-Wye, Aled`."""

from collections.abc import Iterable

from service.entities import PersonName
from service.register.columns import LONGEST


def parse_names(written: str) -> tuple[PersonName, ...]:
    """Take names apart that have semicolons between them; none twice."""
    parts = (" ".join(part.split()) for part in written.split(";"))
    return tuple(dict.fromkeys(parse_name(part) for part in parts if part))


def parse_name(written: str) -> PersonName:
    """Take one name apart: the surname is its last word, or what stands before a comma."""
    before, comma, after = written.partition(",")
    if comma:
        return PersonName(given_names=after.strip(), surname=before.strip())
    given_names, _, surname = written.rpartition(" ")
    return PersonName(given_names=given_names.strip(), surname=surname)


def has_long_name(written: str) -> bool:
    """Tell whether one of the names is longer than the register keeps."""
    return any(
        len(name.given_names) > LONGEST["given_names"] or len(name.surname) > LONGEST["surname"]
        for name in parse_names(written)
    )


def write_names(names: Iterable[PersonName]) -> str:
    """Write names so that `parse_names` gives them back."""
    return "; ".join(map(_write_name, names))


def _write_name(name: PersonName) -> str:
    plain = name.written
    return plain if parse_name(plain) == name else f"{name.surname}, {name.given_names}".strip()
