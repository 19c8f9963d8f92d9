"""What people do at once: search, look, send in, check, take; with pauses in between."""

import http.client
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from threading import Event
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.service.visitor import TOKEN_OF_FORMS

_FINE = frozenset((200, 201, 202, 204, 409))
"""409: somebody else was quicker, which is an answer."""
_SENT_ON = 302
"""What follows signing in; anywhere else whoever is sent on is not let in."""
_TIMEOUT = 60
_MOST_ID = 5_000
_HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody is let in: programs by a token, browsers by a password."""

    name: str
    password: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """One request."""

    kind: str
    seconds: float
    fault: str


@dataclass(slots=True)
class Person:
    """Somebody at a desk, with a connection that is kept."""

    address: str
    account: Account
    chance: random.Random
    form: Callable[[int], bytes]
    """Gives a form to be sent in, by its number."""
    pause: float
    """Seconds between two things that are done, on average."""
    done: list[Done] = field(default_factory=list)
    _cookies: SimpleCookie = field(default_factory=SimpleCookie, repr=False)
    _line: http.client.HTTPConnection | None = None

    def work(self, over: Event) -> None:
        """Do one thing after another until it is over."""
        acts = (self._search, self._look, self._send_in, self._check, self._take, self._page)
        over.wait(self.chance.uniform(0, self.pause))
        while not over.is_set():
            self.chance.choices(acts, weights=(30, 15, 15, 20, 10, 10))[0]()
            over.wait(self.chance.expovariate(1 / self.pause))

    def _search(self) -> None:
        number = self.chance.randrange(_MOST_ID)
        words = self.chance.choice(
            (f"severn{number:04d}", f"A{number:04d}BC", "27/3/1961", f"seven{number:04d}", "aled")
        )
        self._ask("search", "POST", "/api/v1/clients/search", {"words": words})

    def _look(self) -> None:
        number = self.chance.randrange(1, _MOST_ID)
        self._ask("look", "GET", f"/api/v1/clients/{number}")

    def _send_in(self) -> None:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="f.pdf"\r\n\r\n'
        content = self.form(self.chance.randrange(10**9))
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        self._send("upload", "POST", "/api/v1/intakes", body, kind)

    def _check(self) -> None:
        before = self.chance.randrange(50, 500)
        listed = self._ask("check", "GET", f"/api/v1/records?state=review&limit=20&before={before}")
        if not listed:
            return
        where = f"/api/v1/records/{self.chance.choice(listed)['id']}"
        record = self._ask("check", "GET", where)
        if record and record["doubts"]:
            sent = {"revision": record["revision"], "confirmed": list(record["doubts"])[:1]}
            self._ask("check", "PATCH", where, sent)

    def _take(self) -> None:
        if self.chance.random() < 0.5:
            sent = {"form": "alert-form", "client_id": self.chance.randrange(1, _MOST_ID)}
            self._ask("download", "POST", "/api/v1/copies", sent)
            return
        listed = self._ask("download", "GET", "/api/v1/intakes?limit=5")
        for intake in (listed or [])[:1]:
            document = intake["documents"][0]["id"]
            self._ask("download", "GET", f"/api/v1/documents/{document}/original")

    def _page(self) -> None:
        if not self._cookies:
            self._sign_in()
        path = self.chance.choice(("/", "/records?state=review", "/clients", "/due", "/documents"))
        self._send("page", "GET", path, None, _HTML)

    def _sign_in(self) -> None:
        page = self._send("sign in", "GET", "/sign-in", None, _HTML)
        found = TOKEN_OF_FORMS.search(page or "")
        sent = {
            "name": self.account.name,
            "password": self.account.password,
            "csrf_token": found[1] if found else "",
        }
        form = "application/x-www-form-urlencoded"
        self._send("sign in", "POST", "/sign-in", urlencode(sent).encode(), form)

    def _ask(self, kind: str, method: str, path: str, sent: object = None) -> Any:  # noqa: ANN401 - JSON
        body = None if sent is None else json.dumps(sent).encode()
        return self._send(kind, method, path, body, "application/json")

    def _send(self, kind: str, method: str, path: str, body: bytes | None, of: str) -> Any:  # noqa: ANN401 - JSON
        headers = self._headers(path)
        if body is not None:
            headers["Content-Type"] = of
        began = time.monotonic()
        try:
            status, media_type, content = self._answer(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self._line = None
            self.done.append(Done(kind, time.monotonic() - began, type(error).__name__))
            return None
        is_fine = status in _FINE or (status == _SENT_ON and kind == "sign in")
        fault = "" if is_fine else f"{method} {path.split('?', maxsplit=1)[0]}: {status}"
        self.done.append(Done(kind, time.monotonic() - began, fault))
        if status >= 300:
            return None
        return json.loads(content) if "json" in media_type else content.decode("utf-8", "replace")

    def _headers(self, path: str) -> dict[str, str]:
        """Say who asks: a page is opened by a browser, the API is called by a program."""
        if path.startswith("/api/"):
            return {"Authorization": f"Bearer {self.account.token}"}
        return {"Cookie": "; ".join(f"{one.key}={one.value}" for one in self._cookies.values())}

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        """Ask over the line that is open; one that idled too long is opened anew, once."""
        for line in self._lines():
            try:
                line.request(method, path, body, headers)
                answer = line.getresponse()
                for cookie in answer.headers.get_all("Set-Cookie", []):
                    self._cookies.load(cookie)
                return answer.status, answer.headers.get_content_type(), answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._line = None
        raise ConnectionError

    def _lines(self) -> Iterator[http.client.HTTPConnection]:
        for _ in range(2):
            if self._line is None:
                host = urlsplit(self.address).netloc
                self._line = http.client.HTTPConnection(host, timeout=_TIMEOUT)
            yield self._line
