"""What a form may say of a client, and in which of its fields: the table of each form.

A field stands here under the key that the shipped forms give it. Other agencies' wordings lead to
these keys by the synonyms in the forms' definitions, so a form that is not in the table is read by
the keys that it shares with those that are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fact(StrEnum):
    """One thing that the register knows of a client and that a form may change."""

    PRISON = "prison"
    STATUS = "status"
    RELEASE_DATE = "release_date"
    COURT = "court"
    COURT_DATE = "court_date"
    PRISON_WORKER = "prison_worker"
    COMMUNITY_WORKER = "community_worker"
    TREATMENT = "treatment"
    RELEASE_PLAN = "release_plan"
    HOME_DAT = "home_dat"
    ADDRESS = "address"
    NUMBER = "number"
    NAME = "name"


ORDER: Mapping[Fact, int] = {fact: place for place, fact in enumerate(Fact)}
"""In which order changes are made: a new stay in custody first, then what is to stand with it."""
ADDED = frozenset({Fact.NUMBER, Fact.NAME})
"""What is added to others and replaces nothing."""


class Taken(StrEnum):
    """How the answer of a field becomes what the register keeps."""

    TEXT = "text"
    DAY = "day"
    PRISON = "prison"
    DAT = "dat"
    CHOICE = "choice"
    NUMBER = "number"
    TREATMENT = "treatment"
    PLAN = "plan"


class Caution(StrEnum):
    """Why a change is to be looked at before it is made."""

    EITHER_DATE = "either_date"
    """Box 1 of the Alert Form means a release date or a court date."""
    EITHER_WORKER = "either_worker"
    """Box 2 of the Alert Form means the key worker in prison or the community's case worker."""
    SPELLING = "spelling"
    """It may be another name, or a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One field in which a form says a fact; of several, the first that is answered counts."""

    fact: Fact
    field: str
    taken: Taken = Taken.TEXT
    tick: str = ""
    """The box that announces it; without its tick the field says nothing."""
    is_news: bool = False
    """The form is there to tell it; else it only mentions it."""
    is_first: bool = False
    """It is the fact as it was first: of use only where nothing is known."""
    caution: Caution | None = None


def _announced(
    fact: Fact, tick: str, taken: Taken = Taken.TEXT, caution: Caution | None = None
) -> Source:
    return Source(
        fact=fact, field=f"{tick}_detail", tick=tick, taken=taken, is_news=True, caution=caution
    )


_WHO = (
    Source(fact=Fact.NUMBER, field="prisoner_number", taken=Taken.NUMBER),
    Source(fact=Fact.NAME, field="client_name", caution=Caution.SPELLING),
)
_WHERE = (
    Source(fact=Fact.PRISON, field="prison_code", taken=Taken.PRISON),
    Source(fact=Fact.PRISON, field="prison_name", taken=Taken.PRISON),
)
_WORKERS = (
    Source(fact=Fact.PRISON_WORKER, field="prison_key_worker"),
    Source(fact=Fact.COMMUNITY_WORKER, field="community_case_worker"),
)
_BOX_1 = "change_release_or_court_date"
ALERT = (
    _announced(Fact.RELEASE_DATE, _BOX_1, Taken.DAY, Caution.EITHER_DATE),
    _announced(Fact.COURT_DATE, _BOX_1, Taken.DAY, Caution.EITHER_DATE),
    _announced(Fact.PRISON_WORKER, "change_worker", caution=Caution.EITHER_WORKER),
    _announced(Fact.COMMUNITY_WORKER, "change_worker", caution=Caution.EITHER_WORKER),
    _announced(Fact.PRISON, "change_prison", Taken.PRISON),
    _announced(Fact.COURT, "change_court_venue"),
    _announced(Fact.STATUS, "change_release_status", Taken.CHOICE),
    _announced(Fact.TREATMENT, "change_treatment"),
    _announced(Fact.RELEASE_PLAN, "change_release_plan"),
    *_WHERE,
    *_WORKERS,
    Source(fact=Fact.STATUS, field="criminal_justice_status", taken=Taken.CHOICE),
    Source(fact=Fact.RELEASE_DATE, field="initial_release_date", taken=Taken.DAY, is_first=True),
    Source(fact=Fact.COURT, field="court_name", is_first=True),
    Source(fact=Fact.COURT_DATE, field="court_hearing_date", taken=Taken.DAY, is_first=True),
    Source(fact=Fact.HOME_DAT, field="dat_code", taken=Taken.DAT),
    Source(fact=Fact.HOME_DAT, field="dat_name", taken=Taken.DAT),
    *_WHO,
)
PLAN = (
    Source(fact=Fact.RELEASE_DATE, field="release_date", taken=Taken.DAY, is_news=True),
    Source(fact=Fact.TREATMENT, field="prescribed_drug", taken=Taken.TREATMENT, is_news=True),
    Source(fact=Fact.RELEASE_PLAN, field="date_completed", taken=Taken.PLAN, is_news=True),
    Source(fact=Fact.ADDRESS, field="housing_address", is_news=True),
    *_WHERE,
    *_WORKERS,
    *_WHO,
)
SOURCES: Mapping[str, tuple[Source, ...]] = {
    "alert-form": ALERT,
    "release-plan": PLAN,
    "dir-consent": _WHO,
}
SILENT = ("activity-form", "fax-cover")
"""Forms that say only what happened, or nothing of a client."""


def sources_of(form_id: str) -> tuple[Source, ...]:
    """Give the fields in which a form says what the register keeps."""
    if form_id in SILENT:
        return ()
    return SOURCES.get(form_id, (*ALERT, *(one for one in PLAN if one.taken is not Taken.PLAN)))
