"""What the pages on running and defending it refer to is there."""

import re
from pathlib import Path

_DOCS = Path("docs")


def _names_of_tests() -> set[str]:
    return {
        name
        for path in Path("tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (_DOCS / "threat-model.md").read_text("utf-8")))
    assert len(named) > 40
    assert sorted(named - _names_of_tests()) == []


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in (*_DOCS.glob("*.md"), Path("README.md")):
        for target in re.findall(r"\]\(([\w./-]+\.md)(?:#[\w-]+)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_nothing_names_where_packages_are_fetched_from() -> None:
    hosts = ("pypi" + ".org", "files.python" + "hosted", "deb.debian" + ".org", "docker" + ".io")
    for path in (*Path().glob("*"), *_DOCS.glob("*.md"), *Path(".ci").glob("*")):
        if path.is_file():
            text = path.read_text("utf-8")
            assert not any(host in text for host in hosts), path
