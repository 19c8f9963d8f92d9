"""The key that signs session cookies: set in the environment, or made once and kept."""

import secrets
from pathlib import Path

from service.errors import SettingsError
from service.secret_file import write_once
from service.setting_names import PREFIX
from service.settings import Settings


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
            write_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"{PREFIX}DATA_DIR: cannot be written ({error.strerror})",
            hint="Name a folder that this user may write to.",
        ) from error
