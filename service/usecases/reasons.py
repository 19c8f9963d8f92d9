"""The words in which a person says why: there must be some, and not too many."""

from service.errors import BadRequestError

LONGEST_REASON = 500


def given_reason(text: str, key: str, ask: str) -> str:
    """Give a reason without the blanks about it.

    Args:
        text: as it was typed.
        key: the field that it was typed into.
        ask: what is said where there is none.

    Raises:
        BadRequestError: it is missing, or too long.
    """
    text = text.strip()
    if not text:
        raise BadRequestError("a reason is needed", {key: ask})
    if len(text) > LONGEST_REASON:
        problem = f"Write at most {LONGEST_REASON} characters."
        raise BadRequestError("the reason is too long", {key: problem})
    return text
