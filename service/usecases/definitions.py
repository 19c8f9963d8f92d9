"""Form definitions from a page: uploaded, seen, live, retired; what is live is never changed."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import neutral_copy_id
from forms.definition import Form
from forms.errors import DefinitionError
from forms.layout import lay_out
from forms.loading import load_form
from forms.pdf.template import pdf_template
from forms.registry import Catalogue, read_retired, write_retired
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from ocr.proving.faults import hopeless
from service.clock import now_utc
from service.entities import Actor
from service.errors import ConflictError, NotFoundError
from service.folders import make_folder
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit
from service.store.engine import looking, unit_of_work
from service.store.form_models import FormDefinitionRow
from service.store.states import DefinitionState

_MOST_BYTES = 500_000
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
_PER_MM = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition that was uploaded."""

    id: int
    form_id: str
    version: str
    title: str
    state: DefinitionState
    uploaded_at: datetime
    uploaded_by: str | None
    live_at: datetime | None
    retired_at: datetime | None
    content: str = field(repr=False)


def _of(row: FormDefinitionRow) -> Definition:
    return Definition(
        id=row.id,
        form_id=row.form_id,
        version=row.version,
        title=row.title,
        state=row.state,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by.name if row.uploaded_by else None,
        live_at=row.live_at,
        retired_at=row.retired_at,
        content=row.content,
    )


@needs(Power.MANAGE_DEFINITIONS)
def list_definitions(runtime: Runtime) -> list[Definition]:
    """List what was uploaded, newest first."""
    with looking(runtime.engine) as session:
        query = select(FormDefinitionRow).order_by(FormDefinitionRow.id.desc())
        return [_of(row) for row in session.scalars(query)]


@needs(Power.MANAGE_DEFINITIONS)
def find_definition(runtime: Runtime, definition_id: int) -> Definition:
    """Find a definition by its number.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        return _of(_get(session, definition_id))


def _get(session: Session, definition_id: int) -> FormDefinitionRow:
    row = session.get(FormDefinitionRow, definition_id)
    if row is None:
        raise NotFoundError(f"no definition was uploaded under {definition_id}")
    return row


@needs(Power.MANAGE_DEFINITIONS)
def upload_definition(runtime: Runtime, actor: Actor, content: bytes, name: str) -> Definition:
    """Keep a definition as a draft that a person looks at first.

    Raises:
        DefinitionError: it is wrong, with the line; or it does not fit its pages.
        ConflictError: this version, or its code, is there already.
    """
    text = _text(content, name)
    form = _checked(text, name)
    _check_free(runtime.catalogue, form)
    try:
        with unit_of_work(runtime.engine) as session:
            row = FormDefinitionRow(
                form_id=form.id,
                version=form.version,
                title=form.title,
                content=text,
                state=DefinitionState.DRAFT,
                uploaded_at=now_utc(),
                uploaded_by_id=actor.user_id,
            )
            session.add(row)
            session.flush()
            details = {"form": form.id, "version": form.version}
            audit.write(session, actor, "form.uploaded", "form_definition", row.id, **details)
            return _of(row)
    except IntegrityError as error:
        raise _taken(form) from error


def _text(content: bytes, name: str) -> str:
    if len(content) > _MOST_BYTES:
        raise DefinitionError(name, None, "it is larger than any definition")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(name, None, "it is not text in UTF-8") from error


def _checked(text: str, name: str) -> Form:
    """Load a definition, lay it out, draw it, and see that each field has room to be read."""
    form = load_form(text, name)
    if not _VERSION.fullmatch(form.version):
        raise DefinitionError(name, None, "version must be a short number, such as 2")
    lay_out(form)
    for key, reasons in hopeless(pdf_template(form)).items():
        raise DefinitionError(name, None, f"field {key} could not be read back: {reasons[0]}")
    return form


def _check_free(catalogue: Catalogue, form: Form) -> None:
    for other in catalogue:
        if (other.id, other.version) == (form.id, form.version):
            raise _taken(form)
        if other.code == form.code:
            raise ConflictError(
                f"code {form.code} belongs to {other.id} version {other.version}",
                hint="Give the new version a code of its own: copies are told apart by it.",
            )


def _taken(form: Form) -> ConflictError:
    return ConflictError(
        f"{form.id} version {form.version} is there already",
        hint="A version is never changed: raise the version number and upload it again.",
    )


@needs(Power.MANAGE_DEFINITIONS)
def definition_form(runtime: Runtime, definition_id: int) -> Form:
    """Load the form that a definition makes."""
    found = find_definition(runtime, definition_id)
    return load_form(found.content, f"{found.form_id}-{found.version}.toml")


@needs(Power.MANAGE_DEFINITIONS)
def definition_page(runtime: Runtime, definition_id: int, page: int) -> bytes:
    """Draw a page of its PDF as PNG, before it goes live.

    Raises:
        NotFoundError: there is no such definition or page.
    """
    form = definition_form(runtime, definition_id)
    if not 1 <= page <= form.pages:
        raise NotFoundError(f"{form.id} has no page {page}")
    copy = neutral_copy_id(form.code)
    content = make_document(ArtefactFormat.PRINT, form, {}, copy)
    return png_bytes(render_print(content, page, _PER_MM))


@needs(Power.MANAGE_DEFINITIONS)
def go_live(runtime: Runtime, actor: Actor, definition_id: int) -> Definition:
    """Let copies be made of a definition: it is written where every process looks.

    Raises:
        NotFoundError: there is none.
        ConflictError: it is live already, or its version or code was taken meanwhile.
    """
    with unit_of_work(runtime.engine) as session:
        row = _get(session, definition_id)
        if row.state is DefinitionState.LIVE:
            raise ConflictError("this version is live already")
        if row.state is DefinitionState.RETIRED:
            _set_retired(runtime, row, is_retired=False)
        else:
            form = _checked(row.content, f"{row.form_id}-{row.version}.toml")
            _check_free(runtime.catalogue, form)
            _write(runtime, row)
        row.state, row.live_at, row.retired_at = DefinitionState.LIVE, now_utc(), None
        audit.write(session, actor, "form.live", "form_definition", row.id)
        return _of(row)


def _write(runtime: Runtime, row: FormDefinitionRow) -> None:
    folder = runtime.settings.uploads_dir
    make_folder(folder)
    path = folder / f"{row.form_id}-{row.version}.toml"
    fresh = path.with_suffix(".new")
    fresh.write_text(row.content, encoding="utf-8")
    fresh.replace(path)


@needs(Power.MANAGE_DEFINITIONS)
def retire(runtime: Runtime, actor: Actor, definition_id: int) -> Definition:
    """Let no more copies be made of a definition; what is out is read as before.

    Raises:
        NotFoundError: there is none.
        ConflictError: it is not live.
    """
    with unit_of_work(runtime.engine) as session:
        row = _get(session, definition_id)
        if row.state is not DefinitionState.LIVE:
            raise ConflictError("only what is live can be retired")
        _set_retired(runtime, row, is_retired=True)
        row.state, row.retired_at = DefinitionState.RETIRED, now_utc()
        audit.write(session, actor, "form.retired", "form_definition", row.id)
        return _of(row)


def _set_retired(runtime: Runtime, row: FormDefinitionRow, *, is_retired: bool) -> None:
    folder = runtime.settings.uploads_dir
    make_folder(folder)
    others = [one for one in read_retired(folder) if one != (row.form_id, row.version)]
    mine = [(row.form_id, row.version)] if is_retired else []
    write_retired(folder, [*others, *mine])


@needs(Power.MANAGE_DEFINITIONS)
def shipped(runtime: Runtime) -> list[Form]:
    """List the forms that are in use without having been uploaded."""
    uploaded = {(one.form_id, one.version) for one in list_definitions(runtime)}
    return [form for form in runtime.catalogue if (form.id, form.version) not in uploaded]
