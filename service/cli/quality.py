"""`throughcare quality`: how often reading was wrong where nobody looked."""

from collections.abc import Sequence

import click

from service.cli.context import open_here
from service.quality import ErrorRate, Part, together
from service.usecases.quality import error_rates

_NUMBERS = ("looked at", "wrong", "error rate", "95 % interval", "not clear", "waiting")


@click.command()
@click.option(
    "--by",
    type=click.Choice([str(part) for part in Part]),
    multiple=True,
    default=["form", "channel"],
    show_default=True,
    help="What to count apart; may be given several times.",
)
def quality(by: tuple[str, ...]) -> None:
    """Print how often values accepted without a person were wrong, as persons found by chance.

    The interval is the one in which the true rate lies 95 times of 100 (Wilson).
    """
    parts = list(dict.fromkeys(map(Part, by)))
    rates = error_rates(open_here())
    if not rates:
        click.echo("No value has been drawn yet.")
        return
    rows = [_cells(rate, parts) for rate in together(rates, parts)]
    every = _cells(together(rates, ())[0], ())
    rows.append(["all", *[""] * (len(parts) - 1), *every])
    for line in _table([[*map(str, parts), *_NUMBERS], *rows], len(parts)):
        click.echo(line)


def _cells(rate: ErrorRate, parts: Sequence[Part]) -> list[str]:
    low, high = rate.interval
    share = "-" if rate.rate is None else f"{rate.rate:.2%}"
    bounds = f"{low:.2%} to {high:.2%}" if rate.checked else "-"
    counts = [str(rate.checked), str(rate.wrong), share, bounds, str(rate.unclear)]
    return [*(rate.group[part] for part in parts), *counts, str(rate.waiting)]


def _table(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
