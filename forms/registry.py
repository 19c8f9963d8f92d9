"""The catalogue: every form definition that is in use, found by id and version or by code."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from forms.definition import Form
from forms.errors import DefinitionError, UnknownFormError
from forms.loading import load_form, load_form_file

RELEASES = "issued.toml"
"""Beside definitions: the fingerprints of those that were released (forms.releases)."""
RETIRED = "retired.toml"
"""Beside definitions: the versions of which no more copies are made."""


def _version_order(form: Form) -> tuple[int, str]:
    return (int(form.version) if form.version.isdigit() else 0, form.version)


class Catalogue:
    """All forms in use; versions of one form are kept beside one another.

    Of a retired version no more copies are made; those that are out are read as before.
    """

    def __init__(self, forms: Iterable[Form], retired: Iterable[tuple[str, str]] = ()) -> None:
        self._retired = frozenset(retired)
        self._by_code: dict[str, Form] = {}
        self._by_id: dict[str, dict[str, Form]] = {}
        for form in forms:
            versions = self._by_id.setdefault(form.id, {})
            if form.version in versions or form.code in self._by_code:
                reason = f"version {form.version} or code {form.code} is used twice"
                raise DefinitionError(form.id, None, reason)
            versions[form.version] = self._by_code[form.code] = form

    def __iter__(self) -> Iterator[Form]:
        """Yield every version of every form, ids in order."""
        for form_id in sorted(self._by_id):
            yield from sorted(self._by_id[form_id].values(), key=_version_order)

    def newest(self) -> Iterator[Form]:
        """Yield the newest version of every form, ids in order."""
        for form_id in sorted(self._by_id):
            if self._in_use(form_id):
                yield self.find(form_id)

    def is_retired(self, form: Form) -> bool:
        """Tell whether no more copies of a form are made."""
        return (form.id, form.version) in self._retired

    def _in_use(self, form_id: str) -> list[Form]:
        return [form for form in self._by_id[form_id].values() if not self.is_retired(form)]

    def find(self, form_id: str, version: str | None = None) -> Form:
        """Find a form; without a version, its newest that is not retired.

        Raises:
            UnknownFormError: no such form or version.
        """
        versions = self._by_id.get(form_id)
        if not versions:
            raise UnknownFormError(f"there is no form called {form_id!r}")
        if version is None:
            return max(self._in_use(form_id) or versions.values(), key=_version_order)
        if version not in versions:
            raise UnknownFormError(f"{form_id} has no version {version!r}")
        return versions[version]

    def by_code(self, code: str) -> Form | None:
        """Find the form that a copy id's first two characters name."""
        return self._by_code.get(code)


@cache
def shipped_forms() -> tuple[Form, ...]:
    """Load the definitions that the product ships."""
    folder = resources.files("forms.catalogue")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return tuple(load_form((folder / name).read_text(encoding="utf-8"), name) for name in names)


def load_catalogue(*local_folders: Path) -> Catalogue:
    """Load the shipped forms and those of local folders, one TOML file each.

    Raises:
        DefinitionError: a file is wrong, or two claim the same version or code.
    """
    local = [
        load_form_file(path)
        for folder in local_folders
        for path in sorted(folder.glob("*.toml"))
        if path.name not in (RELEASES, RETIRED)
    ]
    retired = (version for folder in local_folders for version in read_retired(folder))
    return Catalogue((*shipped_forms(), *local), retired)


def read_retired(folder: Path) -> list[tuple[str, str]]:
    """Read which versions are retired: id and version of each; none where no file says so.

    Raises:
        DefinitionError: the file cannot be read.
    """
    path = folder / RETIRED
    if not path.is_file():
        return []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DefinitionError(RETIRED, None, "the list of retired forms cannot be read") from error
    return [(form_id, version) for form_id, versions in found.items() for version in versions]


def write_retired(folder: Path, retired: Iterable[tuple[str, str]]) -> None:
    """Write which versions are retired, in the place of what the folder said before."""
    by_id: dict[str, list[str]] = {}
    for form_id, version in sorted(set(retired)):
        by_id.setdefault(form_id, []).append(version)
    lines = ["# The versions of which no more copies are made.\n"]
    lines += [f"{form_id} = {json.dumps(versions)}\n" for form_id, versions in by_id.items()]
    fresh = (folder / RETIRED).with_suffix(".new")
    fresh.write_text("".join(lines), encoding="utf-8")
    fresh.replace(folder / RETIRED)
