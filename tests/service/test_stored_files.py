"""One changed byte in any original is found; keys are changed while the service goes on."""

import os
import random
import re
import threading
import time
from hashlib import sha256
from pathlib import Path

import pytest

from forms.definition import Form
from service.errors import ConflictError, KeyMissingError, NotFoundError
from service.maintenance import alone
from service.originals import DRAFT_PREFIX, Originals
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.store.models import AuditRow
from service.usecases.stored_files import (
    UNSEALED,
    Fault,
    Finding,
    count_by_key,
    rotate_keys,
    stores,
    verify_originals,
)
from service.usecases.take_in import SentFile, take_in
from service.vault.key_folder import add_key, drop_key
from service.vault.key_source import kept_keys
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.stored import store_record

_OLD = time.time() - 7200


def _store_some(runtime: Runtime, form: Form, count: int = 3) -> list[str]:
    """Keep some forms; give the SHA-256 of all that the store holds."""
    contents = [b"II*\x00 fax %d" % number for number in range(count)]
    for content in contents:
        store_record(runtime, form, ALERT, content=content)
    names = {sha256(content).hexdigest() for content in contents}
    assert len(list(runtime.originals.files())) == count + 1
    return sorted(names)


def _make_plain(store: Originals, digest: str) -> Path:
    """Put a content back as it was kept before there were keys."""
    content = store.read(digest)
    store.discard(digest)
    path = store.folder / digest[:2] / digest
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _change_a_byte(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))


def test_all_is_well_where_nothing_happened(runtime: Runtime, alert_form: Form) -> None:
    _store_some(runtime, alert_form)
    done = verify_originals(runtime, ACTOR)
    assert (done.files, done.findings) == (4, ())
    with looking(runtime.engine) as session:
        [entry] = session.query(AuditRow).filter_by(action="originals.verified")
        assert entry.details["files"] == 4


@pytest.mark.parametrize("is_sealed", [True, False])
def test_one_changed_byte_of_any_file_is_found_and_that_file_named(
    small: Runtime, alert_form: Form, is_sealed: bool
) -> None:
    chance = random.Random(3)
    for digest in _store_some(small, alert_form):
        path = small.originals.path(digest) if is_sealed else _make_plain(small.originals, digest)
        before = path.read_bytes()
        _change_a_byte(path, chance)
        [found] = verify_originals(small, ACTOR).findings
        assert found.what == digest
        assert found.fault in {Fault.DAMAGED, Fault.KEY_MISSING}
        path.write_bytes(before)
    assert verify_originals(small, ACTOR).findings == ()


def test_what_is_missing_and_what_nobody_knows_is_told(small: Runtime, alert_form: Form) -> None:
    gone, *_ = _store_some(small, alert_form)
    small.originals.discard(gone)
    stray = small.originals.path(small.originals.keep(b"stray").sha256)
    coming = small.originals.keep(b"on its way in")
    os.utime(stray, (_OLD, _OLD))
    assert set(verify_originals(small, ACTOR).findings) == {
        Finding(Fault.MISSING, gone),
        Finding(Fault.UNKNOWN, f"originals/{stray.relative_to(small.originals.folder)}"),
    }
    assert small.originals.read(coming.sha256) == b"on its way in"


def test_what_a_killed_process_was_writing_goes_a_day_later(
    small: Runtime, alert_form: Form
) -> None:
    _store_some(small, alert_form)
    dead, alive = (small.originals.folder / f"{DRAFT_PREFIX}{name}" for name in ("dead", "alive"))
    for draft in (dead, alive):
        draft.write_bytes(b"half")
    os.utime(dead, (time.time() - 2 * 86_400,) * 2)
    verify_originals(small, ACTOR)
    assert (dead.exists(), alive.exists()) == (False, True)


def _on_console(console: Console, form: Form) -> Runtime:
    console.run("keys", "list")
    runtime = open_runtime(Settings.from_env())
    _store_some(runtime, form)
    return runtime


def test_the_command_names_the_hash_and_exits_1(console: Console, alert_form: Form) -> None:
    runtime = _on_console(console, alert_form)
    assert console.run("originals", "verify")[0] == 0
    [digest, *_] = sorted(path.name for path in runtime.originals.files())
    bad = sha256(b"II*\x00 fax 0").hexdigest()
    _change_a_byte(runtime.originals.path(bad), random.Random(1))
    code, printed, _ = console.run("originals", "verify")
    assert code == 1
    assert [line for line in printed.splitlines() if line.startswith(bad)]
    assert digest not in printed
    assert "Severn" not in printed


def _keys_of(runtime: Runtime) -> list[str]:
    return [key.short_id for key in runtime.originals.source.ring().keys]


def test_a_rotation_seals_everything_with_the_new_key(runtime: Runtime, alert_form: Form) -> None:
    one, two, three = _store_some(runtime, alert_form)
    contents = {digest: runtime.originals.read(digest) for digest in (one, two, three)}
    _make_plain(runtime.originals, one)
    [old] = _keys_of(runtime)
    new = add_key(runtime.settings).short_id
    assert _keys_of(runtime) == [new, old]
    assert count_by_key(runtime) == {old: 3, UNSEALED: 1}
    assert rotate_keys(runtime, ACTOR).sealed == 4
    assert count_by_key(runtime) == {new: 4}
    drop_key(runtime.settings, old)
    assert {digest: runtime.originals.read(digest) for digest in contents} == contents
    assert rotate_keys(runtime, ACTOR).sealed == 0


def test_made_sets_are_sealed_anew_too(small: Runtime) -> None:
    _, sets = stores(small)
    assert sets.source == small.originals.source


def test_a_rotation_that_was_stopped_goes_on(small: Runtime, alert_form: Form) -> None:
    _store_some(small, alert_form)
    new = add_key(small.settings).short_id

    class StoppedError(Exception):
        pass

    def stop(number: int) -> None:
        if number == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        rotate_keys(small, ACTOR, stop)
    assert 0 < count_by_key(small)[new] < 4
    rotate_keys(small, ACTOR)
    assert count_by_key(small) == {new: 4}


def test_a_damaged_file_is_left_as_it_is_and_named(small: Runtime, alert_form: Form) -> None:
    bad, *_ = _store_some(small, alert_form)
    path = small.originals.path(bad)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    add_key(small.settings)
    assert rotate_keys(small, ACTOR).findings == (Finding(Fault.DAMAGED, bad),)
    assert path.exists()


def _reading(runtime: Runtime, digests: list[str], over: threading.Event) -> list[str]:
    faults = []
    while not over.is_set():
        for digest in digests:
            try:
                runtime.originals.read(digest)
            except NotFoundError:
                faults.append(digest)
    return faults


def test_nothing_is_missed_or_lost_while_keys_change(small: Runtime, alert_form: Form) -> None:
    digests = _store_some(small, alert_form, count=12)
    over, faults, sent = threading.Event(), [], []
    # Another process: it has its own view of the keys.
    other = open_runtime(small.settings, read_file=small.read_file)

    def look() -> None:
        faults.extend(_reading(other, digests, over))

    def send() -> None:
        number = 0
        while not over.is_set():
            number += 1
            content = b"II*\x00 while keys change %d" % number
            take_in(other, ACTOR, [SentFile("a.tif", content)])
            sent.append(content)

    threads = [threading.Thread(target=work) for work in (look, send)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        add_key(small.settings)
        rotate_keys(small, ACTOR)
    over.set()
    for thread in threads:
        thread.join()
    rotate_keys(small, ACTOR)
    other.engine.dispose()
    assert faults == []
    assert sent
    assert all(small.originals.read(sha256(content).hexdigest()) == content for content in sent)
    assert verify_originals(small, ACTOR).findings == ()
    [first, *_] = _keys_of(small)
    assert count_by_key(small).keys() == {first}


def test_rotation_waits_for_whatever_else_goes_through_all_files(small: Runtime) -> None:
    with alone(small.settings.data_dir), pytest.raises(ConflictError):
        rotate_keys(small, ACTOR)
    rotate_keys(small, ACTOR)


def test_keys_by_command(console: Console, alert_form: Form) -> None:
    runtime = _on_console(console, alert_form)
    [old] = _keys_of(runtime)
    assert console.run("keys", "verify")[0] == 0
    assert console.run("keys", "add")[0] == 0
    new, _ = _keys_of(runtime)
    code, _, problem = console.run("keys", "drop", old)
    assert (code, problem) == (1, "4 files need it: throughcare keys rotate\n")
    assert console.run("keys", "rotate")[:2] == (0, "4 files sealed anew.\n")
    listed = console.run("keys", "list")[1].splitlines()
    assert [re.split(r"\s{2,}", line) for line in listed] == [
        [new, "writes and reads", "4 files"],
        [old, "reads", "0 files"],
    ]
    assert console.run("keys", "drop", old)[0] == 0
    assert console.run("keys", "drop", old)[0] == 1
    assert console.run("keys", "verify")[0] == 0
    assert len(console.run("keys", "new")[1].strip()) == 43


def test_a_key_that_is_not_set_is_named(
    console: Console, alert_form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = _on_console(console, alert_form)
    [old] = _keys_of(runtime)
    kept_keys(runtime.settings.data_dir).rename(runtime.settings.data_dir / "away")
    monkeypatch.setenv("THROUGHCARE_KEY", console.run("keys", "new")[1].strip())
    code, printed, _ = console.run("keys", "verify")
    assert (code, printed) == (1, f"key {old} is not set: 4 files need it\n")
    assert "NOT SET" in console.run("keys", "list")[1]
    assert console.run("keys", "add")[0] == 1
    assert console.run("originals", "verify")[0] == 1
    with pytest.raises(KeyMissingError, match=old):
        open_runtime(Settings.from_env()).originals.read(sha256(b"II*\x00 fax 0").hexdigest())
