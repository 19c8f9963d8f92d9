"""The key that signs session cookies: set in the environment, or made once and kept."""

import os
import secrets
from pathlib import Path

from service.errors import SettingsError
from service.settings import PREFIX, Settings


def secret_key(settings: Settings) -> str:
    """Give the key of this installation, making it the first time; only its owner may read it.

    Raises:
        SettingsError: the data folder cannot be written.
    """
    return settings.secret_key or _kept(settings.data_dir)


def _kept(data_dir: Path) -> str:
    path = data_dir / "secret-key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"{PREFIX}DATA_DIR: cannot be written ({error.strerror})",
            hint="Name a folder that this user may write to.",
        ) from error


def _make(path: Path) -> None:
    """Write the key whole or not at all: two services may start at once."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
