"""Command-line options that training and measuring share."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bench.pen import Part
from bench.training.lines import Folders, Sources, sources
from bench.training.texts import vocabulary

_REFERENCE = Path("templates/reference")


def with_sources(parser: ArgumentParser) -> ArgumentParser:
    """Add the folders that lines are drawn from."""
    parser.add_argument("--strokes", type=Path, required=True, help="folder of stroke files")
    parser.add_argument("--fonts", type=Path, required=True, help="folder of handwriting fonts")
    parser.add_argument("--typefaces", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--prose", type=Path, help="a text whose words make sentences")
    parser.add_argument("--seed", type=int, default=20261123)
    return parser


def sources_of(options: Namespace, part: Part) -> Sources:
    """Gather the hands, fonts and words of one part."""
    folders = Folders(strokes=options.strokes, fonts=options.fonts, typefaces=options.typefaces)
    return sources(folders, part, vocabulary(_REFERENCE, options.prose))
