"""What every test keeps to: no network beyond this machine, no race against a slow one."""

import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The gate judges a change, so there the same examples are tried each time; a person's run explores.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("house")

_LOOPBACK = ("127.", "::1", "localhost")
_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if self.family in {socket.AF_INET, socket.AF_INET6} and not str(host).startswith(_LOOPBACK):
        pytest.fail(f"a test tried to reach {host}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _connect_here)
        yield
