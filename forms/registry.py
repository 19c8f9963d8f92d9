"""The catalogue: every form definition that is in use, found by id and version or by code."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from forms.definition import Form
from forms.errors import DefinitionError, UnknownFormError
from forms.loading import load_form, load_form_file

RELEASES = "issued.toml"
"""Beside definitions: the fingerprints of those that were released (forms.releases)."""


def _version_order(form: Form) -> tuple[int, str]:
    return (int(form.version) if form.version.isdigit() else 0, form.version)


class Catalogue:
    """All forms in use; versions of one form are kept beside one another."""

    def __init__(self, forms: Iterable[Form]) -> None:
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
            yield self.find(form_id)

    def find(self, form_id: str, version: str | None = None) -> Form:
        """Find a form; without a version, its newest.

        Raises:
            UnknownFormError: no such form or version.
        """
        versions = self._by_id.get(form_id)
        if not versions:
            raise UnknownFormError(f"there is no form called {form_id!r}")
        if version is None:
            return max(versions.values(), key=_version_order)
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
        if path.name != RELEASES
    ]
    return Catalogue((*shipped_forms(), *local))
