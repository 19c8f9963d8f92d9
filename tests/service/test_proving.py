"""`throughcare forms prove` and `release`: nothing is released that does not read back."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from forms.errors import DefinitionError
from forms.fingerprint import fingerprint
from forms.loading import load_form_file
from forms.registry import RELEASES, load_catalogue
from forms.releases import ReleaseState, record_release, release_state
from ocr.proving.proof import ALL_WAYS, Proof
from ocr.proving.ways import Way
from service.usecases.prove import candidate, release_form
from tests.ocr.test_proving import NOTE
from tests.service.console import Console


def written(folder: Path, span: int) -> Path:
    path = folder / "note-1.toml"
    path.write_text(NOTE.format(span=span), encoding="utf-8")
    return path


def test_a_form_that_does_not_read_back_is_not_released(console: Console, tmp_path: Path) -> None:
    code, printed, errors = console.run("forms", "release", written(tmp_path, span=1))
    assert code == 1
    assert "client_name: too narrow" in printed
    assert "Not released" in errors
    assert not (tmp_path / RELEASES).exists()


def test_a_proof_is_a_table_a_json_object_and_pictures(console: Console, tmp_path: Path) -> None:
    path, folder = written(tmp_path, span=1), tmp_path / "proof"
    code, printed, _ = console.run(
        "forms", "prove", path, "--way", "fine-fax", "--json", "-o", folder
    )
    assert code == 1
    proof = json.loads(printed)
    assert (proof["form"], proof["holds"], proof["ways"]) == ("note", False, ["fine-fax"])
    zones = {zone["key"]: zone for zone in proof["zones"]}
    assert zones["client_name"]["verdict"] == "fails"
    assert any(reason.startswith("too narrow") for reason in zones["client_name"]["reasons"])
    assert zones["arrived"]["verdict"] != "fails"
    assert {(code["page"], code["code"]) for code in proof["codes"]} == {(1, "head"), (1, "foot")}
    assert {code["verdict"] for code in proof["codes"]} == {"reads"}
    (picture,) = folder.iterdir()
    assert picture.name == "note-1-page-1.png"
    with Image.open(picture) as image:
        red = np.asarray(image)[:, :, 0].astype(int) - np.asarray(image)[:, :, 1]
    assert (red > 100).sum() > 500


def proven(path: Path, ways: tuple[Way, ...] = ALL_WAYS) -> Proof:
    """Give a proof in which nothing failed, without the trials."""
    return Proof(load_form_file(path), ways, (), ())


def test_only_a_proof_of_this_form_on_all_ways_releases_it(tmp_path: Path) -> None:
    path = written(tmp_path, span=8)
    found = candidate(str(path), None, ())
    assert not release_form(found, proven(path, (Way.FINE_FAX,)))
    assert not release_form(found, replace(proven(path), form=load_catalogue().find("alert-form")))
    assert release_state(found.form, found.releases) is ReleaseState.DRAFT
    assert release_form(found, proven(path))
    assert release_state(found.form, found.releases) is ReleaseState.RELEASED
    kept = tomllib.loads((tmp_path / RELEASES).read_text(encoding="utf-8"))
    assert kept == {"note": {"1": fingerprint(found.form)}}


def test_a_released_version_stays_as_it_was(console: Console, tmp_path: Path) -> None:
    path = written(tmp_path, span=8)
    release_form(candidate(str(path), None, ()), proven(path))
    written(tmp_path, span=7)
    changed = candidate(str(path), None, ())
    assert release_state(changed.form, changed.releases) is ReleaseState.CHANGED
    with pytest.raises(DefinitionError, match="take a new version"):
        record_release(changed.form, changed.releases)
    code, _, errors = console.run("forms", "release", path)
    assert (code, "give it a new version" in errors) == (1, True)


def test_releases_lie_beside_definitions_and_are_none(tmp_path: Path) -> None:
    path = written(tmp_path, span=8)
    release_form(candidate(str(path), None, ()), proven(path))
    assert load_catalogue(tmp_path).find("note")


def test_the_shipped_forms_are_released(console: Console) -> None:
    code, printed, _ = console.run("forms", "release", "alert-form")
    assert (code, printed) == (0, "alert-form version 1 is released already.\n")
