"""A process is warm before it answers: nobody waits for what it does but once."""

import gc
from collections.abc import Iterator

import pytest

from service.app import create_app
from service.runtime import Runtime
from service.warming import warm_up
from service.web.pages import HTML_FOLDER


@pytest.fixture
def thawed() -> Iterator[None]:
    """Have the collector look at everything again afterwards."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_a_warm_process_has_made_every_page_and_spares_the_collector(runtime: Runtime) -> None:
    app = create_app(runtime, testing=True)
    warm_up(app)
    cache = app.jinja_env.cache
    assert cache is not None
    made = {name for _, name in cache}
    assert {page.name for page in HTML_FOLDER.glob("*.html")} <= made
    assert gc.get_freeze_count() > len(gc.get_objects())
