"""Puts the pages of a picture file into a PDF, pixel for pixel, in their true size."""

from collections.abc import Sequence
from io import BytesIO

import img2pdf
import pikepdf
from PIL import ExifTags, Image, ImageOps

from forms.errors import FileError
from ocr.pictures import FORMATS, picture_sheets
from ocr.sheet import Density, Sheet

_POINTS_PER_MM = 72 / 25.4
_QUARTERS = {1: 0, 3: 180, 6: 90, 8: 270}
"""Degrees clockwise, by the Exif orientation; the others are mirrored."""
_A4_MM = (210, 297)
_AS_THEY_ARE = ("1", "L", "RGB")


def pictures_pdf(data: bytes) -> pikepdf.Pdf:
    """Make a PDF of a picture file, a page a frame.

    Raises:
        FileError: a page is damaged or too large.
    """
    pdf = pikepdf.new()
    for sheet in picture_sheets(data):
        if isinstance(sheet, FileError):
            raise sheet
        with pikepdf.open(BytesIO(_page(data, sheet))) as page:
            pdf.pages.extend(page.pages)
    return pdf


def sheets_pdf(pictures: Sequence[bytes]) -> bytes:
    """Put upright pictures of pages, PNG that was made here, on sheets of A4, one each."""
    fit = img2pdf.get_layout_fun(tuple(map(img2pdf.mm_to_pt, _A4_MM)), auto_orient=True)
    return bytes(img2pdf.convert(list(pictures), layout_fun=fit, engine=img2pdf.Engine.pikepdf))


def joined_pdf(first: bytes, second: bytes) -> bytes:
    """Put the pages of two PDFs that were made here into one."""
    target = BytesIO()
    with pikepdf.open(BytesIO(first)) as whole, pikepdf.open(BytesIO(second)) as more:
        whole.pages.extend(more.pages)
        whole.save(target)
    return target.getvalue()


def _page(data: bytes, sheet: Sheet) -> bytes:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        image.seek(sheet.number - 1)
        turn = _QUARTERS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        if image.format == "JPEG" and image.mode in _AS_THEY_ARE and turn is not None:
            # Its own bytes, which lose nothing; the page is turned, not the picture.
            return _turned(_placed(data, image.size, _density(sheet, turn)), turn)
        upright = _plain(ImageOps.exif_transpose(image))
    return _placed(_encoded(upright), upright.size, sheet.density)


def _density(sheet: Sheet, turn: int) -> Density:
    """Give the density of the picture as it lies in its file."""
    density = sheet.density
    return Density(density.y, density.x) if turn % 180 else density


def _plain(image: Image.Image) -> Image.Image:
    """Give a picture without transparency, in black and white, grey or colour."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.new("RGBA", layered.size, "white")
        image.alpha_composite(layered)
    if image.mode.startswith("I"):
        deepest = max(255.0, float(image.getextrema()[1]))  # type: ignore[arg-type]
        image = image.convert("F").point(lambda value: value * (255 / deepest)).convert("L")
    return image if image.mode in _AS_THEY_ARE else image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    target = BytesIO()
    if image.mode == "1":
        image.save(target, format="TIFF", compression="group4")
    else:
        image.save(target, format="PNG")
    return target.getvalue()


def _placed(picture: bytes, size_px: tuple[int, int], density: Density) -> bytes:
    """Put a picture on a page of its true size."""
    width = size_px[0] / density.x * _POINTS_PER_MM
    height = size_px[1] / density.y * _POINTS_PER_MM

    def layout(*_: object) -> tuple[float, float, float, float]:
        return width, height, width, height

    placed = img2pdf.convert(
        picture, layout_fun=layout, rotation=img2pdf.Rotation.none, engine=img2pdf.Engine.pikepdf
    )
    return bytes(placed)


def _turned(page: bytes, degrees: int) -> bytes:
    if not degrees:
        return page
    target = BytesIO()
    with pikepdf.open(BytesIO(page)) as pdf:
        pdf.pages[0].rotate(degrees, relative=True)
        pdf.save(target)
    return target.getvalue()
