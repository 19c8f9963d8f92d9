"""`throughcare generate --prison`: one form for each client of a prison, from the register."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from time import sleep
from typing import Any, BinaryIO
from zipfile import ZipFile

import click

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.cli.context import console_actor, open_here
from service.copy_sets import CopySet, CopySetRequest
from service.permission.asking import as_the_service
from service.runtime import Runtime
from service.settings import Settings
from service.store.caseloads import Caseload
from service.store.states import CopySetOrder, CopySetState, CustodyStatus
from service.usecases.copy_sets import find_set, left_out_of, order_set, take_set_file
from service.usecases.make_copies import make_claimed
from service.usecases.work import take_job_on_set

_LOOK_EVERY = 0.5
"""Seconds between two looks, while a worker makes the set or makes ready to."""


def generate_for_prison(
    settings: Settings, form: Form, artefact: str, whom: Mapping[str, Any], given: Mapping[str, Any]
) -> None:
    """Make a set as the pages do, and put it where it was asked for."""
    merge, out_dir = _outputs(artefact, given)
    runtime = open_here(settings)
    kind = ArtefactFormat.PRINT if merge else ArtefactFormat(artefact)
    done = _made(runtime, order_set(runtime, console_actor(), _request(form, kind, whom, given)).id)
    if done.state is CopySetState.READY:
        with take_set_file(runtime, console_actor(), done.id) as file:
            _put(file, merge, out_dir)
    _tell(runtime, done)


def _outputs(artefact: str, given: Mapping[str, Any]) -> tuple[Path | None, Path | None]:
    merge, out_dir = given["merge"], given["out_dir"]
    if any(value for key, value in given.items() if key not in ("merge", "out_dir", "recipient")):
        raise click.UsageError("--prison goes with --out-dir or --merge, and what narrows it.")
    if (merge is None) == (out_dir is None):
        raise click.UsageError("Say where the copies go: --merge FILE.pdf or --out-dir DIR.")
    if out_dir is not None and artefact == ArtefactFormat.PRINT:
        raise click.UsageError("For paper they go into one file: --merge FILE.pdf.")
    return merge, out_dir


def _request(
    form: Form, kind: ArtefactFormat, whom: Mapping[str, Any], given: Mapping[str, Any]
) -> CopySetRequest:
    return CopySetRequest(
        form_id=form.id,
        form_version=form.version,
        artefact=kind,
        caseload=Caseload(
            prison=whom["prison"],
            status=CustodyStatus(whom["status"]) if whom["status"] else None,
            release_weeks=whom["within_weeks"],
            worker=whom["worker"] or "",
            home_dat=whom["home_dat"] or "",
        ),
        order=CopySetOrder(whom["order"] or CopySetOrder.SURNAME),
        recipient=given["recipient"],
    )


def _made(runtime: Runtime, set_id: int) -> CopySet:
    """Make the set here, or wait for the worker that has taken it already."""
    while (found := find_set(runtime, set_id)).state is CopySetState.WAITING:
        with as_the_service():
            claim = take_job_on_set(runtime, set_id)
        if claim is None:
            sleep(_LOOK_EVERY)
            continue
        with (
            as_the_service(),
            click.progressbar(length=found.total, label="Making forms", file=sys.stderr) as bar,
        ):
            make_claimed(runtime, claim, lambda place: bar.update(place - bar.pos))
    return found


def _put(file: BinaryIO, merge: Path | None, out_dir: Path | None) -> None:
    if merge is not None:
        with merge.open("wb") as target:
            shutil.copyfileobj(file, target)
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
        with ZipFile(file) as box:
            box.extractall(out_dir)


def _tell(runtime: Runtime, done: CopySet) -> None:
    for left in left_out_of(runtime, done.id):
        for key, text in left.problems.items():
            click.echo(f"client {left.reference}: {key}: {text}", err=True)
    made = "1 copy" if done.made == 1 else f"{done.made:,} copies"
    missing = f"; {done.left_out:,} of {done.total:,} clients have none" if done.left_out else ""
    click.echo(f"{made} made{missing}.", err=True)
    if done.left_out or done.state is not CopySetState.READY:
        raise SystemExit(1)
