"""One row: something that happened to a client, coarse enough to show nobody.

No name, no date of birth, no number of anybody, no address and nothing that somebody typed is in
it: months for dates, bands for ages, codes for places. What may leave without
the client's yes to monitoring is `service.consent.monitoring`'s rule.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from service.consent.monitoring import leaving

COLUMNS = (
    *("AGNCY", "CLIENTID", "CONSENT", "SEX", "AGE", "DAT", "PPO", "EVENT", "MONTH", "PRISON"),
    "NOTE",
)
FEWEST = 5
"""A figure of fewer clients is not published: somebody may know who they are."""
SMALL = f"fewer than {FEWEST} clients of this sex, age and area: do not publish"
_SEXES = {"f": "F", "female": "F", "m": "M", "male": "M"}
_BANDS = ((18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (45, "35 to 44"), (55, "45 to 54"))
_OLDEST = "55 and over"

_NOTHING = {"EVENT": "", "MONTH": "", "PRISON": ""}

Group = tuple[str, str, str]
"""Sex, age and area: what clients are told apart by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened."""

    kind: str
    on: date
    prison: str
    """Its code; empty where it is on no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What rows tell of one client."""

    pseudonym: str
    has_consent: bool
    """To monitoring."""
    born: date | None = field(repr=False)
    sex: str = field(repr=False)
    dat: str = field(repr=False)
    """The code of the area where the client lives; empty where it is no code."""
    is_ppo: bool = field(repr=False)
    happenings: Sequence[Happening] = field(default=(), repr=False)


def age_band(born: date | None, on: date) -> str:
    """Give the band of somebody's age on a day; empty where it is not known."""
    if born is None:
        return ""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for below, band in _BANDS if age < below), _OLDEST)


def group_of(client: Followed, today: date) -> Group:
    """Give what a client can be told apart by."""
    sex = _SEXES.get(client.sex.strip().lower(), "")
    return sex, age_band(client.born, today), client.dat


def rows_of(
    client: Followed, agency: str, today: date, sizes: Counter[Group]
) -> Iterator[Mapping[str, str]]:
    """Yield a client's rows: one a happening; of those without consent one, that says only that.

    Args:
        client: whose rows.
        agency: code of whoever runs this service.
        today: for the age.
        sizes: how many clients of each group leave with their rows.
    """
    group = group_of(client, today)
    facts = {
        "AGNCY": agency,
        "CLIENTID": client.pseudonym,
        "CONSENT": "",
        **dict(zip(("SEX", "AGE", "DAT"), group, strict=True)),
        "PPO": "Y" if client.is_ppo else "N",
        "NOTE": SMALL if sizes[group] < FEWEST else "",
    }
    told = client.happenings if client.has_consent else ()
    for happening in [_happened(one) for one in told] or [_NOTHING]:
        yield leaving({**facts, **happening}, has_consent=client.has_consent)


def _happened(one: Happening) -> Mapping[str, str]:
    return {"EVENT": one.kind, "MONTH": f"{one.on:%Y-%m}", "PRISON": one.prison}
