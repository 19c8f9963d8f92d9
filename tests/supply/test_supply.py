"""Licences, the bill of materials and the look for known faults follow the lock."""

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bench.supply import audit
from bench.supply.licences import PAGE, debian_packages, is_copyleft, licence_of, page
from bench.supply.locked import RUN_LOCK, Locked, read_lock
from bench.supply.sbom import bill

_LOCKED = read_lock()


def test_every_package_that_is_installed_is_locked_with_hashes() -> None:
    assert len(_LOCKED) > 60
    assert all(one.sha256 for one in _LOCKED)
    assert len({one.name for one in _LOCKED}) == len(_LOCKED)


def test_the_lock_names_no_place_to_fetch_from() -> None:
    text = RUN_LOCK.read_text(encoding="utf-8")
    assert not any(word in text for word in ("://", "--index", "--find-links"))


def test_the_licences_are_those_of_the_lock() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(_LOCKED), "python -m bench.supply.licences"


def test_every_debian_package_has_its_licence() -> None:
    wanted = set(Path("requirements/apt-run.txt").read_text().split())
    assert wanted <= debian_packages()


@pytest.mark.parametrize(
    ("licence", "copyleft"),
    [("LGPL-3.0-only", True), ("MPL-2.0", True), ("MIT", False), ("AGPL-3.0-or-later", True)],
)
def test_copyleft_is_flagged(licence: str, copyleft: bool) -> None:
    assert is_copyleft(licence) is copyleft


def test_a_package_that_names_no_licence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.supply.licences._names", lambda _installed: iter(()))
    with pytest.raises(LookupError, match="click"):
        licence_of(Locked("click", "0", ()))


def test_the_bill_is_cyclonedx_and_lists_all_that_is_locked() -> None:
    said = bill(_LOCKED)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(said) is None
    components = json.loads(said)["components"]
    found = {(one["name"], one.get("version")) for one in components}
    assert {(one.name, one.version) for one in _LOCKED} <= found
    assert "tesseract-ocr" in {name for name, _ in found}
    flask = next(one for one in components if one["name"] == "flask")
    assert flask["purl"].startswith("pkg:pypi/flask@")
    assert flask["hashes"]
    assert flask["licenses"]


_FAULT = {
    "dependencies": [
        {"name": "flask", "version": "0.1", "vulns": [{"id": "CVE-1", "fix_versions": ["0.2"]}]},
        {"name": "click", "version": "8.0", "vulns": []},
    ]
}


def test_known_faults_are_named_with_what_mends_them() -> None:
    found = audit.Found.told(_FAULT, "2026-11-27")
    said = audit.words(found, is_new=True)
    assert said.splitlines() == [
        "checked on 2026-11-27: 2 packages, 1 known faults",
        "  flask 0.1: CVE-1, mended in 0.2",
    ]


def test_without_a_network_the_last_result_is_told_with_its_day(tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    assert audit.kept(path) is None
    assert audit.words(None, is_new=False).startswith("not checked: no network")
    audit.keep(audit.Found.told(_FAULT, "2026-11-27"), path)
    assert audit.words(audit.kept(path), is_new=False).startswith(
        "not checked now: no network; last checked on 2026-11-27"
    )


def test_advisories_that_cannot_be_reached_are_no_result(tmp_path: Path) -> None:
    assert audit.ask(tmp_path / "nothing.lock") is None


def test_the_last_result_was_kept() -> None:
    found = audit.kept()
    assert found is not None
    assert found.packages >= 60
