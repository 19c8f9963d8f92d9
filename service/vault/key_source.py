"""Where the keys of an installation are: the environment, a file, or one made in the data folder.

A file is looked at again whenever it was changed: services that run follow a rotation.
"""

from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Lock

from service.errors import KeyMissingError, SettingsError
from service.secret_file import write_once
from service.setting_names import PREFIX
from service.settings import Settings
from service.vault.key_text import new_key_text, secrets_of_file
from service.vault.keys import Key, KeyRing

SEALED_SUFFIX = ".sealed"
_Stamp = tuple[int, int, int]


@dataclass(slots=True, eq=False)
class KeyFile:
    """A file of keys, one a line."""

    path: Path
    _stamp: _Stamp | None = None
    _keys: tuple[Key, ...] = field(default=(), repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def read(self) -> tuple[Key, ...]:
        """Give the keys as they stand there now.

        Raises:
            KeyMissingError: the file cannot be read, or holds something else.
        """
        try:
            with self._lock:
                self._look()
                return self._keys
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise KeyMissingError(
                f"the file of keys cannot be used ({why})",
                hint=f"Put it back, and let this user read it: {self.path}",
            ) from error

    def _look(self) -> None:
        found = self.path.stat()
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp != self._stamp:
            self._keys = tuple(Key.of(secret) for secret in secrets_of_file(self.path))
            self._stamp = stamp


@dataclass(frozen=True, slots=True)
class KeySource:
    """Gives the keys of an installation."""

    given: tuple[Key, ...] = field(default=(), repr=False)
    """Those of the environment."""
    files: tuple[KeyFile, ...] = ()

    def ring(self) -> KeyRing:
        """Give the keys as they are set now.

        Raises:
            KeyMissingError: a file of keys cannot be read.
        """
        keys = [*self.given, *chain.from_iterable(file.read() for file in self.files)]
        return KeyRing(tuple(dict.fromkeys(keys)))


def kept_keys(data_dir: Path) -> Path:
    """Give where an installation keeps its keys that was given none."""
    return data_dir / "keys"


def is_kept_inside(settings: Settings) -> bool:
    """Tell whether the keys lie beside what they protect."""
    return not settings.keys and settings.key_file is None


def key_source(settings: Settings) -> KeySource:
    """Find the keys of an installation; the first time, where it is given none, make one.

    Keys in the data folder go on being read where others are set: what they sealed is still there.

    Raises:
        SettingsError: the data folder cannot be written, or its key is gone and files are there.
    """
    kept = kept_keys(settings.data_dir)
    if is_kept_inside(settings):
        _make_sure(kept, settings.data_dir)
    given = tuple(Key.of(secret) for secret in settings.keys)
    paths = [path for path in (settings.key_file, kept) if path is not None]
    is_there = [path for path in paths if path == settings.key_file or path.exists()]
    return KeySource(given, tuple(KeyFile(path) for path in is_there))


def _make_sure(path: Path, data_dir: Path) -> None:
    if path.exists():
        return
    if any((data_dir / "originals").rglob(f"*{SEALED_SUFFIX}")):
        raise SettingsError(
            f"the keys of the stored files are gone: there is no {path}",
            hint=f"Put the file back, or set {PREFIX}KEY or {PREFIX}KEY_FILE.",
        )
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, new_key_text())
    except OSError as error:
        raise SettingsError(
            f"{PREFIX}DATA_DIR: cannot be written ({error.strerror})",
            hint="Name a folder that this user may write to.",
        ) from error
