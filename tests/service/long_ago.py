"""What happened years ago: clients and papers that are at the end of their time."""

import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from forms.definition import Form
from service.retention import RetentionPolicy
from service.runtime import Runtime
from service.usecases.clients import add_client
from tests.service.conftest import ACTOR, LAURA
from tests.service.invented import ALERT
from tests.service.stored import store_record

LONG_AGO = datetime(2019, 3, 1, 9, tzinfo=UTC)
FAX = b"II*\x00 an old fax"


def keeping_for(runtime: Runtime, **months: int) -> Runtime:
    """The same installation with terms set."""
    policy = RetentionPolicy(**months)
    return replace(runtime, settings=replace(runtime.settings, retention=policy))


def be_at(patch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let the service think it is then."""
    for module in [one for name, one in sys.modules.items() if name.startswith("service.")]:
        if hasattr(module, "now_utc"):
            patch.setattr(module, "now_utc", lambda: at)


def add_then(runtime: Runtime, surname: str, at: datetime = LONG_AGO) -> int:
    """Add somebody as if it had been then."""
    with pytest.MonkeyPatch.context() as patch:
        be_at(patch, at)
        details = replace(LAURA, surname=surname, prisoner_number="")
        return add_client(runtime, ACTOR, details).id


def file_then(
    runtime: Runtime,
    form: Form,
    client_id: int | None,
    content: bytes = FAX,
    at: datetime = LONG_AGO,
) -> int:
    """File a form as if it had been then."""
    record_id = store_record(
        runtime, form, ALERT, content=content, client_id=client_id, created_at=at
    )
    age_files(runtime)
    return record_id


def age_files(runtime: Runtime) -> None:
    """Let the stored files be older than what may be on its way in."""
    for path in runtime.originals.files():
        os.utime(path, (time.time() - 7200,) * 2)
