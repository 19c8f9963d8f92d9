"""The way of paper over a fax line: fed askew, scanned by Ghostscript's fax devices, disturbed."""

import io
import random
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter, Transformation

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, POINTS_PER_MM


class Resolution(StrEnum):
    """What a fax machine offers (ITU-T T.4)."""

    STANDARD = "204x98"
    FINE = "204x196"


@dataclass(frozen=True, slots=True)
class Feed:
    """How a page went through the machine."""

    skew_degrees: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    upside_down: bool = False
    speckle: float = 0.0
    """Share of pixels flipped."""
    lost_lines: int = 0
    header: bool = False


def any_feed(rng: random.Random) -> Feed:
    """Feed a page as carelessly as the product must stand."""
    return Feed(
        skew_degrees=rng.uniform(-2, 2),
        scale_x=rng.uniform(0.97, 1.02),
        scale_y=rng.uniform(0.97, 1.02),
        upside_down=rng.random() < 0.3,
        speckle=rng.choice((0.0, 0.001, 0.004, 0.01)),
        lost_lines=rng.randrange(3),
        header=rng.random() < 0.7,
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """One printed page and what was added to it."""

    printed: bytes
    page: int
    layer: bytes


def _lay(writer: PdfWriter, paper: Paper, feed: Feed) -> None:
    """Put a page into the machine."""
    printed = PdfReader(io.BytesIO(paper.printed)).pages[paper.page - 1]
    sheet = writer.add_page(printed)
    sheet.merge_page(PdfReader(io.BytesIO(paper.layer)).pages[0])
    middle = (PAGE_WIDTH_MM * POINTS_PER_MM / 2, PAGE_HEIGHT_MM * POINTS_PER_MM / 2)
    turn = feed.skew_degrees + (180 if feed.upside_down else 0)
    sheet.add_transformation(
        Transformation()
        .translate(-middle[0], -middle[1])
        .scale(feed.scale_x, feed.scale_y)
        .rotate(turn)
        .translate(*middle)
    )


def _scanned(pdf: Path, tiff: Path, resolution: Resolution, device: str) -> None:
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", f"-sDEVICE={device}"]
    command += [f"-r{resolution}", "-sPAPERSIZE=a4", "-dFIXEDMEDIA", f"-sOutputFile={tiff}"]
    subprocess.run([*command, str(pdf)], check=True, capture_output=True)


def _header(image: Image.Image) -> None:
    font = ImageFont.load_default(size=26)
    words = "04-JUN-2009 10:42  FROM: HMP CARDIFF SMT  +44 29 2018 0100   TO: CJIT  P.01/01"
    strip = Image.new("L", (image.width, 30), 255)
    ImageDraw.Draw(strip).text((40, 1), words, font=font, fill=0)
    squeezed = strip.resize((image.width, 30 * image.height // 2292))
    image.paste(squeezed.point(lambda value: 255 if value > 128 else 0), (0, 2))


def _disturbed(image: Image.Image, feed: Feed, seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    grey = image.convert("L")
    if feed.header:
        _header(grey)
    pixels = np.array(grey)
    pixels[rng.random(pixels.shape) < feed.speckle] ^= 255
    for _ in range(feed.lost_lines):
        row = int(rng.integers(2, len(pixels) - 2))
        pixels[row] = pixels[row - 1] if rng.random() < 0.5 else 255
    return Image.fromarray(pixels).convert("1", dither=Image.Dither.NONE)


def faxed(
    sheets: Iterable[tuple[Paper, Feed]],
    resolution: Resolution,
    *,
    device: str = "tiffg4",
    seed: int = 0,
) -> bytes:
    """Send pages over the line; gives the TIFF that a fax server stores."""
    writer, feeds = PdfWriter(), []
    for paper, feed in sheets:
        _lay(writer, paper, feed)
        feeds.append(feed)
    with TemporaryDirectory() as folder:
        pdf, tiff = Path(folder) / "in.pdf", Path(folder) / "out.tif"
        writer.write(pdf)
        _scanned(pdf, tiff, resolution, device)
        with Image.open(tiff) as image:
            pages = []
            for number, feed in enumerate(feeds):
                image.seek(number)
                pages.append(_disturbed(image, feed, seed + number))
    across, down = (int(part) for part in resolution.split("x"))
    out = io.BytesIO()
    pages[0].save(
        out,
        format="TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="group3" if device == "tiffg3" else "group4",
        dpi=(across, down),
    )
    return out.getvalue()
