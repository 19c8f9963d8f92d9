"""The pages: decode, call a use case, render. They work without JavaScript."""

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from service.web import (
    alike,
    batches,
    checking,
    choosing,
    client_parts,
    clients,
    documents,
    entry,
    forms_out,
    like_with_like,
    merging,
    page_order,
    prison_forms,
    quality,
    records,
    returning,
    work,
)
from service.web.checking_words import FILTERS as CHECKING_FILTERS
from service.web.copy_set_words import FILTERS as SET_FILTERS
from service.web.likelihood import FILTERS as LIKELIHOOD_FILTERS
from service.web.likelihood import together
from service.web.pages import HTML_FOLDER, blueprint
from service.web.register_words import FILTERS as REGISTER_FILTERS
from service.web.words import FILTERS

__all__ = [
    "alike",
    "batches",
    "checking",
    "choosing",
    "client_parts",
    "clients",
    "documents",
    "entry",
    "forms_out",
    "install_pages",
    "like_with_like",
    "merging",
    "page_order",
    "prison_forms",
    "quality",
    "records",
    "returning",
    "work",
]


def install_pages(app: Flask) -> None:
    """Put the pages at the root, with the design system's macros."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    pages = app.jinja_env
    pages.loader = ChoiceLoader([FileSystemLoader(HTML_FOLDER), macros])
    pages.trim_blocks = pages.lstrip_blocks = True
    pages.filters.update(FILTERS | REGISTER_FILTERS | LIKELIHOOD_FILTERS | SET_FILTERS)
    pages.filters.update(CHECKING_FILTERS)
    pages.globals["together"] = together
    app.register_blueprint(blueprint)
