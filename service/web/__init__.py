"""The pages: decode, call a use case, render. They work without JavaScript."""

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from service.web import clients, documents, entry, forms_out, records
from service.web.pages import blueprint
from service.web.words import FILTERS

__all__ = ["clients", "documents", "entry", "forms_out", "install_pages", "records"]


def install_pages(app: Flask) -> None:
    """Put the pages at the root, with the design system's macros."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    ours = app.jinja_loader
    app.jinja_options = {
        "loader": ChoiceLoader([loader for loader in (ours, macros) if loader is not None]),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.filters.update(FILTERS)
    app.register_blueprint(blueprint)
