"""Keys: where they come from, how several are used, and what happens where one is missing."""

from pathlib import Path

import pytest

from service.errors import DamagedError, KeyMissingError, SettingsError
from service.originals import Originals
from service.settings import Settings
from service.vault.key_source import KeySource, kept_keys, key_source
from service.vault.key_text import key_text, new_key_text, secret_of, secrets_of_file
from service.vault.keys import Key

OLD, NEW = new_key_text(), new_key_text()
FAX = b"%PDF-1.7 a fax about Rhiannon Ystwyth"


def _settings(folder: Path, **more: str) -> Settings:
    return Settings.from_env(
        {"THROUGHCARE_DATA_DIR": str(folder), **{f"THROUGHCARE_{k}": v for k, v in more.items()}}
    )


def _store(folder: Path, **more: str) -> Originals:
    return Originals(folder / "originals", key_source(_settings(folder, **more)))


def _stored(folder: Path) -> list[Path]:
    return [path for path in (folder / "originals").rglob("*") if path.is_file()]


def test_a_key_is_written_and_read_alike() -> None:
    assert key_text(secret_of(OLD)) == OLD
    assert len({new_key_text() for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "text",
    ["", "short", OLD + "A", OLD[:-1] + "é", OLD[:-1] + "!", ","],
    ids=["nothing", "short", "long", "accent", "sign", "comma"],
)
def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path, text: str) -> None:
    if not text:
        assert _settings(tmp_path, KEY=text).keys == ()
        return
    with pytest.raises(SettingsError, match="THROUGHCARE_KEY") as caught:
        _settings(tmp_path, KEY=text)
    assert text not in str(caught.value) or text == ","


def test_a_key_is_made_once_where_none_is_set_and_only_its_owner_may_read_it(
    tmp_path: Path,
) -> None:
    kept = _store(tmp_path).keep(FAX)
    assert _store(tmp_path).read(kept.sha256) == FAX
    assert kept_keys(tmp_path).stat().st_mode & 0o077 == 0
    assert len(secrets_of_file(kept_keys(tmp_path))) == 1


def test_a_key_that_is_set_makes_no_file(tmp_path: Path) -> None:
    _store(tmp_path, KEY=NEW).keep(FAX)
    assert not kept_keys(tmp_path).exists()


def test_no_new_key_is_made_where_the_old_one_is_gone(tmp_path: Path) -> None:
    _store(tmp_path).keep(FAX)
    kept_keys(tmp_path).unlink()
    with pytest.raises(SettingsError, match="keys of the stored files are gone"):
        _store(tmp_path)


def test_nothing_stored_says_what_it_is(tmp_path: Path) -> None:
    kept = _store(tmp_path, KEY=OLD).keep(FAX)
    [path] = _stored(tmp_path)
    assert b"Rhiannon" not in path.read_bytes()
    assert kept.sha256 not in str(path)


def test_the_first_key_writes_and_all_read(tmp_path: Path) -> None:
    kept = _store(tmp_path, KEY=OLD).keep(FAX)
    both = _store(tmp_path, KEY=f"{NEW},{OLD}")
    assert both.read(kept.sha256) == FAX
    other = both.keep(b"another")
    assert _store(tmp_path, KEY=NEW).read(other.sha256) == b"another"
    with pytest.raises(KeyMissingError, match=Key.of(secret_of(OLD)).short_id):
        _store(tmp_path, KEY=NEW).read(kept.sha256)


def test_a_file_of_keys_is_followed_while_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere"
    path.write_text(f"# of 2026\n{OLD}\n", encoding="utf-8")
    store = _store(tmp_path / "var", KEY_FILE=str(path))
    before = store.keep(FAX)
    path.write_text(f"# of 2027\n{NEW}\n\n{OLD}\n", encoding="utf-8")
    after = store.keep(b"another")
    assert store.read(before.sha256) == FAX
    assert _store(tmp_path / "var", KEY=NEW).read(after.sha256) == b"another"


def test_a_file_of_keys_that_is_gone_is_an_error_that_may_pass(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere"
    path.write_text(OLD, encoding="utf-8")
    store = _store(tmp_path / "var", KEY_FILE=str(path))
    path.unlink()
    with pytest.raises(KeyMissingError):
        store.keep(FAX)


def test_keys_of_the_data_folder_go_on_reading_where_others_are_set(tmp_path: Path) -> None:
    kept = _store(tmp_path).keep(FAX)
    assert _store(tmp_path, KEY=NEW).read(kept.sha256) == FAX


def test_what_was_kept_before_there_were_keys_is_still_read(tmp_path: Path) -> None:
    store = _store(tmp_path, KEY=NEW)
    kept = store.keep(FAX)
    store.discard(kept.sha256)
    plain = store.folder / kept.sha256[:2] / kept.sha256
    plain.parent.mkdir(exist_ok=True)
    plain.write_bytes(FAX)
    assert store.read(kept.sha256) == FAX
    plain.write_bytes(FAX[:-1])
    with pytest.raises(DamagedError):
        store.open(kept.sha256)


def test_one_stored_file_cannot_stand_in_for_another(tmp_path: Path) -> None:
    store = _store(tmp_path, KEY=NEW)
    one, other = store.keep(FAX), store.keep(b"another")
    store.path(one.sha256).write_bytes(store.path(other.sha256).read_bytes())
    with pytest.raises(DamagedError):
        store.open(one.sha256)


def test_keys_of_the_same_file_are_told_apart_by_id_alone() -> None:
    source = KeySource((Key.of(secret_of(OLD)), Key.of(secret_of(NEW))))
    assert OLD not in repr(source)
    assert len({key.short_id for key in source.ring().keys}) == 2
