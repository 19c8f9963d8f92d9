"""The pictures of the work, made of its figures."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from service.figures import AGES, PeriodFigures, WorkFigures
from service.periods import Period, Span
from service.web.charts import (
    LEFT_OF_WORDS,
    Chart,
    Mark,
    across,
    bar_row,
    largest_first,
    row,
    ticks,
    ticks_of_counts,
    upper_end,
)
from service.web.register_words import CHANNEL
from service.web.words import STATE, show_duration, show_number, show_share

_OTHERS = "All others"
_NONE = "\N{EN DASH}"
_UNITS = ((timedelta(days=1), "days"), (timedelta(hours=1), "hours"), (timedelta(minutes=1), "min"))
AGE_WORDS = ("Under 1 day", "1 to 3 days", "3 to 7 days", "Over 7 days")


def period_label(period: Period) -> str:
    """Name a period as a row of a chart can: 16 Nov, Nov 2026."""
    day = period.first_day
    return f"{day.day} {day:%b}" if period.span is Span.WEEK else f"{day:%b %Y}"


def _each(span: Span) -> str:
    return "week, named by its Monday" if span is Span.WEEK else "month"


def _counted(
    figures: WorkFigures,
    counts: Sequence[Mapping[str, int]],
    names: Mapping[str, str],
    key: str,
    title: str,
) -> Chart:
    """Draw how many forms came in, apart by what each number is counted by."""
    every: dict[str, int] = {}
    for count in counts:
        every = {key: every.get(key, 0) + count.get(key, 0) for key in {**every, **count}}
    groups = largest_first(every)
    end = upper_end(max((sum(count.values()) for count in counts), default=0))
    legend = tuple(names.get(name, name) if name else _OTHERS for name, _ in groups)
    shares = ", ".join(
        f"{name} {show_number(sum(every[key] for key in keys))}"
        for name, (_, keys) in zip(legend, groups, strict=True)
    )
    return Chart(
        key=key,
        title=title,
        description=f"A bar for each {_each(figures.span)}. Over all of them: {shares}.",
        rows=tuple(
            bar_row(
                at,
                period_label(one.period),
                [sum(count.get(key, 0) for key in keys) for _, keys in groups],
                show_number(one.forms),
                end=end,
            )
            for at, (one, count) in enumerate(zip(figures.periods, counts, strict=True))
        ),
        ticks=ticks_of_counts(end),
        numbers="forms",
        legend=legend,
    )


def by_form(figures: WorkFigures, titles: Mapping[str, str]) -> Chart:
    """Draw how many forms of each kind came in."""
    counts = [one.by_form for one in figures.periods]
    return _counted(figures, counts, titles, "form", "Forms that came in, by form")


def by_channel(figures: WorkFigures) -> Chart:
    """Draw how many forms came in each way."""
    counts = [{str(key): n for key, n in one.by_channel.items()} for one in figures.periods]
    names = {key: text[:1].upper() + text[1:] for key, text in CHANNEL.items()}
    return _counted(figures, counts, names, "channel", "Forms that came in, by how they came")


def alone(figures: WorkFigures) -> Chart:
    """Draw the share of the forms that needed no person."""
    last = [one for one in figures.periods if one.forms]
    newest = f" In the last: {show_share(last[-1].share_alone)}." if last else ""
    return Chart(
        key="alone",
        title="Read without a person",
        description=f"The share for each {_each(figures.span)}.{newest}",
        rows=tuple(
            bar_row(
                at,
                period_label(one.period),
                [one.share_alone or 0],
                show_share(one.share_alone) or _NONE,
                end=1,
            )
            for at, one in enumerate(figures.periods)
        ),
        ticks=ticks(1, ["0", "50 %", "100 %"]),
        numbers="share of the forms",
    )


def time_to_done(figures: WorkFigures) -> Chart:
    """Draw how long forms took: half of them no longer than the disc, nine in ten the diamond."""
    longest = max(
        (one.time_to_done.nine_of_ten for one in figures.periods if one.time_to_done),
        default=timedelta(),
    )
    unit, name = next((unit for unit in _UNITS if longest >= 2 * unit[0]), _UNITS[-1])
    end = upper_end(longest / unit)
    return Chart(
        key="time",
        title="Time from arrival to done",
        description=f"For each {_each(figures.span)}, a disc at the time that half of the forms "
        "took at most and a diamond at the time that nine in ten took at most.",
        rows=tuple(
            row(at, period_label(one.period), _time_number(one), mark=_time_mark(one, unit, end))
            for at, one in enumerate(figures.periods)
        ),
        ticks=ticks(end, ["0", f"{end / 2:g}", f"{end:g} {name}"]),
        numbers="half took no longer (median)",
    )


def _time_number(one: PeriodFigures) -> str:
    return show_duration(one.time_to_done.median) if one.time_to_done else _NONE


def _time_mark(one: PeriodFigures, unit: timedelta, end: float) -> Mark | None:
    taken = one.time_to_done
    if taken is None:
        return None
    half, nine_of_ten = across(taken.median / unit, end), across(taken.nine_of_ten / unit, end)
    return Mark(half, half, nine_of_ten)


def errors(figures: WorkFigures) -> Chart:
    """Draw how often reading was wrong, with the interval in which the truth lies."""
    highest = max(
        (one.errors.interval[1] for one in figures.periods if one.errors.checked), default=0
    )
    end = upper_end(highest)
    return Chart(
        key="errors",
        title="Errors of reading",
        description=f"For each {_each(figures.span)}, a disc at the share of wrong values among "
        "those that persons looked at, and a line over the 95 % interval of the true share.",
        rows=tuple(
            row(
                at,
                period_label(one.period),
                show_share(one.errors.rate, 1) or _NONE,
                mark=_error_mark(one, end),
            )
            for at, one in enumerate(figures.periods)
        ),
        ticks=ticks(end, ["0", f"{50 * end:g} %", f"{100 * end:g} %"]),
        numbers="measured error rate",
    )


def _error_mark(one: PeriodFigures, end: float) -> Mark | None:
    rate = one.errors.rate
    if rate is None:
        return None
    low, high = one.errors.interval
    return Mark(across(rate, end), across(low, end), across(high, end))


def waiting(figures: WorkFigures) -> Chart:
    """Draw what waits and how long it has waited."""
    end = upper_end(max(one.files for one in figures.waiting))
    oldest = sum(one.by_age[-1] for one in figures.waiting)
    return Chart(
        key="waiting",
        title="What waits, and how long",
        description="A bar for each state that files wait in, told apart by how long ago they "
        f"came. Over {AGES[-1].days} days old: {show_number(oldest)}.",
        rows=tuple(
            bar_row(
                at,
                STATE[one.state],
                one.by_age,
                show_number(one.files),
                end=end,
                left=LEFT_OF_WORDS,
            )
            for at, one in enumerate(figures.waiting)
        ),
        ticks=ticks(end, ["0", show_number(round(end))], LEFT_OF_WORDS),
        numbers="files",
        legend=AGE_WORDS,
    )
