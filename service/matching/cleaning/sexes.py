"""Sex as it is compared: F, M, or nothing."""

from service.matching.cleaning.letters import signs

_WRITTEN = {
    **dict.fromkeys(("F", "FEMALE", "FEM", "WOMAN", "GIRL", "W", "2"), "F"),
    **dict.fromkeys(("M", "MALE", "MAN", "BOY", "1"), "M"),
}


def clean_sex(written: str) -> str:
    """Give F or M, also of the NHS's codes 1 and 2; nothing where neither is written."""
    return _WRITTEN.get(signs(written), "")
