"""The words in which a person says why: there must be some, and not too many."""

from service.errors import BadRequestError

LONGEST_REASON = 500


def reason_problem(text: str, ask: str) -> str | None:
    """Say what is wrong with a reason; None: nothing.

    Args:
        text: as it was typed.
        ask: what is said where there is none.
    """
    if not text.strip():
        return ask
    if len(text.strip()) > LONGEST_REASON:
        return f"Write at most {LONGEST_REASON} characters."
    return None


def given_reason(text: str, key: str, ask: str) -> str:
    """Give a reason without the blanks about it.

    Args:
        text: as it was typed.
        key: the field that it was typed into.
        ask: what is said where there is none.

    Raises:
        BadRequestError: it is missing, or too long.
    """
    if problem := reason_problem(text, ask):
        is_missing = not text.strip()
        message = "a reason is needed" if is_missing else "the reason is too long"
        raise BadRequestError(message, {key: problem})
    return text.strip()
