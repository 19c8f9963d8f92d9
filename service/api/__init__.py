"""The HTTP API for programs: decode, call a use case, encode. Described by /api/v1/openapi.json."""

from typing import Any, ClassVar

from flask import Flask

from service.api import (
    agencies,
    alike,
    audit,
    batches,
    clients,
    consents,
    copies,
    copy_sets,
    decisions,
    due,
    effects,
    figures,
    intakes,
    leaving,
    monitoring,
    quality,
    records,
    rights,
    tokens,
)
from service.api.blueprint import Api
from service.api.description import Refusals
from service.schemas import ProblemSchema


class _OurApi(Api):  # type: ignore[misc]
    """Describes the API; errors are the application's business, in one place."""

    ERROR_SCHEMA: ClassVar[Any] = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave them to service.failures."""


def install_api(app: Flask) -> None:
    """Put the API under /api/v1."""
    app.config.update(
        API_TITLE="Throughcare",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _OurApi(app, spec_kwargs={"extra_plugins": [Refusals()]})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.spec.options["security"] = [{"token": []}]
    modules = (
        *(intakes, records, decisions, alike, clients, copies, copy_sets, quality, batches),
        *(agencies, consents, due, leaving, monitoring, audit, tokens, figures, rights, effects),
    )
    for module in modules:
        api.register_blueprint(module.blueprint, url_prefix="/api/v1")
