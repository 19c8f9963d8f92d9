"""The catalogue of a process that stays: a form that goes live or is retired is known at once."""

from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from forms.definition import Form
from forms.registry import Catalogue, load_catalogue

_Stamp = tuple[int, ...]


class LiveCatalogue(Catalogue):
    """Looks at its folders before each answer, and loads them anew when one has changed."""

    def __init__(self, *folders: Path) -> None:
        """Load the folders.

        Raises:
            DefinitionError: a file is wrong, or two claim the same version or code.
        """
        self._folders, self._lock = folders, Lock()
        self._stamp = self._look()
        self._loaded = load_catalogue(*folders)

    def _look(self) -> _Stamp:
        """Tell when something came to a folder last, or went; files in them are never changed."""
        return tuple(
            folder.stat().st_mtime_ns if folder.is_dir() else 0 for folder in self._folders
        )

    def _now(self) -> Catalogue:
        stamp = self._look()
        if stamp != self._stamp:
            with self._lock:
                self._loaded, self._stamp = load_catalogue(*self._folders), stamp
        return self._loaded

    def __iter__(self) -> Iterator[Form]:
        """Yield every version of every form, ids in order."""
        return iter(self._now())

    def newest(self) -> Iterator[Form]:
        """Yield the newest version in use of every form, ids in order."""
        return self._now().newest()

    def is_retired(self, form: Form) -> bool:
        """Tell whether no more copies of a form are made."""
        return self._now().is_retired(form)

    def find(self, form_id: str, version: str | None = None) -> Form:
        """Find a form; without a version, its newest that is not retired.

        Raises:
            UnknownFormError: no such form or version.
        """
        return self._now().find(form_id, version)

    def by_code(self, code: str) -> Form | None:
        """Find the form that a copy id's first two characters name."""
        return self._now().by_code(code)
