"""Makes the folders of an installation: its own alone may look into them."""

from pathlib import Path

from service.errors import UnavailableError


def make_folder(folder: Path) -> None:
    """Make a folder with all above it, where it is missing.

    Raises:
        UnavailableError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UnavailableError(
            f"the folder of the database cannot be made ({error.strerror})",
            hint="Set THROUGHCARE_DATA_DIR to a folder that may be written.",
        ) from error
