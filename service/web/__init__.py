"""The pages: decode, call a use case, render. They work without JavaScript."""

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from service.web import (
    batches,
    client_parts,
    clients,
    documents,
    entry,
    forms_out,
    merging,
    quality,
    records,
    work,
)
from service.web.pages import HTML_FOLDER, blueprint
from service.web.register_words import FILTERS as REGISTER_FILTERS
from service.web.words import FILTERS

__all__ = [
    "batches",
    "client_parts",
    "clients",
    "documents",
    "entry",
    "forms_out",
    "install_pages",
    "merging",
    "quality",
    "records",
    "work",
]


def install_pages(app: Flask) -> None:
    """Put the pages at the root, with the design system's macros."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    pages = app.jinja_env
    pages.loader = ChoiceLoader([FileSystemLoader(HTML_FOLDER), macros])
    pages.trim_blocks = pages.lstrip_blocks = True
    pages.filters.update(FILTERS | REGISTER_FILTERS)
    app.register_blueprint(blueprint)
