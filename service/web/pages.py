"""The blueprint that all pages belong to, and what they share."""

from pathlib import Path

from flask import Blueprint

blueprint = Blueprint("web", __name__)
PAGE_LENGTH = 50
HTML_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "html"
