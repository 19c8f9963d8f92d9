import stat
from pathlib import Path

import pytest

from service.errors import SettingsError
from service.secret_key import secret_key
from service.settings import Settings


def test_defaults_serve_this_machine_alone() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.secure_cookies) == ("127.0.0.1", 8000, False)
    assert settings.database_url == f"sqlite:///{settings.data_dir}/throughcare.db"


def test_cookies_are_secure_wherever_others_can_reach_the_host() -> None:
    assert Settings.from_env({"THROUGHCARE_HOST": "0.0.0.0"}).secure_cookies  # noqa: S104


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    wrong = {
        "THROUGHCARE_PORT": "http",
        "THROUGHCARE_DATABASE_URL": "mysql://here/db",
        "THROUGHCARE_FORMS_DIR": str(tmp_path / "nowhere"),
        "THROUGHCARE_SECRET_KEY": "short",
        "THROUGHCARE_SECURE_COOKIES": "perhaps",
        "THROUGHCARE_COLOUR": "blue",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(wrong)
    assert all(name in caught.value.message for name in wrong)


def test_an_error_never_quotes_the_secret_key() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"THROUGHCARE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in caught.value.message
    assert "k" * 40 not in repr(Settings.from_env({"THROUGHCARE_SECRET_KEY": "k" * 40}))


def test_reading_settings_writes_nothing(tmp_path: Path) -> None:
    Settings.from_env({"THROUGHCARE_DATA_DIR": str(tmp_path / "var")})
    assert not (tmp_path / "var").exists()


def test_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(tmp_path / "var")})
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    kept = list((tmp_path / "var").iterdir())
    assert [file.name for file in kept] == ["secret-key"]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600


def test_a_data_folder_that_cannot_be_made_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="DATA_DIR"):
        Settings.from_env({"THROUGHCARE_DATA_DIR": str(tmp_path / "file")})
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(tmp_path / "file" / "below")})
    with pytest.raises(SettingsError, match="DATA_DIR"):
        secret_key(settings)
