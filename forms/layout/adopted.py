"""The pages of an adopted form: answer spaces where the other agency's fields were."""

from collections.abc import Iterator
from typing import assert_never

from forms import definition as d
from forms.layout.answers import text_shape
from forms.layout.items import LayoutPage, Shape, Space


def _shape(asked: d.Field, place: d.Place) -> Shape:
    match asked.kind:
        case d.Text() as kind:
            return text_shape(kind)
        case d.Comb() | d.Date() | d.Time():
            return Shape.COMB if place.cells else Shape.LINE
        case d.Choice():
            return Shape.OPTION_BOX
        case d.Tick():
            return Shape.TICK
        case d.Signature():
            return Shape.SIGNATURE
        case _:
            assert_never(asked.kind)


def adopted_pages(form: d.Form) -> Iterator[LayoutPage]:
    """Yield the pages of a form whose print is another agency's."""
    for number in range(1, form.pages + 1):
        spaces = tuple(
            Space(field=asked, box=place.box, shape=_shape(asked, place), option=place.option)
            for asked in form.fields()
            for place in asked.places
            if place.page == number
        )
        yield LayoutPage(number=number, items=spaces)
