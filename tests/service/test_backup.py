"""A back-up that is made under load comes back elsewhere, and nothing is missing."""

import json
import random
import threading
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.definition import Form
from service.backup.summary import FILES, read_summary, summaries_in
from service.errors import (
    BadRequestError,
    ConflictError,
    DamagedError,
    KeyMissingError,
    NotFoundError,
    UnavailableError,
)
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.store.models import ClientRow, DocumentRow, OriginalRow
from service.usecases.backing_up import BackedUp, back_up
from service.usecases.restoring import Restored, make_keys_ready, restore
from service.usecases.stored_files import rotate_keys, verify_originals
from service.usecases.take_in import SentFile, take_in
from service.vault.key_folder import add_key
from service.vault.key_source import kept_keys
from tests.service.conftest import ACTOR, add_laura, of_sqlite_alone
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.stored import store_record

PHRASE = "nine rivers run deep"


pytestmark = of_sqlite_alone
"""Each names the databases between which it goes, of both kinds, when the usual tests run."""


def _fill(runtime: Runtime, form: Form, count: int = 3) -> None:
    add_laura(runtime)
    for number in range(count):
        store_record(runtime, form, ALERT, content=b"II*\x00 fax %d" % number)


def _elsewhere(runtime: Runtime, folder: Path, url: str, *, with_keys: bool = True) -> Runtime:
    """Give an empty installation; it has the keys of the first unless they are to come."""
    data = folder / "elsewhere"
    data.mkdir()
    if with_keys:
        keys = kept_keys(runtime.settings.data_dir).read_text(encoding="ascii")
        kept_keys(data).write_text(keys, encoding="ascii")
    settings = replace(runtime.settings, data_dir=data, database_url=url)
    return open_runtime(settings, read_file=runtime.read_file)


@pytest.fixture
def other_url(runtime: Runtime, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the same kind."""
    if runtime.engine.url.get_backend_name() == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere' / 'throughcare.db'}"
    return str(request.getfixturevalue("empty_postgresql"))


def _nobody(_done: int, _total: int) -> None:
    pass


def _restored(there: Runtime, made: BackedUp) -> Restored:
    return restore(there, ACTOR, made.summary, _nobody)


def test_all_of_it_comes_back(
    runtime: Runtime, alert_form: Form, tmp_path: Path, other_url: str
) -> None:
    _fill(runtime, alert_form)
    made = back_up(runtime, ACTOR, tmp_path / "backup")
    assert (made.files, made.copied, made.lacking) == (4, 4, [])
    there = _elsewhere(runtime, tmp_path, other_url)
    done = _restored(there, made)
    assert (done.files, done.lacking) == (4, ())
    assert verify_originals(there, ACTOR).findings == ()
    with looking(there.engine) as session:
        assert session.scalars(select(ClientRow.surname)).all() == ["O'Severn"]
        assert len(session.scalars(select(DocumentRow.id)).all()) == 3
    # It goes on being used: ids go on behind those that came back.
    take_in(there, ACTOR, [SentFile("a.tif", b"II*\x00 after")])
    there.engine.dispose()


def test_nothing_in_it_can_be_read_without_the_keys(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form)
    made = back_up(small, ACTOR, tmp_path / "backup")
    for path in (tmp_path / "backup").rglob("*"):
        if path.is_file():
            assert not [
                word for word in (b"Severn", b"fax", b"A1234BC") if word in path.read_bytes()
            ]
    there = _elsewhere(small, tmp_path, small.settings.database_url, with_keys=False)
    with pytest.raises(KeyMissingError):
        make_keys_ready(replace(there.settings, data_dir=tmp_path / "x"), made.summary, str)


def test_the_next_back_up_copies_only_what_is_new(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form)
    back_up(small, ACTOR, tmp_path / "backup")
    take_in(small, ACTOR, [SentFile("a.tif", b"II*\x00 new")])
    made = back_up(small, ACTOR, tmp_path / "backup")
    assert (made.files, made.copied) == (5, 1)


def test_old_back_ups_go_with_what_only_they_named(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    _fill(small, alert_form)
    for number in range(3):
        made = back_up(small, ACTOR, folder, keep=2)
        assert len(summaries_in(folder)) == min(number + 1, 2)
    # Two snapshots, two lists of contents, four files.
    assert len([path for path in (folder / FILES).rglob("*") if path.is_file()]) in {7, 8}
    there = _elsewhere(small, tmp_path, f"sqlite:///{tmp_path / 'elsewhere' / 'throughcare.db'}")
    assert _restored(there, made).files == 4
    there.engine.dispose()


def test_back_ups_from_before_a_rotation_come_back(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form)
    made = back_up(small, ACTOR, tmp_path / "backup")
    add_key(small.settings)
    rotate_keys(small, ACTOR)
    assert back_up(small, ACTOR, tmp_path / "backup").copied == 0
    there = _elsewhere(small, tmp_path, f"sqlite:///{tmp_path / 'elsewhere' / 'throughcare.db'}")
    assert _restored(there, made).files == 4
    assert verify_originals(there, ACTOR).findings == ()
    there.engine.dispose()


def test_one_changed_byte_anywhere_in_a_back_up_is_found(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    chance = random.Random(4)
    folder = tmp_path / "backup"
    _fill(small, alert_form, count=1)
    made = back_up(small, ACTOR, folder)
    files = [path for path in folder.rglob("*") if path.is_file() and path != made.summary]
    assert len(files) == 4
    for number, path in enumerate(files):
        before = path.read_bytes()
        changed = bytearray(before)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(changed))
        data = tmp_path / str(number)
        data.mkdir()
        url = f"sqlite:///{data / 'elsewhere' / 'throughcare.db'}"
        there = _elsewhere(small, data, url)
        with pytest.raises((DamagedError, KeyMissingError)):
            _restored(there, made)
        assert not (data / "elsewhere" / "throughcare.db").exists()
        path.write_bytes(before)


def test_a_summary_that_was_changed_is_found(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form, count=1)
    first = back_up(small, ACTOR, tmp_path / "backup")
    take_in(small, ACTOR, [SentFile("a.tif", b"II*\x00 new")])
    second = back_up(small, ACTOR, tmp_path / "backup")
    said = json.loads(second.summary.read_text(encoding="utf-8"))
    said["database"] = read_summary(first.summary)[0].database
    second.summary.write_text(json.dumps(said), encoding="utf-8")
    there = _elsewhere(small, tmp_path, f"sqlite:///{tmp_path / 'elsewhere' / 'throughcare.db'}")
    with pytest.raises(DamagedError, match="changed since"):
        _restored(there, second)
    with pytest.raises(NotFoundError, match="no back-up"):
        restore(there, ACTOR, kept_keys(there.settings.data_dir), _nobody)


def test_a_missing_file_of_a_back_up_is_found(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form, count=1)
    made = back_up(small, ACTOR, tmp_path / "backup")
    next(iter((tmp_path / "backup" / FILES).rglob("*.sealed"))).unlink()
    there = _elsewhere(small, tmp_path, f"sqlite:///{tmp_path / 'elsewhere' / 'throughcare.db'}")
    with pytest.raises(NotFoundError):
        _restored(there, made)


def test_what_was_lost_before_is_said_and_the_rest_is_backed_up(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form)
    lost = sha256(b"II*\x00 fax 1").hexdigest()
    small.originals.discard(lost)
    made = back_up(small, ACTOR, tmp_path / "backup")
    assert (made.files, made.lacking) == (3, [lost])
    there = _elsewhere(small, tmp_path, f"sqlite:///{tmp_path / 'elsewhere' / 'throughcare.db'}")
    assert _restored(there, made).lacking == (lost,)
    there.engine.dispose()


def test_an_installation_that_is_not_empty_is_left_alone(
    runtime: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(runtime, alert_form, count=1)
    made = back_up(runtime, ACTOR, tmp_path / "backup")
    with pytest.raises(ConflictError, match="not empty"):
        _restored(runtime, made)
    with pytest.raises(ConflictError, match="in the data folder"):
        back_up(runtime, ACTOR, runtime.settings.data_dir / "backup")


def test_a_back_up_of_another_kind_of_database_is_refused(
    small: Runtime, alert_form: Form, tmp_path: Path, empty_postgresql: str
) -> None:
    _fill(small, alert_form, count=1)
    made = back_up(small, ACTOR, tmp_path / "backup")
    there = _elsewhere(small, tmp_path, empty_postgresql)
    with pytest.raises(ConflictError, match="sqlite"):
        _restored(there, made)
    there.engine.dispose()


def test_without_postgresqls_programs_it_says_what_to_install(
    small: Runtime, tmp_path: Path, fresh_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(small.settings, database_url=fresh_postgresql)
    runtime = open_runtime(asked, read_file=small.read_file)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError) as caught:
        back_up(runtime, ACTOR, tmp_path / "backup")
    assert "apt-get install postgresql-client" in caught.value.hint
    assert summaries_in(tmp_path / "backup") == []
    runtime.engine.dispose()


def test_keys_come_along_under_a_passphrase_where_that_is_asked_for(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    _fill(small, alert_form, count=1)
    with pytest.raises(BadRequestError):
        back_up(small, ACTOR, tmp_path / "backup", passphrase="short")
    made = back_up(small, ACTOR, tmp_path / "backup", passphrase=PHRASE)
    key = kept_keys(small.settings.data_dir).read_text(encoding="ascii").strip()
    assert key not in made.summary.read_text(encoding="utf-8")
    data = tmp_path / "elsewhere"
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(data)})
    with pytest.raises(BadRequestError):
        make_keys_ready(settings, made.summary, lambda: "another passphrase")
    make_keys_ready(settings, made.summary, lambda: PHRASE)
    there = open_runtime(settings, read_file=small.read_file)
    assert _restored(there, made).files == 2
    there.engine.dispose()


def test_by_command(console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fax = tmp_path / "fax.pdf"
    fax.write_bytes(b"%PDF-1.4 nothing more")
    console.run("ingest", fax)
    code, said, _ = console.run("backup", tmp_path / "backup")
    assert code == 0
    assert "1 files and the database; 1 of them were copied now." in said
    [summary] = summaries_in(tmp_path / "backup")
    assert f"throughcare restore {summary}" in said
    keys = kept_keys(tmp_path / "var").read_text(encoding="ascii")
    monkeypatch.setenv("THROUGHCARE_DATA_DIR", str(tmp_path / "elsewhere"))
    code, _, problem = console.run("restore", summary)
    assert (code, "is not set" in problem) == (1, True)
    monkeypatch.setenv("THROUGHCARE_KEY", keys.strip())
    code, said, _ = console.run("restore", summary)
    assert (code, "1 files and" in said) == (0, True)
    assert console.run("originals", "verify")[0] == 0
    assert console.run("restore", summary)[0] == 1


def _sending(runtime: Runtime, over: threading.Event, sent: list[bytes]) -> None:
    number = 0
    while not over.is_set():
        content = b"II*\x00 under load %d" % number
        take_in(runtime, ACTOR, [SentFile("a.tif", content)])
        sent.append(content)
        number += 1


def test_under_load_nothing_that_was_taken_in_before_is_missing(
    runtime: Runtime, alert_form: Form, tmp_path: Path, other_url: str
) -> None:
    _fill(runtime, alert_form)
    over, sent = threading.Event(), []
    senders = [threading.Thread(target=_sending, args=(runtime, over, sent)) for _ in range(2)]
    for sender in senders:
        sender.start()
    try:
        while len(sent) < 20:
            over.wait(0.01)
        before = list(sent)
        made = back_up(runtime, ACTOR, tmp_path / "backup")
        during = len(sent) - len(before)
    finally:
        over.set()
        for sender in senders:
            sender.join()
    there = _elsewhere(runtime, tmp_path, other_url)
    _restored(there, made)
    assert during > 0, "nothing came in meanwhile: this showed nothing"
    with looking(there.engine) as session:
        names = set(session.scalars(select(OriginalRow.sha256)))
    assert {sha256(content).hexdigest() for content in before} <= names
    assert verify_originals(there, ACTOR).findings == ()
    there.engine.dispose()
