"""What must hold between the parts of a definition: keys are unique, references lead somewhere."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from forms import definition as d

MAX_PAGES = 31
REFERENCE_LISTS = ("prisons", "courts", "dats")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, and where in the TOML file it stands."""

    path: tuple[str | int, ...]
    key: str | None
    reason: str


def _placed(form: d.Form) -> Iterator[tuple[tuple[str | int, ...], d.Field]]:
    """Yield each field with the path of the TOML table that it came from."""
    for index, section in enumerate(form.sections):
        here: tuple[str | int, ...] = ("section", index)
        position = -1
        for field in section.fields:
            if section.table:
                yield (*here, "table"), field
            elif field.detail_of:
                yield (*here, "field", position, "detail"), field
            else:
                position += 1
                yield (*here, "field", position), field


def _check_field(keys: dict[str, d.Field], field: d.Field) -> Iterator[tuple[str, str]]:
    if not 1 <= field.span <= 12:
        yield "span", "`span` must be 1 to 12"
    match field.kind:
        case d.Text(max_length=length, lines=lines) if length < 1 or lines < 1:
            yield "max_length", "`max_length` and `lines` must be at least 1"
        case d.Comb(length=length) if not 1 <= length <= 20:
            yield "length", "`length` must be 1 to 20"
    if field.required_when:
        for reason in _check_condition(keys, field.required_when):
            yield "required_when", reason
    if use := field.reference:
        if use.list_name not in REFERENCE_LISTS:
            yield "reference", f"reference list must be one of {', '.join(REFERENCE_LISTS)}"
        if use.pairs_with is not None and use.pairs_with not in keys:
            yield "reference", f"`pairs_with` names no field: {use.pairs_with}"


def _check_condition(keys: dict[str, d.Field], condition: d.Condition) -> Iterator[str]:
    other = keys.get(condition.field)
    if other is None:
        yield f"`required_when` names no field: {condition.field}"
    elif isinstance(other.kind, d.Choice):
        known = {option.key for option in other.kind.options}
        if unknown := [value for value in condition.values if value not in known]:
            yield f"{condition.field} has no option {unknown[0]!r}"
    elif isinstance(other.kind, d.Tick) and not all(isinstance(v, bool) for v in condition.values):
        yield f"{condition.field} is a tick: `is` must be true or false"


def _rule_fields(rule: d.Rule) -> tuple[str, ...]:
    match rule:
        case d.InOrder():
            return (rule.earlier, rule.later)
        case d.AnyOf():
            return rule.fields
        case d.NotAfterToday():
            return (rule.field,)


def _check_rules(form: d.Form, keys: dict[str, d.Field]) -> Iterator[Problem]:
    for index, rule in enumerate(form.rules):
        for key in _rule_fields(rule):
            if key not in keys:
                yield Problem(("rule", index), None, f"the rule names no field: {key}")
            elif not isinstance(rule, d.AnyOf) and not isinstance(keys[key].kind, d.Date):
                yield Problem(("rule", index), None, f"{key} is not a date")


def _check_places(form: d.Form) -> Iterator[Problem]:
    """Check that an adopted form says where each field is, and no other form does."""
    if form.adopted and len(form.adopted.pages) != form.pages:
        yield Problem(("adopted",), None, f"[[adopted.page]] must stand there {form.pages} times")
    for path, field in _placed(form):
        if bool(field.places) is not bool(form.adopted):
            yield Problem(path, "place", "places are for adopted forms, and all their fields")
        elif any(not 1 <= place.page <= form.pages for place in field.places):
            yield Problem(path, "place", f"`page` must be 1 to {form.pages}")
        elif field.places and [place.option for place in field.places] != _options(field):
            yield Problem(path, "place", "give one place, or one for each option in their order")


def _options(field: d.Field) -> list[str | None]:
    if isinstance(field.kind, d.Choice):
        return [option.key for option in field.kind.options]
    return [None]


def check_form(form: d.Form) -> Iterator[Problem]:
    """Yield every problem of a definition, in the order of the file."""
    if not 1 <= form.pages <= MAX_PAGES:
        yield Problem((), "pages", f"`pages` must be 1 to {MAX_PAGES}")
    if not form.sections:
        yield Problem((), None, "a form needs at least one [[section]]")
    counts = Counter(field.key for field in form.fields())
    keys = {field.key: field for field in form.fields()}
    for path, field in _placed(form):
        if counts[field.key] > 1:
            yield Problem(path, "key", f"two fields are called {field.key}")
        for key, reason in _check_field(keys, field):
            yield Problem(path, key, reason)
    yield from _check_rules(form, keys)
    yield from _check_places(form)
