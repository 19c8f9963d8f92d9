"""The service's branch of the error tree (its root and the rest: forms/errors.py).

ThroughcareError
└── ServiceError            a rule of the service
    ├── SettingsError       wrong or unknown settings, all named at once
    ├── NotFoundError       no such client, record, document or form copy
    │   └── DamagedError    stored bytes are no longer what they were
    ├── ConflictError       cannot be done as things stand
    │   ├── StaleError      somebody else changed it since it was opened
    │   ├── HeldError       somebody else is checking it
    │   └── NotReadyError   a record that a person must look at first
    ├── NotSignedInError    nobody is signed in, or the token is not valid
    │   └── ProviderError   the identity provider's word does not hold, or it cannot be asked
    ├── NotAllowedError     signed in, but not allowed
    │   └── NoGroundError   neither consent nor an exception lets this go to that agency
    ├── TooManyTriesError   tries to get in failed too often; somebody has to wait
    ├── TooOftenError       an address is asked for more often than it can bear
    ├── BadRequestError     a request that is not understood; one message a field
    ├── UploadTooLargeError the file is over the limit
    ├── SealBrokenError     what was sealed with the secret key does not open with it
    ├── UnavailableError    the database, the data folder or the port cannot be used
    │   ├── NotServingError the service cannot do its work at present; one message a part
    │   ├── NewerDatabaseError  the database is of a newer version than this program
    │   └── KeyMissingError the key of a stored file is not set
    ├── ArchiveError        no PDF/A can be made of an original
    ├── ClaimLostError      a job that another worker has meanwhile
    ├── UnknownHolidaysError  a time whose bank holidays are not known
    └── ReadingFailedError  the reading process crashed or ran past its limits
        └── FileRefusedError  the file itself is at fault
"""

from collections.abc import Mapping

from forms.errors import ThroughcareError


class ServiceError(ThroughcareError):
    """A rule of the service stands in the way."""

    code = "service"


class SettingsError(ServiceError):
    """Settings are wrong; the message names each."""

    code = "bad-settings"
    hint = "Correct these environment variables; docs/settings.md lists them all."


class NotFoundError(ServiceError):
    """Nothing has this id."""

    code = "not-found"
    hint = "Check the address or the reference; it may have been typed wrongly."


class DamagedError(NotFoundError):
    """Stored bytes are no longer what they were."""

    code = "damaged"
    hint = "Tell your administrator: restore it from backup."


class ConflictError(ServiceError):
    """It cannot be done as things stand."""

    code = "conflict"
    hint = "Open it again to see how it stands now."


class StaleError(ConflictError):
    """Somebody else changed it in the meantime."""

    code = "changed-meanwhile"
    hint = "Open it again: it was changed since you opened it. Nothing was overwritten."


class HeldError(ConflictError):
    """Somebody else is checking a record."""

    code = "being-checked"
    hint = "Wait until they are done, or check another one. Nothing of yours was saved."


class NotReadyError(ConflictError):
    """A record that still needs a person."""

    code = "needs-a-person"
    hint = "Check the values that are marked doubtful, correct what is wrong and choose the client."

    def __init__(self, message: str, problems: Mapping[str, str]) -> None:
        super().__init__(message)
        self.problems = dict(problems)


class NotSignedInError(ServiceError):
    """Nobody is signed in."""

    code = "not-signed-in"
    hint = "Sign in, or send a valid token as `Authorization: Bearer …`."


class ProviderError(NotSignedInError):
    """Nobody is signed in through the identity provider."""

    code = "provider"
    hint = "Try once more; if it happens again, sign in with a password or tell your administrator."


class NotAllowedError(ServiceError):
    """The account may not do this."""

    code = "not-allowed"
    hint = "Ask an administrator."


class NoGroundError(NotAllowedError):
    """A client's information would go to an agency without a ground; nothing went."""

    code = "no-consent"
    hint = (
        "Ask the client, and send in the signed consent sheet; or record why it must be given "
        "without consent, on the client's page."
    )


class TooManyTriesError(ServiceError):
    """Somebody has to wait before the next try to get in is heard."""

    code = "too-many-tries"
    hint = "Wait that long, then try again; or ask an administrator to let you in at once."

    def __init__(self, message: str, retry_seconds: int) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class TooOftenError(ServiceError):
    """An address is asked for too often."""

    code = "too-often"
    hint = "Wait a minute and go on. A program reads how long from the header Retry-After."


class BadRequestError(ServiceError):
    """The request is not understood."""

    code = "bad-request"
    hint = "Correct the named parts and send it again."

    def __init__(self, message: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = dict(problems or {})


class UploadTooLargeError(ServiceError):
    """A file is over the limit."""

    code = "too-large"
    hint = "Send the pages in smaller files, or scan them in black and white."


class SealBrokenError(ServiceError):
    """A sealed secret does not open."""

    code = "seal-broken"
    hint = (
        "The secret key of this installation was changed: put the old one back, or have an "
        "administrator reset the second factor."
    )


class UnavailableError(ServiceError):
    """Something that the service stands on cannot be used."""

    code = "unavailable"
    hint = "Tell your administrator; `throughcare doctor` looks for the cause."


class NotServingError(UnavailableError):
    """The service stands, but what it needs does not; `problems` names each part."""

    code = "not-serving"

    def __init__(self, message: str, problems: Mapping[str, str]) -> None:
        super().__init__(message)
        self.problems = dict(problems)


class NewerDatabaseError(UnavailableError):
    """A newer version of the service has changed the database."""

    code = "newer-database"
    hint = "Start the newer version again, or restore the backup of before (docs/running.md)."


class KeyMissingError(UnavailableError):
    """The key of a stored file is not among those that are set."""

    code = "key-missing"
    hint = (
        "Set that key, too (THROUGHCARE_KEY or THROUGHCARE_KEY_FILE): the first writes, all read."
    )


class ArchiveError(ServiceError):
    """No PDF/A can be made of an original; `code` says why."""

    code = "archive-failed"
    hint = "The original is in the archive as it came; open it with a program of its own kind."

    def __init__(self, message: str, *, code: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        if code is not None:
            self.code = code


class ReadingFailedError(ServiceError):
    """A file could not be read within the limits; `code` says which."""

    code = "reading-failed"
    hint = "The original is kept. Ask the sender for the page again, or read it from the original."

    def __init__(self, message: str, *, code: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        if code is not None:
            self.code = code


class FileRefusedError(ReadingFailedError):
    """A file is refused; `code` says for what fault of its own."""

    code = "file-refused"


class ClaimLostError(ServiceError):
    """The lease of a job lapsed and somebody else has taken it: what was done here is dropped."""

    code = "claim-lost"
    hint = "Nothing needs to be done: the other worker finishes it."


class UnknownHolidaysError(ServiceError):
    """The bank holidays of that time are not known, so no working day can be counted."""

    code = "holidays-unknown"
    hint = "Correct the date; or ask an administrator for a newer list of bank holidays."
