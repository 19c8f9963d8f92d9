"""What `throughcare doctor` says of keys, temporary files and links to other machines."""

from collections.abc import Iterator

from service.links import database_remedy, queue_remedy
from service.private_files import is_in_memory, private_root
from service.settings import Settings
from service.vault.key_source import is_kept_inside, kept_keys

Said = tuple[str, str | None]
"""What was looked at, and the remedy where something is wrong."""


def at_rest_checks(settings: Settings) -> Iterator[Said]:
    """Look at each in turn."""
    yield _keys(settings), None
    yield _temporary(settings), None
    yield "Database is on this machine, or reached by TLS", database_remedy(settings.database_url)
    if settings.queue_url:
        yield "Queue is on this machine, or reached by TLS", queue_remedy(settings.queue_url)


def _keys(settings: Settings) -> str:
    if is_kept_inside(settings):
        return (
            "Keys of the stored files are in the data folder. They protect originals that are lost "
            "without it,\n        not a lost disk that has both. Move them out: copy "
            f"{kept_keys(settings.data_dir)} to another place, set\n        THROUGHCARE_KEY_FILE "
            "to it, restart, then delete it here"
        )
    return "Keys of the stored files are kept apart from the data"


def _temporary(settings: Settings) -> str:
    root = private_root(settings)
    where = "in memory" if is_in_memory(root) else "on the disk: encrypt it, and swap"
    return f"Temporary files are private and {where} ({root})"
