"""A small but real identity provider: discovery, code flow with PKCE, tokens signed with RS256.

It can be told to lie, in one way at a time.
"""

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from tests.service.served import listening

CLIENT_ID, CLIENT_SECRET = "throughcare-tests", "the-secret-of-the-tests"
LEEWAY = 60


class _Client(ClientMixin):
    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/provider/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic" and endpoint == "token"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(slots=True)
class _Code(AuthorizationCodeMixin):
    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass(slots=True)
class Provider:
    """The provider as the tests see it."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    """Whom it lets in: claims of the token."""
    lies: dict[str, Any] = field(default_factory=dict)
    """Claims that it alters; None: it leaves them out."""
    signs: str = "well"
    """Or: not at all, with another key, or with the secret that it shares with the service."""
    discovery: dict[str, Any] = field(default_factory=dict)
    """What it says of itself besides."""
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
    )
    codes: dict[str, _Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """What was sent to the token address."""

    def signed(self, claims: dict[str, Any]) -> str:
        match self.signs:
            case "not at all":
                head, body = ({"alg": "none"}, claims)
                parts = [json.dumps(part).encode() for part in (head, body)]
                return (
                    ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts)
                    + "."
                )
            case "with the secret":
                key = OctKey.import_key(CLIENT_SECRET)
                return jwt.encode({"alg": "HS256"}, claims, key, ["HS256"])
            case "with another key":
                other = RSAKey.generate_key(2048)
                return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, other)
            case _:
                return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)


def _code_grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class CodeGrant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            sent = request.payload
            kept = ("nonce", "code_challenge", "code_challenge_method")
            provider.codes[code] = _Code(
                code, sent.redirect_uri, sent.scope, *(sent.data.get(name) for name in kept)
            )

        def query_authorization_code(self, code: str, client: _Client) -> _Code | None:
            del client
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: _Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: _Code) -> dict[str, Any]:
            del authorization_code
            return provider.person

    return CodeGrant


def _openid(provider: Provider) -> OpenIDCode:
    class OpenId(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            del request
            return any(code.nonce == nonce for code in provider.codes.values())

        def get_client_claims(self, client: _Client) -> dict[str, Any]:
            return {"iss": provider.address, "aud": client.get_client_id()}

        def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
            del token
            claims = self.get_compatible_claims(request)
            claims |= self.get_authorization_code_claims(request.authorization_code)
            told = claims | provider.person | provider.lies
            return provider.signed({key: one for key, one in told.items() if one is not None})

    return OpenId(require_nonce=True)


def _app(provider: Provider) -> Flask:
    app = Flask("provider")
    server = AuthorizationServer(app, query_client=lambda _: _Client(), save_token=lambda *_: None)
    server.register_grant(_code_grant(provider), [_openid(provider), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def about() -> dict[str, Any]:
        return {
            "issuer": provider.address,
            "authorization_endpoint": f"{provider.address}/authorize",
            "token_endpoint": f"{provider.address}/token",
            "jwks_uri": f"{provider.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **provider.discovery,
        }

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return dict(KeySet([provider.key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        """Let in whom the test says, without a page of its own."""
        who = provider.person or None
        grant = server.get_consent_grant(end_user=who)
        return server.create_authorization_response(grant_user=who, grant=grant)

    @app.post("/token")
    def token() -> Any:
        provider.asked.append(request.form.to_dict())
        return server.create_token_response()

    return app


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """Start a provider that lets one person in."""
    provider = Provider(person={"sub": secrets.token_hex(8)})
    with listening(_app(provider)) as address:
        provider.address = address
        yield provider
