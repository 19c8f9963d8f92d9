"""Somebody with a browser that runs no script: fetches pages and posts their forms."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN_OF_FORMS = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """Keeps the token that every form carries."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def text(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.get_data(as_text=True)

    def token(self) -> str:
        page = self.client.get("/sign-in", follow_redirects=True).get_data(as_text=True)
        found = TOKEN_OF_FORMS.search(page)
        assert found
        return found[1]

    def post(self, path: str, **fields: object) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **fields})
