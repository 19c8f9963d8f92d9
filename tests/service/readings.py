"""Readings as a reader would give them, made from a form's definition."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from forms.answers import Answer
from forms.copies import CopyId
from forms.definition import Form
from forms.errors import ThroughcareError
from ocr.issued import IssuedLookup
from ocr.reading import (
    Channel,
    FieldState,
    Layout,
    Method,
    PageReading,
    PageStatus,
    Problem,
    Reading,
)
from service.evidence import FileOpened, FileToRead, Member, Read, ReadPage


def reading(value: Answer, *, accepted: bool = True, state: FieldState | None = None) -> Reading:
    usual = FieldState.BLANK if value in (None, False) else FieldState.READ
    return Reading(
        value=value,
        confidence=0.99 if accepted else 0.6,
        accepted=accepted,
        state=state or usual,
        method=Method.OCR,
    )


def page(
    form: Form,
    values: Mapping[str, Answer],
    *,
    copy: CopyId | None = None,
    number: int = 1,
    form_page: int = 1,
    doubtful: Collection[str] = (),
    problems: tuple[Problem, ...] = (),
) -> PageReading:
    fields = {
        field.key: reading(values.get(field.key), accepted=field.key not in doubtful)
        for field in form.fields()
    }
    return PageReading(
        file="fax.tif",
        page=number,
        status=PageStatus.REVIEW if doubtful else PageStatus.READ,
        form=form.id,
        version=form.version,
        form_page=form_page,
        layout=Layout.ISSUED,
        copy=copy,
        channel=Channel.FAX,
        problems=problems,
        fields=fields,
    )


def unidentified(number: int = 1) -> PageReading:
    return PageReading(file="fax.tif", page=number, status=PageStatus.UNIDENTIFIED)


class ScriptedReader:
    """Gives the pages it was told to, or raises, for whatever file it is asked to read."""

    def __init__(self) -> None:
        self.pages: list[PageReading] = []
        self.members: list[Member] = []
        self.error: ThroughcareError | None = None
        self.read: list[str] = []
        self.orders: list[FileToRead] = []
        self.layouts: list[str] = []
        self.lines: dict[int, dict[str, bytes]] = {}
        self.picture = b"\x89PNG of a page"

    def __call__(
        self, file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]
    ) -> Iterator[Read]:
        assert any(file.content.pieces())
        self.layouts = list(layouts)
        self.read.append(file.name)
        self.orders.append(file)
        if self.error is not None:
            raise self.error
        yield FileOpened(pages=0 if self.members else len(self.pages))
        yield from self.members
        for one in self.pages[file.first - 1 :]:
            if one.copy is not None:
                issued(one.copy)
            yield ReadPage(reading=one, picture=self.picture, lines=self.lines.get(one.page, {}))
