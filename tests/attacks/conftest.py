"""One installation, copied for each attack, and one identity provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from service.permission.asking import asked_by
from tests.attacks.target import House, Target, furnish
from tests.service.conftest import ACTOR
from tests.service.oidc_provider import Provider, identity_provider


@pytest.fixture(autouse=True)
def _console_asks() -> Iterator[None]:
    with asked_by(ACTOR):
        yield


@pytest.fixture(autouse=True)
def _undescribed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the description of the API: half the time that making the service takes."""
    monkeypatch.setattr("flask_smorest.Blueprint.register_views_in_doc", lambda *_, **__: None)


@pytest.fixture(autouse=True)
def _quiet_logs() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, House]:
    folder = tmp_path_factory.mktemp("furnished") / "var"
    with asked_by(ACTOR):
        return folder, furnish(folder)


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with identity_provider() as found:
        yield found


@pytest.fixture
def target(furnished: tuple[Path, House], provider: Provider, tmp_path: Path) -> Iterator[Target]:
    found = Target(*furnished, tmp_path / "var", provider)
    yield found
    found.runtime.engine.dispose()
