"""The one table from errors to HTTP status, and the RFC 9457 body that goes with it."""

from http import HTTPStatus
from typing import Any

from forms import errors as forms_errors
from forms.errors import ThroughcareError
from service import errors
from service.matching.weights.model import ModelError

PROBLEM_TYPE = "application/problem+json"

STATUS: dict[type[ThroughcareError], HTTPStatus] = {
    ThroughcareError: HTTPStatus.BAD_REQUEST,
    forms_errors.DefinitionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.UnknownFormError: HTTPStatus.NOT_FOUND,
    forms_errors.ValuesError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.FieldOverflowError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.CopyIdError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.ReferenceListError: HTTPStatus.INTERNAL_SERVER_ERROR,
    forms_errors.FileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.EmptyFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.UnknownTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    forms_errors.DamagedFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.EncryptedFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.TooManyPagesError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.PageTooLargeError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.XfaFormError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.PortfolioError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.ContainerError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.NothingInsideError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.TooMuchInsideError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.NestedTooDeepError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.UnsafeContainerError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.AdoptionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.LayoutError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.KeptLinesError: HTTPStatus.INTERNAL_SERVER_ERROR,
    forms_errors.TableError: HTTPStatus.UNPROCESSABLE_ENTITY,
    forms_errors.NotInstalledError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ServiceError: HTTPStatus.BAD_REQUEST,
    errors.SettingsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.DamagedError: HTTPStatus.NOT_FOUND,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.StaleError: HTTPStatus.CONFLICT,
    errors.HeldError: HTTPStatus.CONFLICT,
    errors.NotReadyError: HTTPStatus.CONFLICT,
    errors.NotSignedInError: HTTPStatus.UNAUTHORIZED,
    errors.ProviderError: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowedError: HTTPStatus.FORBIDDEN,
    errors.NoGroundError: HTTPStatus.FORBIDDEN,
    errors.TooManyTriesError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TooOftenError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.BadRequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UploadTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.SealBrokenError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NotServingError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NewerDatabaseError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.KeyMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ArchiveError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ReadingFailedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.FileRefusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ModelError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ClaimLostError: HTTPStatus.CONFLICT,
    errors.UnknownHolidaysError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def problem_body(error: ThroughcareError) -> dict[str, Any]:
    """Give the problem details of an error (RFC 9457), with code, hint and problems by field."""
    status = STATUS[type(error)]
    body: dict[str, Any] = {
        "type": f"urn:throughcare:problem:{error.code}",
        "title": status.phrase,
        "status": int(status),
        "detail": error.message,
        "code": error.code,
        "hint": error.hint,
    }
    problems = getattr(error, "problems", None)
    return {**body, "problems": problems} if problems else body
