"""Counts what monitoring asks for (guidance, Annex B): de-personalised, small ones suppressed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from forms.definition import Choice, Tick
from forms.registry import Catalogue
from service.clock import LONDON, now_utc
from service.clocks.limits import start_of
from service.entities import Actor
from service.errors import BadRequestError
from service.journey.duties import Team, duties
from service.monitoring.counted import Counted, parted, together
from service.monitoring.figures import NOT_LISTED, UNKNOWN, MonitoringFigures, born_after, sex_of
from service.monitoring.suppressing import shown, suppressed
from service.monitoring.tables import Names, Table, tables_of
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, monitoring_figures
from service.store.engine import looking, unit_of_work
from service.store.monitoring_figures import Outcome, Split, Within

ALERT = "alert-form"
_LONGEST = timedelta(days=10 * 366)
_OF_CLIENTS = (Split.AGE, Split.SEX, Split.DAT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is counted, and of when."""

    within: Within
    ages: tuple[tuple[str, date], ...]
    now: datetime


@needs(Power.SEE_FIGURES)
def monitoring_figures_of(
    runtime: Runtime, first: date, last: date, *, at_utc: datetime | None = None
) -> MonitoringFigures:
    """Count the figures of a period of days in London.

    Args:
        runtime: the installation.
        first: its first day.
        last: its last day, which is part of it.
        at_utc: the present, if it is not now.

    Raises:
        BadRequestError: it ends before it begins, or is longer than ten years.
    """
    _check(first, last)
    now = at_utc or now_utc()
    within = Within(start_of(first), start_of(last + timedelta(days=1)))
    asked = _Asked(within, born_after(last), now)
    with looking(runtime.engine) as session:
        forms, clients = _received(runtime, session, asked)
        return MonitoringFigures(
            first=first,
            last=last,
            counted_at=now,
            forms=suppressed(forms),
            changes={key: shown(count) for key, count in _changes(runtime, session, within)},
            waiting=shown(monitoring_figures.waiting(session, within)),
            clients=suppressed(clients),
            copies=suppressed(_copies(session, within)),
            due=suppressed(_due(runtime, session, asked)),
            asks_ethnicity=bool(_ethnicities(runtime.catalogue)),
        )


def _check(first: date, last: date) -> None:
    problems = {}
    if last < first:
        problems["last"] = "The last day must not be before the first."
    elif last - first > _LONGEST:
        problems["last"] = "Choose ten years at most."
    if problems:
        raise BadRequestError("these days are no period", problems)


def last_quarter(at_utc: datetime) -> tuple[date, date]:
    """Give the last whole quarter of a year: what is shown where nobody asks for another."""
    today = at_utc.astimezone(LONDON).date()
    month = 3 * ((today.month - 1) // 3) + 1
    end = date(today.year, month, 1) - timedelta(days=1)
    return date(end.year, end.month - 2, 1), end


def _received(runtime: Runtime, session: Session, asked: _Asked) -> tuple[Counted, Counted]:
    """Count the forms that came in, and their clients."""
    is_asked = bool(_ethnicities(runtime.catalogue))
    splits = [split for split in Split if is_asked or split is not Split.ETHNICITY]
    found = monitoring_figures.forms_and_clients(
        session, asked.within, splits, _OF_CLIENTS, asked.ages
    )
    forms, clients = (
        parted(**{str(split): _tidy(runtime, split, rows) for split, rows in counts.items()})
        for counts in found
    )
    return forms, clients


def _tidy(
    runtime: Runtime, split: Split, rows: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, int]]:
    """Give rows by categories that are known: nothing that somebody wrote stands in a table."""
    for key, count in rows:
        yield _category(runtime, split, key), count


def _category(runtime: Runtime, split: Split, key: str) -> str:
    match split:
        case Split.FORM | Split.AGE:
            return key
        case Split.SEX:
            return sex_of(key)
        case Split.ETHNICITY:
            return key if key in _ethnicities(runtime.catalogue) else UNKNOWN
        case Split.PRISON:
            return _listed(runtime, "prisons", key)
        case Split.DAT:
            return _listed(runtime, "dats", key)


def _listed(runtime: Runtime, list_name: str, code: str) -> str:
    if not code:
        return UNKNOWN
    entry = runtime.lists.by_code(list_name, code)
    if entry is None and not runtime.lists.knows_codes(list_name) and _is_dat_code(code):
        return code
    return (entry and entry.code) or NOT_LISTED


def _is_dat_code(code: str) -> bool:
    """Tell whether it has the form of a DAT code: a letter, two digits, a B."""
    return len(code) == 4 and code[0].isalpha() and code[1:3].isdigit() and code[3] == "B"


def _ethnicities(catalogue: Catalogue) -> dict[str, str]:
    """Give the answers of whatever form asks for ethnicity; none of the guidance does."""
    found: dict[str, str] = {}
    for form in catalogue:
        for field in form.fields():
            if field.key == "ethnicity" and isinstance(field.kind, Choice):
                found |= {option.key: option.label for option in field.kind.options}
    return found


def _changes(runtime: Runtime, session: Session, within: Within) -> Iterator[tuple[str, int]]:
    form = runtime.catalogue.find(ALERT)
    keys = [field.key for field in form.fields() if isinstance(field.kind, Tick)]
    yield from monitoring_figures.ticks(session, within, ALERT, keys).items()


def _copies(session: Session, within: Within) -> Counted:
    by_form: dict[str, list[tuple[str, int]]] = {"returned": [], "out": []}
    for is_returned, form, count in monitoring_figures.copies(session, within):
        by_form["returned" if is_returned else "out"].append((form, count))
    return together("outcome", {key: parted(form=rows) for key, rows in by_form.items()})


def _due(runtime: Runtime, session: Session, asked: _Asked) -> Counted:
    by_duty: dict[Outcome, list[tuple[str, int]]] = defaultdict(list)
    by_team: dict[Outcome, list[tuple[str, int]]] = defaultdict(list)
    for outcome, duty, count in monitoring_figures.due_by_duty(session, asked.within, asked.now):
        by_duty[outcome].append((duty, count))
    for outcome, team, count in monitoring_figures.due_by_team(session, asked.within, asked.now):
        by_team[outcome].append((_team(runtime, team), count))
    return together(
        "outcome",
        {
            str(outcome): _outcome_of(by_duty[outcome], parted(team=by_team[outcome]))
            for outcome in Outcome
        },
    )


def _team(runtime: Runtime, written: str) -> str:
    """Give a team with the code of its place, where that is on the list."""
    kind, _, place = written.partition(":")
    list_name = "prisons" if kind == Team.SMT else "dats"
    known = _listed(runtime, list_name, place.upper())
    return f"{kind}:{known}".rstrip(":")


def _outcome_of(by_duty: list[tuple[str, int]], teams: Counted) -> Counted:
    """Make the count of one outcome: by clock, each clock by its duties, and by team."""
    clocks: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for duty, count in by_duty:
        known = duties().get(duty)
        clocks[str(known.clock) if known else UNKNOWN].append((duty, count))
    of_clocks = {clock: parted(duty=rows) for clock, rows in sorted(clocks.items())}
    return Counted(teams.number, {"clock": of_clocks, **teams.tables})


@needs(Power.SEE_FIGURES)
def figure_tables(runtime: Runtime, figures: MonitoringFigures) -> tuple[Table, ...]:
    """Give the figures as tables with their words, for pages, files and programs."""
    names = Names(
        forms={form.id: form.title for form in runtime.catalogue},
        changes={field.key: field.label for field in runtime.catalogue.find(ALERT).fields()},
        prisons=_names(runtime, "prisons"),
        dats=_names(runtime, "dats"),
        ethnicities=_ethnicities(runtime.catalogue),
    )
    return tables_of(figures, names)


def _names(runtime: Runtime, list_name: str) -> Mapping[str, str]:
    return {one.code: one.name for one in runtime.lists.entries(list_name) if one.code}


@needs(Power.SEE_FIGURES)
def export_figures(runtime: Runtime, actor: Actor, first: date, last: date) -> tuple[Table, ...]:
    """Count the figures to be taken out; that they were is noted.

    Raises:
        BadRequestError: the days are no period.
    """
    figures = monitoring_figures_of(runtime, first, last)
    with unit_of_work(runtime.engine) as session:
        audit.write(
            session,
            actor,
            "figures.exported",
            "register",
            "all",
            first=first.isoformat(),
            last=last.isoformat(),
        )
    return figure_tables(runtime, figures)
