"""Tokens of the tests' programs."""

from service.identity import TokenScope
from service.runtime import Runtime
from service.usecases.tokens import add_token
from tests.service.conftest import ACTOR


def token_for(runtime: Runtime, name: str, *scopes: TokenScope) -> str:
    """Make a token for an account: for what is said, or for everything."""
    return add_token(runtime, ACTOR, name, "tests", scopes or tuple(TokenScope))
