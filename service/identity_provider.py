"""The one place that knows Authlib: asks the identity provider who somebody is, and checks it.

Code flow with PKCE (RFC 7636), state and nonce; the token is signed with a key of the provider's
discovery document, never unsigned and never by a shared secret.
"""

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.oidc.core import CodeIDToken
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from service.errors import ProviderError
from service.oidc_settings import OidcSettings
from service.usecases.provider_ties import ProviderPerson

_SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_SECONDS = 10
_LEEWAY = 60
"""Seconds that clocks may be apart."""
_BROKEN = (
    *(OAuthError, JoseError, RequestException, RuntimeError),
    *(ValueError, KeyError, TypeError),
)
_EXTENSION = "throughcare.provider"


def install_identity_provider(app: Flask, settings: OidcSettings) -> None:
    """Make the provider known; nothing is asked of it yet."""
    app.extensions[_EXTENSION] = OAuth(app).register(
        "provider",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )


def _client(settings: OidcSettings) -> Any:  # noqa: ANN401 - Authlib is untyped
    """Give the client, once the provider has said that it is who it should be.

    Raises:
        ProviderError: it says that it is somebody else, or signs as it should not.
    """
    client = current_app.extensions[_EXTENSION]
    metadata = client.load_server_metadata()
    signed_by = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        name for name in signed_by if name in _SIGNED_BY
    ]
    if metadata.get("issuer") != settings.issuer:
        metadata.pop("_loaded_at", None)
        raise ProviderError("the identity provider names another issuer than the one that is set")
    return client


def ask_provider(settings: OidcSettings, back_to: str) -> Response:
    """Lead somebody to the provider.

    Raises:
        ProviderError: the provider cannot be reached, or is not the one that is set.
    """
    try:
        answer: Response = _client(settings).authorize_redirect(back_to)
    except _BROKEN as error:
        raise ProviderError("the identity provider cannot be asked") from error
    return answer


def who_came_back(settings: OidcSettings) -> ProviderPerson:
    """Take somebody who comes back from the provider, once all that it says is checked.

    Raises:
        ProviderError: whoever it is was not let in there, or something does not hold.
    """
    try:
        token = _client(settings).authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
                "sub": {"essential": True},
                "nonce": {"essential": True},
            },
            claims_cls=CodeIDToken,
            leeway=_LEEWAY,
        )
        claims = token["userinfo"]
        return ProviderPerson.from_claims(claims)
    except _BROKEN as error:
        raise ProviderError("the identity provider's word does not hold") from error
