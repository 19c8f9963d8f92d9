"""Prints the pages of a copy that did not come back: the same copy id, the same printed values."""

from collections.abc import Collection
from io import BytesIO

from forms.copies import CopyId
from forms.pdf.flat import FlatWriter
from forms.pdf.template import pdf_template
from service.consent.sheet import FORM_ID as CONSENT_SHEET
from service.entities import Actor
from service.errors import BadRequestError, NotFoundError
from service.ledger.copies import pages_in
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, copies
from service.store.engine import unit_of_work
from service.usecases.copy_ledger import giving_again, plain_id
from service.usecases.disclosing import disclose
from service.usecases.issue import IssuedDocument


@needs(Power.MAKE_FORMS)
def issue_pages_again(
    runtime: Runtime, actor: Actor, copy_id: str, pages: Collection[int] = ()
) -> IssuedDocument:
    """Print pages of a copy once more; without any named, those that are missing.

    The paper is the same copy: what comes back joins what came before.

    Raises:
        NotFoundError: there is no such copy.
        BadRequestError: it has no such page, or all of it is back.
        NoGroundError: the agency that has it may not be given it any more.
    """
    with unit_of_work(runtime.engine) as session:
        row = copies.by_copy_id(session, plain_id(copy_id))
        if row is None:
            raise NotFoundError("there is no such copy")
        wanted = sorted(set(pages)) or pages_in(row.all_pages & ~row.pages_back)
        if not wanted or not set(wanted) <= set(pages_in(row.all_pages)):
            problems = {"pages": "Choose a page that this copy has."}
            raise BadRequestError("there is no such page to print", problems)
        giving = giving_again(row)
        if giving is not None and row.form_id != CONSENT_SHEET:
            disclose(session, actor, giving)
        form = runtime.catalogue.find(row.form_id, row.form_version)
        values, text = row.values, row.copy_id
        audit.write(session, actor, "copy.pages_again", "copy", text, pages=[*map(str, wanted)])
    target = BytesIO()
    writer = FlatWriter(target)
    writer.add(pdf_template(form), values, CopyId(text), pages=wanted)
    writer.close()
    numbers = "-".join(map(str, wanted))
    return IssuedDocument(
        copy=CopyId(text),
        content=target.getvalue(),
        media_type="application/pdf",
        file_name=f"{form.id}-{form.version}-{CopyId(text)}-page-{numbers}.pdf",
    )
