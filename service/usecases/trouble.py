"""What a fault means for a job: whose it is, and whether another try may help."""

from forms.errors import FileError, NotInstalledError, ThroughcareError
from service.errors import FileRefusedError, ReadingFailedError, UnavailableError
from service.usecases.work import Claim

CRASHED = "reading-crashed"
"""Code of a reading whose process was lost."""
_MOST_CRASHES = 3
"""A page that has ended its reader so often is at fault itself."""
_MOST_ATTEMPTS = 8
"""Workers may be lost for reasons of their own; a file that takes so many with it is poison."""


def check_attempts(claim: Claim) -> None:
    """Refuse to begin a job once more that never comes to an end.

    Raises:
        ReadingFailedError: it was begun too often.
    """
    if claim.attempts > _MOST_ATTEMPTS:
        raise ReadingFailedError(
            f"reading this file was begun {_MOST_ATTEMPTS} times and never finished",
            code="reading-never-finished",
        )


def is_the_files(error: ThroughcareError) -> bool:
    """Tell whether the file is at fault: another try would end alike."""
    return isinstance(error, FileError | FileRefusedError)


def is_worth_another_try(error: ThroughcareError, claim: Claim) -> bool:
    """Tell whether a fault is ours and may pass."""
    match error:
        case UnavailableError() | NotInstalledError():
            return True
        case ReadingFailedError(code=code) if code == CRASHED:
            return claim.attempts < _MOST_CRASHES
        case _:
            return False
