"""Signing in through the identity provider of the organisation."""

from http import HTTPStatus
from importlib import import_module
from types import ModuleType

from flask import request, session, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError, ProviderError
from service.identity import SignInWay
from service.oidc_settings import OidcSettings
from service.signing_in import public, runtime
from service.usecases.provider_ties import ProviderPerson, enter_by_provider
from service.web.entry import Page, let_in, sign_in_page
from service.web.pages import blueprint

_NEXT = "provider_next"


def _provider() -> OidcSettings:
    found = runtime().settings.oidc
    if found is None:
        raise NotFoundError("no identity provider is set up")
    return found


def _adapter() -> ModuleType:
    # Loaded only where it is used, as the application does.
    return import_module("service.identity_provider")


@blueprint.get("/sign-in/provider")
@public
def ask_provider() -> Response | tuple[str, int]:
    """Lead somebody to the identity provider."""
    provider = _provider()
    try:
        back_to = url_for("web.back_from_provider", _external=True)
        answer: Response = _adapter().ask_provider(provider, back_to)
    except ProviderError as error:
        return sign_in_page(error.advice), HTTPStatus.SERVICE_UNAVAILABLE
    session[_NEXT] = request.args.get("next")
    return answer


@blueprint.get("/sign-in/provider/back")
@public
def back_from_provider() -> Page:
    """Let in whom the provider vouches for, where an administrator said whose account it is."""
    provider = _provider()
    path = session.pop(_NEXT, None)
    try:
        person: ProviderPerson = _adapter().who_came_back(provider)
    except ProviderError as error:
        return sign_in_page(error.advice), HTTPStatus.UNAUTHORIZED
    entered = enter_by_provider(runtime(), person)
    if entered is None:
        problem = f"{provider.name} knows you, but no account here is yours. Ask an administrator."
        return sign_in_page(problem), HTTPStatus.FORBIDDEN
    return let_in(entered, SignInWay.PROVIDER, path, is_strong=person.is_strong)
