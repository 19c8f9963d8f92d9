"""Words for sets of copies that pages show."""

from collections.abc import Callable, Mapping

from forms.artefacts import ArtefactFormat
from service.copy_sets import CopySet
from service.store.states import CopySetOrder, CopySetState
from service.web.register_words import CUSTODY
from service.web.words import plural

COPY_SET: Mapping[str, str] = {
    CopySetState.WAITING: "Being made",
    CopySetState.READY: "Ready",
    CopySetState.FAILED: "Could not be made",
    CopySetState.DELETED: "File deleted",
}
COPY_SET_COLOUR: Mapping[str, str] = {
    CopySetState.WAITING: "govuk-tag--yellow",
    CopySetState.READY: "govuk-tag--green",
    CopySetState.FAILED: "govuk-tag--red",
    CopySetState.DELETED: "govuk-tag--grey",
}
SET_KIND: Mapping[str, str] = {
    ArtefactFormat.PRINT: "One PDF to print",
    ArtefactFormat.PDF: "A ZIP of PDFs to fill in",
    ArtefactFormat.DOCX: "A ZIP of Word files",
}
SET_ORDER: Mapping[str, str] = {
    CopySetOrder.SURNAME: "Surname",
    CopySetOrder.NUMBER: "Prisoner number",
}
_KIB, _MIB = 1 << 10, 1 << 20


def show_whom(found: CopySet) -> str:
    """Say whom of a prison's clients a set is for."""
    asked = found.caseload
    weeks = asked.release_weeks
    parts = [
        CUSTODY[asked.status].lower() if asked.status else "",
        "" if weeks is None else f"release within {plural(weeks, 'week', 'weeks')}",
        f"key worker {asked.worker}" if asked.worker else "",
        f"home DAT {asked.home_dat}" if asked.home_dat else "",
    ]
    return ", ".join(filter(None, parts))


def show_size(size: int) -> str:
    """Write the size of a file: 1.9 MB."""
    return f"{size / _MIB:.1f} MB" if size >= _MIB else f"{max(size // _KIB, 1)} KB"


FILTERS: dict[str, Callable[..., str]] = {
    "copy_set": lambda state: COPY_SET[state],
    "copy_set_colour": lambda state: COPY_SET_COLOUR[state],
    "set_kind": lambda kind: SET_KIND[kind],
    "set_order": lambda order: SET_ORDER[order],
    "whom": show_whom,
    "size": show_size,
}
