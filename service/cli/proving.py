"""`throughcare forms prove` and `throughcare forms release`."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click

from forms.errors import DefinitionError
from forms.releases import ReleaseState, release_state
from ocr.proving.proof import ALL_WAYS, Proof, proof_json, steps
from ocr.proving.verdicts import ZoneResult
from ocr.proving.ways import Way
from service.cli import ITEMS_FAILED
from service.settings import Settings
from service.usecases.prove import (
    Candidate,
    candidate,
    hopeless_zones,
    keep_pictures,
    prove_form,
    release_form,
)

_FOLDER = click.Path(file_okay=False, path_type=Path)


def _candidate(named: str, version: str | None) -> Candidate:
    return candidate(named, version, Settings.from_env().form_folders)


def _proof(found: Candidate, ways: Sequence[Way] = ALL_WAYS) -> Proof:
    label = f"Proving {found.form.id}"
    with click.progressbar(length=steps(ways), label=label, file=sys.stderr) as bar:
        return prove_form(found, ways, lambda: bar.update(1))


def _refuse(reasons: Iterable[str]) -> NoReturn:
    for reason in reasons:
        click.echo(f"  {reason}")
    click.echo("Not released: what was named does not read back.", err=True)
    raise SystemExit(ITEMS_FAILED)


def _zone_line(zone: ZoneResult) -> str:
    counted = f"{zone.right} of {zone.trials}" if zone.trials else "-"
    ways = "  ".join(f"{outcome:<12}" for outcome in zone.worst.values())
    return f"{zone.key:<34}{zone.verdict:<8}{counted:<10}{ways}".rstrip()


def _show(proof: Proof) -> None:
    """Print the table: codes, then zones with the worst that happened on each way."""
    form = proof.form
    click.echo(f"{form.title} ({form.id}, version {form.version})\n")
    for code in proof.codes:
        after = f"   not after {', '.join(code.unread)}" if code.unread else ""
        click.echo(f"page {code.page}, code at the {code.code:<12}{code.verdict}{after}")
    ways = "  ".join(f"{way:<12}" for way in proof.ways)
    click.echo(f"\n{'zone':<34}{'':<8}{'right':<10}{ways}".rstrip())
    for zone in proof.zones:
        click.echo(_zone_line(zone))
    fails = proof.failures
    click.echo(f"\n{len(fails)} fail" if fails else "\nEvery code and zone reads back.")
    for failure in fails:
        click.echo(f"  {failure}")


@click.command()
@click.argument("form", metavar="FORM|FILE.toml")
@click.option("--version", help="Which version of the form; the newest if not given.")
@click.option("-o", "--output", type=_FOLDER, help="A folder for pictures of the pages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--way",
    "ways",
    multiple=True,
    type=click.Choice([str(way) for way in ALL_WAYS]),
    help="Only this way, or these; a release takes all.",
)
def prove(
    form: str, version: str | None, output: Path | None, ways: tuple[str, ...], *, as_json: bool
) -> None:
    """Print a form filled in, fax, copy and photograph it, read it back, and report each zone."""
    chosen = tuple(Way(way) for way in ways) or ALL_WAYS
    proof = _proof(_candidate(form, version), chosen)
    if as_json:
        click.echo(json.dumps(proof_json(proof), ensure_ascii=False))
    else:
        _show(proof)
    for path in keep_pictures(proof, output) if output else ():
        click.echo(f"{path}", err=True)
    raise SystemExit(0 if proof.holds else ITEMS_FAILED)


@click.command()
@click.argument("form", metavar="FORM|FILE.toml")
@click.option("--version", help="Which version of the form; the newest if not given.")
def release(form: str, version: str | None) -> None:
    """Prove a form and note its fingerprint: from then on this version is frozen."""
    found = _candidate(form, version)
    match release_state(found.form, found.releases):
        case ReleaseState.RELEASED:
            click.echo(f"{found.form.id} version {found.form.version} is released already.")
            return
        case ReleaseState.CHANGED:
            reason = "this version was released and has changed since: give it a new version"
            raise DefinitionError(found.form.id, None, reason)
        case ReleaseState.DRAFT:
            pass
    if lost := hopeless_zones(found):
        _refuse(f"{key}: {'; '.join(reasons)}" for key, reasons in lost.items())
    proof = _proof(found)
    if not release_form(found, proof):
        _show(proof)
        _refuse(())
    click.echo(f"{found.form.id} version {found.form.version} is proven and released.")
