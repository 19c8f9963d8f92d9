"""What whoever runs the service sees of it: signs of life, figures, the log."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import request
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from forms.definition import Form
from service.app import create_app
from service.errors import SettingsError, UnavailableError
from service.gunicorn_log import Line
from service.jobs.crew import Crew
from service.jobs.queue import Queue
from service.logs import set_up_logs
from service.runtime import Runtime
from service.settings import LogForm, Settings
from service.signing_in import public
from service.store.engine import unit_of_work
from service.store.work_models import JobRow
from service.usecases.take_in import SentFile, take_in
from service.usecases.vitals import take_vitals
from service.usecases.work import take_jobs
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page
from tests.service.redis import redis_server
from tests.service.visitor import Visitor

_TOKEN = "a-token-of-the-watchers"
_ID = "proxy-1234567890"


def _client(runtime: Runtime, **settings: Any) -> FlaskClient:
    served = replace(runtime, settings=replace(runtime.settings, **settings))
    return create_app(served, testing=True).test_client()


# Signs of life


def test_a_service_that_has_all_it_needs_is_ready(anybody: FlaskClient) -> None:
    answer = anybody.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready"})


def _away() -> None:
    raise UnavailableError("the queue of 10.1.2.3 cannot be reached")


def _spoil_store(runtime: Runtime) -> None:
    runtime.originals.folder.parent.mkdir(parents=True, exist_ok=True)
    runtime.originals.folder.write_text("no folder")


def _unmigrate(runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def _drop_database(runtime: Runtime) -> None:
    runtime.engine.dispose()
    if runtime.engine.dialect.name == "postgresql":
        url = runtime.engine.url
        keeper = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
        with keeper.connect() as connection:
            connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))
        keeper.dispose()
        return
    path = runtime.settings.data_dir / "throughcare.db"
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "part"),
    [(_spoil_store, "store"), (_unmigrate, "database"), (_drop_database, "database")],
)
def test_a_service_that_lacks_something_says_what(small: Runtime, spoil: Any, part: str) -> None:
    client = create_app(small).test_client()
    spoil(small)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert list(answer.get_json()["problems"]) == [part]
    assert client.get("/healthz").status_code == 200


def test_a_queue_that_is_away_is_named_without_its_address(small: Runtime) -> None:
    answer = create_app(replace(small, reach_queue=_away)).test_client().get("/readyz")
    assert answer.status_code == 503
    assert list(answer.get_json()["problems"]) == ["queue"]
    assert "10.1.2.3" not in answer.get_data(as_text=True)


def test_a_queue_is_reached_while_its_server_stands(settings: Settings) -> None:
    with redis_server() as url:
        queue = Queue(replace(settings, queue_url=url))
        queue.reach()
    with pytest.raises(UnavailableError):
        queue.reach()


def test_the_embedded_queue_is_reached(settings: Settings) -> None:
    Queue(settings).reach()


# Figures


def _figures(answer_text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer_text)
        for sample in family.samples
    }


def test_the_figures_tell_how_the_work_stands(
    small: Runtime, reader: ScriptedReader, alert_form: Form, anybody: FlaskClient
) -> None:
    reader.pages = [page(alert_form, ALERT, doubtful=["court_name"])]
    take_in(small, ACTOR, [SentFile("one.pdf", b"one")])
    with Crew(small) as crew:
        crew.work_off()
    take_in(small, ACTOR, [SentFile("two.pdf", b"two")])
    anybody.get("/healthz")
    answer = anybody.get("/metrics")
    assert answer.status_code == 200
    found = _figures(answer.get_data(as_text=True))
    assert found["throughcare_documents", "review"] == 1
    assert found["throughcare_documents", "received"] == 1
    assert found["throughcare_jobs", "waiting"] == 1
    assert found["throughcare_pages_read_total", "review"] == 1
    asked, accepted = (found["throughcare_last_values", who] for who in ("to_person", "accepted"))
    assert asked == 1
    assert found["throughcare_doubt_rate",] == pytest.approx(1 / (1 + accepted))
    assert found["throughcare_answers_total", "GET", "/healthz", "2xx"] >= 1
    assert found["throughcare_request_seconds_count", "GET", "/healthz"] >= 1


def test_the_figures_name_nobody(
    small: Runtime, visitor: Visitor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    take_in(small, ACTOR, [SentFile("severn.pdf", b"one")])
    with Crew(small) as crew:
        crew.work_off()
    visitor.post("/clients", words="severn")
    visitor.client.open("/clients/O'Severn", method="SEVERN")
    said = visitor.get("/metrics").get_data(as_text=True).lower()
    names = [str(ALERT[key]).lower() for key in ("client_name", "prisoner_number")]
    assert not any(name in said for name in ("severn", "morag", *names))


def test_the_age_of_the_queue_is_that_of_the_oldest_job_that_is_due(small: Runtime) -> None:
    assert take_vitals(small).queue_age == timedelta()
    take_in(small, ACTOR, [SentFile("one.pdf", b"one"), SentFile("two.pdf", b"two")])
    with unit_of_work(small.engine) as session:
        first, second = session.query(JobRow).order_by(JobRow.id)
        first.not_before += timedelta(hours=5)
        second.not_before -= timedelta(minutes=10)
    assert timedelta(minutes=10) <= take_vitals(small).queue_age < timedelta(minutes=11)


def test_the_figures_of_the_work_are_counted_at_most_every_ten_seconds(
    small: Runtime, anybody: FlaskClient
) -> None:
    def received() -> float:
        answer = anybody.get("/metrics").get_data(as_text=True)
        return _figures(answer)["throughcare_documents", "received"]

    assert received() == 0
    take_in(small, ACTOR, [SentFile("one.pdf", b"one")])
    assert received() == 0


def test_without_a_database_the_figures_say_that(small: Runtime) -> None:
    client = create_app(small).test_client()
    _drop_database(small)
    answer = client.get("/metrics")
    assert _figures(answer.get_data(as_text=True))["throughcare_database_up",] == 0


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.9", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("127.0.0.1", {"Authorization": f"Bearer {_TOKEN}"}, 200),
    ],
)
def test_without_a_token_the_figures_are_for_this_machine_alone(
    anybody: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    asked = {"REMOTE_ADDR": address}
    answer = anybody.get("/metrics", headers=headers, environ_overrides=asked)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("header", "status"),
    [(f"Bearer {_TOKEN}", 200), ("Bearer another-token-altogether", 403), ("", 403)],
)
def test_with_a_token_they_are_for_whoever_has_it(small: Runtime, header: str, status: int) -> None:
    client = _client(small, metrics_token=_TOKEN)
    assert client.get("/metrics", headers={"Authorization": header}).status_code == status


# Proxies and hosts


def test_a_proxy_is_believed_only_where_it_was_announced(small: Runtime) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for proxies, address, scheme in ((0, "127.0.0.1", "http"), (1, "203.0.113.9", "https")):
        app = create_app(replace(small, settings=replace(small.settings, proxies=proxies)))
        seen: list[tuple[str | None, str]] = []
        app.before_request(lambda seen=seen: seen.append(_asked()))
        app.test_client().get("/healthz", headers=headers)
        assert seen == [(address, scheme)]


def _asked() -> tuple[str | None, str]:
    return request.remote_addr, request.scheme


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("throughcare.example.org", 200),
        ("throughcare.example.org:8443", 200),
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("evil.example.com", 400),
        ("throughcare.example.org.evil.example.com", 400),
    ],
)
def test_only_the_hosts_that_are_named_are_answered(small: Runtime, host: str, status: int) -> None:
    client = _client(small, hosts=("throughcare.example.org",))
    assert client.get("/healthz", headers={"Host": host}).status_code == status
    assert client.get("/sign-in", headers={"Host": host}).status_code == status


# Request ids and the log


@contextmanager
def _logged(form: LogForm) -> Iterator[io.StringIO]:
    written = io.StringIO()
    with redirect_stderr(written):
        set_up_logs(logging.INFO, form)
        yield written
    structlog.reset_defaults()


def _lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_an_answer_bears_the_id_under_which_the_log_has_it(small: Runtime) -> None:
    with _logged(LogForm.JSON) as written:
        answer = create_app(small).test_client().get("/api/v1/nowhere")
    [line] = _lines(written)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["rule"] == "-"
    assert answer.get_json()["instance"] == f"urn:throughcare:request:{line['request_id']}"


@pytest.mark.parametrize(
    ("proxies", "offered", "taken"),
    [(1, _ID, True), (0, _ID, False), (1, "short", False), (1, "two\twords", False)],
)
def test_an_id_is_taken_from_a_proxy_if_it_is_well_formed(
    small: Runtime, proxies: int, offered: str, taken: bool
) -> None:
    answer = _client(small, proxies=proxies).get("/healthz", headers={"X-Request-ID": offered})
    assert (answer.headers["X-Request-ID"] == offered) is taken


def test_the_log_of_a_job_bears_the_id_of_the_request_that_made_it(
    small: Runtime, visitor: Visitor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    answer = visitor.post("/send-in", files=(io.BytesIO(b"%PDF a fax"), "fax.pdf"))
    [claim] = take_jobs(small, 1).claims
    assert claim.request_id == answer.headers["X-Request-ID"]
    with _logged(LogForm.JSON) as written:
        Crew(small)._do(claim)
    [line] = [one for one in _lines(written) if one["event"] == "document read"]
    assert (line["request_id"], line["job_id"]) == (claim.request_id, claim.job_id)


def test_what_nobody_asked_for_has_no_request(small: Runtime) -> None:
    take_in(small, ACTOR, [SentFile("one.pdf", b"one")])
    assert take_jobs(small, 1).claims[0].request_id is None


def test_the_log_is_logfmt_unless_json_is_asked_for(small: Runtime) -> None:
    with _logged(LogForm.LOGFMT) as written:
        create_app(small).test_client().get("/healthz")
    assert "level=info event=request" in written.getvalue()
    assert Settings.from_env({"THROUGHCARE_LOG": "json"}).log is LogForm.JSON


@pytest.mark.parametrize("form", list(LogForm))
def test_gunicorns_own_words_quote_nobody(form: LogForm) -> None:
    error = ValueError("Laura O'Severn")
    known = (type(error), error, None)
    make = logging.getLogger("gunicorn.error").makeRecord
    for message, arguments, error_info in (
        ("Error handling request %s", ("/clients?words=severn",), known),
        ("Invalid request from ip=203.0.113.9: /severn", (), None),
    ):
        record = make("gunicorn.error", logging.ERROR, "f", 1, message, arguments, error_info)
        line = Line(form).format(record)
        assert not any(word in line.lower() for word in ("severn", "203.0.113.9"))
        assert "error" in line


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql+psycopg://tc:hunter2@db/throughcare\n")
    environ = {"THROUGHCARE_DATABASE_URL_FILE": str(secret)}
    assert (
        Settings.from_env(environ).database_url == "postgresql+psycopg://tc:hunter2@db/throughcare"
    )


def test_the_page_of_a_fault_gives_the_id(small: Runtime) -> None:
    app = create_app(small)

    @public
    def broken() -> str:
        raise RuntimeError("Laura O'Severn")

    app.view_functions["web.sign_in"] = broken
    answer = app.test_client().get("/sign-in")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in shown
    assert "Severn" not in shown


def test_a_secret_is_set_once(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("k" * 40)
    both = {"THROUGHCARE_SECRET_KEY": "l" * 40, "THROUGHCARE_SECRET_KEY_FILE": str(secret)}
    with pytest.raises(SettingsError, match="must not both be set"):
        Settings.from_env(both)
