"""Attacks on signing in through an identity provider, by whoever can alter what it says."""

import json
from base64 import urlsafe_b64decode
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.oidc.core import CodeIDToken
from flask import current_app

from service.identity_provider import _EXTENSION
from service.oidc_settings import OidcSettings
from service.usecases.provider_ties import tie_account
from tests.attacks.attack import Attack, replaced
from tests.attacks.target import Target
from tests.service.conftest import ACTOR
from tests.service.oidc_provider import CLIENT_ID, CLIENT_SECRET

_MAIL = "wendy.wye@example.org"


def _asked(target: Target) -> OidcSettings:
    provider = target.provider
    provider.person = {"sub": "s-1", "email": _MAIL, "email_verified": True}
    provider.lies, provider.discovery, provider.signs = {}, {}, "well"
    return OidcSettings(
        issuer=provider.address, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, name="Ours"
    )


def _gets_in(
    target: Target,
    lies: dict[str, str] | None = None,
    discovery: dict[str, str] | None = None,
    signs: str = "well",
) -> bool:
    target.set(oidc=_asked(target))
    tie_account(target.runtime, ACTOR, target.house.accounts["wendy"], _MAIL)
    provider = target.provider
    provider.lies, provider.discovery, provider.signs = lies or {}, discovery or {}, signs
    web = target.app.test_client()
    there = web.get("/sign-in/provider").location
    if there is None:
        return False
    sent_back = requests.get(there, allow_redirects=False, timeout=10)
    back = urlsplit(sent_back.headers["Location"])
    web.get(f"{back.path}?{back.query}")
    return web.get("/account").status_code == 200


def _replay(target: Target) -> bool:
    return _gets_in(target, lies={"nonce": "of-another-sign-in"})


def _token_for_another(target: Target) -> bool:
    return _gets_in(target, lies={"aud": "another-service"})


def _forge(target: Target) -> bool:
    return _gets_in(target, signs="with another key")


def _pose_as_another(target: Target) -> bool:
    return _gets_in(target, discovery={"issuer": "https://evil.example"})


class _AnyNonce(CodeIDToken):  # type: ignore[misc]
    def validate_nonce(self) -> None:
        """Take any."""


class _AnyAudience(CodeIDToken):  # type: ignore[misc]
    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Take any."""
        self.options = {key: one for key, one in self.options.items() if key != "aud"}  # type: ignore[has-type]
        super().validate(now, leeway)

    def validate_azp(self) -> None:
        """Take any."""


def _unchecked(token: str, **_: Any) -> SimpleNamespace:
    head, claims, _signature = (
        urlsafe_b64decode(f"{part}{'=' * (-len(part) % 4)}") for part in token.split(".")
    )
    return SimpleNamespace(header=json.loads(head), claims=json.loads(claims))


def _whoever_answers(_: OidcSettings) -> Any:
    return current_app.extensions[_EXTENSION]


ATTACKS = (
    Attack(
        number="V10.5.1",
        title="sign in with the provider's word for an earlier sign-in",
        defence="the nonce",
        succeeds=_replay,
        remove=replaced("service.identity_provider.CodeIDToken", _AnyNonce),
    ),
    Attack(
        number="V10.5.4",
        title="sign in with the provider's word for another service",
        defence="the audience",
        succeeds=_token_for_another,
        remove=replaced("service.identity_provider.CodeIDToken", _AnyAudience),
    ),
    Attack(
        number="V6.8.2",
        title="sign in with a word that somebody else has signed",
        defence="the provider's signature",
        succeeds=_forge,
        remove=replaced("authlib.integrations.base_client.sync_openid.jwt.decode", _unchecked),
    ),
    Attack(
        number="V10.5.3",
        title="be a provider that says it is another one",
        defence="the issuer that is set",
        succeeds=_pose_as_another,
        remove=replaced("service.identity_provider._client", _whoever_answers),
    ),
)
