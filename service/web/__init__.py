"""The pages: decode, call a use case, render. They work without JavaScript."""

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from service.consent.words import REFUSED
from service.web import (
    account_pages,
    alike,
    auditing,
    batches,
    checking,
    choosing,
    client_parts,
    clients,
    consents,
    definitions,
    documents,
    due,
    due_calendar,
    effects,
    entry,
    figures,
    forms_out,
    journeys,
    ledger,
    like_with_like,
    merging,
    monitoring,
    page_order,
    prison_forms,
    provider,
    quality,
    ready,
    records,
    retention,
    returning,
    rights,
    settings_pages,
    user_roles,
    users_pages,
    work,
)
from service.web.audit_words import FILTERS as AUDIT_FILTERS
from service.web.checking_words import FILTERS as CHECKING_FILTERS
from service.web.consent_words import FILTERS as CONSENT_FILTERS
from service.web.copy_set_words import FILTERS as SET_FILTERS
from service.web.due_words import FILTERS as DUE_FILTERS
from service.web.effect_words import FILTERS as EFFECT_FILTERS
from service.web.figure_charts import show_count
from service.web.identity_words import FILTERS as IDENTITY_FILTERS
from service.web.ledger_words import FILTERS as LEDGER_FILTERS
from service.web.likelihood import FILTERS as LIKELIHOOD_FILTERS
from service.web.likelihood import together
from service.web.pages import HTML_FOLDER, blueprint
from service.web.register_words import FILTERS as REGISTER_FILTERS
from service.web.retention_words import FILTERS as RETENTION_FILTERS
from service.web.role_words import FILTERS as ROLE_FILTERS
from service.web.search_words import FILTERS as SEARCH_FILTERS
from service.web.words import FILTERS

__all__ = [
    "account_pages",
    "alike",
    "auditing",
    "batches",
    "checking",
    "choosing",
    "client_parts",
    "clients",
    "consents",
    "definitions",
    "documents",
    "due",
    "due_calendar",
    "effects",
    "entry",
    "figures",
    "forms_out",
    "install_pages",
    "journeys",
    "ledger",
    "like_with_like",
    "merging",
    "monitoring",
    "page_order",
    "prison_forms",
    "provider",
    "quality",
    "ready",
    "records",
    "retention",
    "returning",
    "rights",
    "settings_pages",
    "user_roles",
    "users_pages",
    "work",
]


def install_pages(app: Flask) -> None:
    """Put the pages at the root, with the design system's macros."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    pages = app.jinja_env
    pages.loader = ChoiceLoader([FileSystemLoader(HTML_FOLDER), macros])
    pages.trim_blocks = pages.lstrip_blocks = True
    pages.filters.update(FILTERS | REGISTER_FILTERS | LIKELIHOOD_FILTERS)
    pages.filters.update(SET_FILTERS | SEARCH_FILTERS | DUE_FILTERS | CONSENT_FILTERS)
    pages.filters.update(CHECKING_FILTERS | AUDIT_FILTERS | IDENTITY_FILTERS)
    pages.filters.update(ROLE_FILTERS)
    pages.filters.update(RETENTION_FILTERS)
    pages.filters.update(EFFECT_FILTERS | LEDGER_FILTERS)
    pages.filters["shown_count"] = show_count
    pages.globals["together"] = together
    pages.globals["due_now"] = due.due_now
    pages.globals["journey_of"] = journeys.journey_of
    pages.globals["statements_of"] = rights.statements_of
    pages.globals["refused_words"] = REFUSED
    pages.globals["consent_of"] = consents.consent_of
    pages.globals.update(effects.GIVEN)
    pages.globals["copies_of"] = ledger.copies_of
    pages.globals["to_review"] = retention.to_review
    pages.globals["prison_words"] = ledger.prison_words
    app.register_blueprint(blueprint)
