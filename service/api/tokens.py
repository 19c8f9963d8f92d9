"""Tokens of whoever asks."""

from flask import Response

from service.api.blueprint import ApiBlueprint
from service.identity import ApiToken
from service.schemas_identity import ApiTokenSchema
from service.signing_in import actor, runtime
from service.usecases.tokens import list_tokens, revoke_token

blueprint = ApiBlueprint("tokens", __name__, description="Tokens of your account")


@blueprint.get("/tokens")
@blueprint.response(200, ApiTokenSchema(many=True))
def list_own() -> list[ApiToken]:
    """List your account's tokens: what each may do, when it ends, when it was last used."""
    return list_tokens(runtime(), actor().user_id)


@blueprint.delete("/tokens/<int:token_id>")
@blueprint.response(204)
def revoke_own(token_id: int) -> Response:
    """Have one of your account's tokens open nothing any more."""
    revoke_token(runtime(), actor(), token_id, of_user=actor().user_id)
    return Response(status=204)
