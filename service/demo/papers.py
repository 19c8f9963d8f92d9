"""Invented papers that came back: clean, upside down, somebody else's, and no form of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from forms.answers import Answer
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from service.clock import now_utc
from service.demo.fax import fax_of_pdf, fax_of_text
from service.entities import Actor, Client
from service.runtime import Runtime
from service.store import copies
from service.store.engine import looking
from service.usecases.issue import IssueRequest, issue_form

_LETTER = (
    "To whom it may concern",
    "",
    "Please telephone us about the meeting room on Thursday.",
    "The key is with the front desk.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file that comes back."""

    file_name: str
    surname: str = ""
    """Of the client that the form was issued for; none: a letter that is no form."""
    written: Mapping[str, Answer] = field(default_factory=dict)
    """What was added on the paper, or altered."""
    on_screen: bool = False
    upside_down: bool = False


def _alert(**changes: Answer) -> dict[str, Answer]:
    yesterday = (now_utc() - timedelta(days=1)).date().isoformat()
    return {
        "date_completed": yesterday,
        "criminal_justice_status": "sentenced",
        "court_name": "Leeds Magistrates Court",
        "prison_name": "HMP Leeds",
        "prison_code": "LEI",
        "dat_name": "Leeds Metropolitan",
        "prison_key_worker": "Morag Tweed",
        "prison_spoc_phone": "0113 496 0101",
        "community_case_worker": "Nasreen Clyde",
        "community_spoc_phone": "0113 496 0202",
        **changes,
    }


RETURNS = (
    Paper(
        file_name="fax-0001.tif",
        surname="Severn",
        written=_alert(change_prison=True, change_prison_detail="HMP Holme House HHI"),
    ),
    Paper(
        file_name="fax-0002.tif",
        surname="Derwent",
        written=_alert(
            change_treatment=True,
            change_treatment_detail="Methadone raised to 45 ml daily, supervised",
        ),
        upside_down=True,
    ),
    Paper(
        file_name="alert from the wing.pdf",
        surname="Teifi",
        written=_alert(disengaged=True, other=True, other_detail="Asks for a female key worker"),
        on_screen=True,
    ),
    Paper(
        file_name="fax-0003.tif",
        surname="Wharfe",
        written=_alert(
            client_name="Kieran Calder", date_of_birth="1992-07-07", prisoner_number="A8417EE"
        ),
    ),
    Paper(file_name="fax-0004.tif"),
)


def bytes_of(runtime: Runtime, actor: Actor, paper: Paper, clients: Mapping[str, Client]) -> bytes:
    """Issue the form to the client and give the file that comes back."""
    if not paper.surname:
        return fax_of_text(_LETTER)
    artefact = ArtefactFormat.PDF if paper.on_screen else ArtefactFormat.PRINT
    request = IssueRequest(
        form_id="alert-form", artefact=artefact, client_id=clients[paper.surname].id
    )
    copy = issue_form(runtime, actor, request).copy
    form = runtime.catalogue.find("alert-form")
    values = {**_issued_values(runtime, copy), **paper.written}
    if paper.on_screen:
        return fill(pdf_template(form), values, copy)
    page = make_document(ArtefactFormat.PRINT, form, values, copy)
    return fax_of_pdf(page, upside_down=paper.upside_down)


def _issued_values(runtime: Runtime, copy: CopyId) -> Mapping[str, Answer]:
    with looking(runtime.engine) as session:
        row = copies.by_copy_id(session, copy.text)
        return row.values if row else {}
