"""The figures as tables: the same for pages, CSV and programs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.clocks.limits import LIMITS, Clock
from service.journey.actions import TeamAt
from service.journey.duties import Team, duties
from service.journey.words import show_team
from service.monitoring.figures import AGES, NOT_LISTED, OLDEST, UNKNOWN, MonitoringFigures
from service.monitoring.suppressing import Figure, Shown, shown

_NOT_KNOWN = "Not recorded"
_OUTCOMES = {
    "in_time": "Done in time",
    "late": "Done late",
    "open_late": "Not done, limit passed",
    "open": "Not done, limit not passed",
    "lapsed": "No longer needed",
}
_COPIES = {"returned": "Came back", "out": "Did not come back"}
_SEX = {"female": "Female", "male": "Male", "other": "Other words", UNKNOWN: _NOT_KNOWN}
_AGE = {
    **{band: band.replace("-", " to ") for band, _ in AGES},
    "under-18": "Under 18",
    OLDEST: "55 and over",
    UNKNOWN: _NOT_KNOWN,
}
_NOUGHT = shown(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What codes are called."""

    forms: Mapping[str, str]
    changes: Mapping[str, str]
    prisons: Mapping[str, str]
    dats: Mapping[str, str]
    ethnicities: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One category."""

    key: str
    label: str
    cells: tuple[Shown, ...]
    """One a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of figures."""

    key: str
    title: str
    about: str
    """What is counted, in a sentence."""
    columns: tuple[tuple[str, str], ...]
    """Key and words of each."""
    rows: tuple[Row, ...]


def tables_of(figures: MonitoringFigures, names: Names) -> tuple[Table, ...]:
    """Give all tables, in the order of a report."""
    return (
        *_totals(figures),
        *_of_forms(figures, names),
        _changes(figures, names),
        *_of_clients(figures, names),
        _copies(figures, names),
        *_due(figures, names),
    )


def _totals(figures: MonitoringFigures) -> Iterator[Table]:
    rows = (
        ("forms", "Forms that came in and are accepted", figures.forms.shown),
        ("waiting", "Forms that came in and are not accepted yet", figures.waiting),
        ("clients", "Clients with an accepted form", figures.clients.shown),
        ("copies", "Copies of forms that went out", figures.copies.shown),
        ("due", "Actions that were due", figures.due.shown),
    )
    yield Table(
        key="all",
        title="In all",
        about="What the tables below tell apart.",
        columns=(("number", "Number"),),
        rows=tuple(Row(key=key, label=label, cells=(number,)) for key, label, number in rows),
    )


def _single(
    key: str, title: str, about: str, parts: Mapping[str, Shown], words: Mapping[str, str]
) -> Table:
    return Table(
        key=key,
        title=title,
        about=about,
        columns=(("number", "Number"),),
        rows=tuple(
            Row(key=one, label=words.get(one, one), cells=(parts[one],))
            for one in _ordered(parts, words)
        ),
    )


def _ordered(keys: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Sort categories as their words are listed, what is on no list last."""
    places = {key: place for place, key in enumerate(words)}
    return sorted(keys, key=lambda key: (places.get(key, len(places)), key))


def _parts(figure: Figure, table: str) -> dict[str, Shown]:
    return {key: part.shown for key, part in figure.tables.get(table, {}).items()}


def _with_rest(words: Mapping[str, str]) -> dict[str, str]:
    return {**words, NOT_LISTED: "Another code than the list has", UNKNOWN: _NOT_KNOWN}


def _of_forms(figures: MonitoringFigures, names: Names) -> Iterator[Table]:
    splits = (
        ("form", "by form", "Accepted forms by their kind.", names.forms),
        ("prison", "by prison", "By the prison whose code the form has.", names.prisons),
        ("dat", "by DAT", "By the DAT on the form, else the client's home DAT.", names.dats),
        ("age", "by age", "By the client's age on the last day.", _AGE),
        ("sex", "by sex", "By the sex that the register has.", _SEX),
        ("ethnicity", "by ethnicity", "As it was answered on the form.", names.ethnicities),
    )
    for key, by, about, words in splits:
        if key == "ethnicity" and not figures.asks_ethnicity:
            continue
        known = words if key == "form" else _with_rest(words)
        parts = _parts(figures.forms, key)
        yield _single(f"forms-{key}", f"Forms that came in, {by}", about, parts, known)


def _of_clients(figures: MonitoringFigures, names: Names) -> Iterator[Table]:
    splits = (
        ("age", "by age", "Age on the last day.", _AGE),
        ("sex", "by sex", "As the register has it.", _SEX),
        ("dat", "by home DAT", "As the register has it.", _with_rest(names.dats)),
    )
    for key, by, about, words in splits:
        parts = _parts(figures.clients, key)
        title = f"Clients with an accepted form, {by}"
        yield _single(f"clients-{key}", title, f"Each client once. {about}", parts, words)


def _changes(figures: MonitoringFigures, names: Names) -> Table:
    return _single(
        "changes",
        "Alert Forms, by change of circumstance",
        "Accepted Alert Forms by box ticked; a form may have several.",
        figures.changes,
        names.changes,
    )


def _crossed(
    key: str,
    title: str,
    about: str,
    columns: Mapping[str, str],
    figures: Mapping[str, Mapping[str, Shown]],
    words: Mapping[str, str],
) -> Table:
    """Make a table of the parts of several numbers: a column a number, a row a category."""
    categories = {one for parts in figures.values() for one in parts}
    return Table(
        key=key,
        title=title,
        about=about,
        columns=tuple(columns.items()),
        rows=tuple(
            Row(
                key=one,
                label=words.get(one, one),
                cells=tuple(figures.get(column, {}).get(one, _NOUGHT) for column in columns),
            )
            for one in _ordered(categories, words)
        ),
    )


def _copies(figures: MonitoringFigures, names: Names) -> Table:
    outcomes = figures.copies.tables.get("outcome", {})
    parts = {key: _parts(figure, "form") for key, figure in outcomes.items()}
    about = "Copies that went out in the period, and whether a form came back on them until now."
    return _crossed("copies", "Copies that went out, by form", about, _COPIES, parts, names.forms)


def _due(figures: MonitoringFigures, names: Names) -> Iterator[Table]:
    outcomes = figures.due.tables.get("outcome", {})
    yield _single(
        "due",
        "What was due in the period",
        "Every action of the guidance that has a limit, by what became of it.",
        {key: figure.shown for key, figure in outcomes.items()},
        _OUTCOMES,
    )
    clocks = {key: figure.tables.get("clock", {}) for key, figure in outcomes.items()}
    yield _crossed(
        "due-clock",
        "What was due, by limit",
        "The limits that the guidance sets.",
        _OUTCOMES,
        {key: {one: part.shown for one, part in found.items()} for key, found in clocks.items()},
        {str(clock): _capitalised(LIMITS[clock].words) for clock in Clock},
    )
    yield _crossed(
        "due-duty",
        "What was due, by action",
        "The actions that the guidance asks for; telephone calls are counted with their form.",
        _OUTCOMES,
        {key: _of_duties(found.values()) for key, found in clocks.items()},
        {key: duty.what for key, duty in duties().items()},
    )
    teams = {key: _parts(figure, "team") for key, figure in outcomes.items()}
    known = sorted({team for parts in teams.values() for team in parts})
    yield _crossed(
        "due-team",
        "What was due, by team",
        "The teams that were to act.",
        _OUTCOMES,
        teams,
        {team: _team(team, names) for team in known},
    )


def _of_duties(clocks: Iterable[Figure]) -> dict[str, Shown]:
    return {key: part for clock in clocks for key, part in _parts(clock, "duty").items()}


def _team(written: str, names: Names) -> str:
    kind, _, place = written.partition(":")
    team = Team(kind)
    if place == NOT_LISTED:
        return show_team(TeamAt(team=team, place="elsewhere"))
    name = (names.prisons if team is Team.SMT else names.dats).get(place, "")
    return " ".join(filter(None, (show_team(TeamAt(team=team, place=place)), name)))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
