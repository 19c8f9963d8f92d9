"""The API against its own description: thousands of requests, allowed and not, as every role."""

import pytest

from service.app import create_app
from service.runtime import Runtime
from service.store.states import Role
from service.usecases.accounts import add_user
from tests.service.api_cases import RULES_BEYOND_A_SCHEMA, Tried, try_as
from tests.service.conftest import ACTOR
from tests.service.full_house import furnish
from tests.service.fullest import FULLEST
from tests.service.readings import ScriptedReader
from tests.service.tokens import token_for

pytest.importorskip("schemathesis")


def _said(tried: Tried) -> str:
    return "\n\n".join(f"{label}\n{words}" for label, words in tried.failures.items())


def test_documents_and_answers_agree(small: Runtime, reader: ScriptedReader) -> None:
    furnish(small, reader, compare=False)
    tried = try_as(small, FULLEST, examples=1, seed=8, whole=True)
    assert tried.failures == {}, _said(tried)
    assert tried.cases > 2_000
    assert {200, 201, 202, 401, 404, 405, 409, 422} <= set(tried.statuses)
    assert not any(status >= 500 for status in tried.statuses)
    assert {name for name in RULES_BEYOND_A_SCHEMA if name not in tried.operations} == set()


@pytest.mark.parametrize("role", [role for role in Role if role is not FULLEST])
def test_documents_and_answers_agree_for_every_role(
    small: Runtime, reader: ScriptedReader, role: Role
) -> None:
    furnish(small, reader, compare=False)
    tried = try_as(small, role, examples=2, seed=8, whole=False)
    assert tried.failures == {}, _said(tried)
    assert tried.cases > 60


def test_text_that_no_database_keeps_is_refused(runtime: Runtime) -> None:
    add_user(runtime, ACTOR, "morag", FULLEST)
    token = token_for(runtime, "morag")
    client = create_app(runtime).test_client()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for text in (r"\u0000", r"\ud800"):
        sent = f'{{"surname": "Severn{text}"}}'
        answer = client.post("/api/v1/clients", data=sent, headers=headers)
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    for path in ("/api/v1/due?place=%00", "/api/v1/records/1/export?recipient=%00"):
        assert client.get(path, headers=headers).status_code == 400
