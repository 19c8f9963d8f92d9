"""Changes the file of keys of an installation: a new first key, or one that is needed no more."""

from pathlib import Path

from service.errors import ConflictError, NotFoundError, SettingsError
from service.secret_file import write_anew
from service.settings import Settings
from service.vault.key_source import kept_keys
from service.vault.key_text import key_text, new_key_text, secret_of, secrets_of_file
from service.vault.keys import Key


def file_of(settings: Settings) -> Path:
    """Give the file of keys that this service may change.

    Raises:
        ConflictError: the keys are in the environment.
    """
    if settings.keys:
        raise ConflictError(
            "the keys are in THROUGHCARE_KEY, which only you can change",
            hint="Set the new key before the old one, with a comma between, in every process; "
            "restart them; then: throughcare keys rotate",
        )
    return settings.key_file or kept_keys(settings.data_dir)


def add_key(settings: Settings) -> Key:
    """Draw a key and put it first in the file: from now on it writes."""
    text = new_key_text()
    path = file_of(settings)
    _write(path, (secret_of(text), *secrets_of_file(path)))
    return Key.of(secret_of(text))


def drop_key(settings: Settings, wanted: str) -> Key:
    """Take a key out of the file; whoever asks has made sure that nothing needs it.

    Raises:
        NotFoundError: it is not there.
        ConflictError: it is the first, which writes.
    """
    path = file_of(settings)
    first, *others = secrets_of_file(path)
    if Key.of(first).short_id == wanted:
        raise ConflictError("this key writes", hint="Add another first: throughcare keys add")
    found = [secret for secret in others if Key.of(secret).short_id == wanted]
    if not found:
        raise NotFoundError(f"there is no key {wanted} in {path}")
    _write(path, [first, *(secret for secret in others if secret not in found)])
    return Key.of(found[0])


def _write(path: Path, secrets: "tuple[bytes, ...] | list[bytes]") -> None:
    try:
        write_anew(path, "\n".join(key_text(secret) for secret in secrets))
    except OSError as error:
        raise SettingsError(
            f"the file of keys cannot be written ({error.strerror})",
            hint=f"Let this user write there, or change it yourself: {path}",
        ) from error
