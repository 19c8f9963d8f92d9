"""How often the doors that cost much may be asked for, by account, or by address before signing in.

Counted in Redis where the installation has one, so that all processes agree; else in the process.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, request
from flask_limiter import ApplicationLimit, Limiter

from service.settings import Settings
from service.signing_in import is_api, user_id

_CHANGES = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostlyDoor:
    """Addresses that cost much together, and how often they may be asked for."""

    name: str
    most: str
    """As Flask-Limiter writes it."""
    endpoints: frozenset[str] = frozenset()
    """None: the whole API."""
    methods: tuple[str, ...] = _CHANGES

    def is_asked_for(self) -> bool:
        """Tell whether the request comes to this door."""
        is_here = request.endpoint in self.endpoints if self.endpoints else is_api()
        return is_here and request.method in self.methods


_ANY_METHOD = ("GET", *_CHANGES)
COSTLY_DOORS = (
    CostlyDoor(
        name="sign-in",
        most="60 per minute",
        endpoints=frozenset({"web.sign_in", "web.enter_code"}),
    ),
    CostlyDoor(
        name="provider",
        most="60 per minute",
        endpoints=frozenset({"web.ask_provider", "web.back_from_provider"}),
        methods=("GET",),
    ),
    CostlyDoor(
        name="upload",
        most="600 per minute",
        endpoints=frozenset({"web.send_in", "web.send_in_file", "intakes.send_in"}),
    ),
    CostlyDoor(
        name="search",
        most="180 per minute",
        endpoints=frozenset(
            {
                *("web.clients", "web.forms", "web.find_other", "web.search_for_record"),
                "clients.search",
            }
        ),
    ),
    CostlyDoor(
        name="export",
        most="60 per minute",
        endpoints=frozenset(
            {
                *("web.export", "web.evidence_package", "web.batch_export", "web.copy_set_file"),
                *("web.make_set", "copy-sets.ask", "copy-sets.take", "records.export"),
                *("records.evidence_package", "decisions.judged"),
            }
        ),
        methods=_ANY_METHOD,
    ),
    CostlyDoor(name="api", most="1200 per minute", methods=_ANY_METHOD),
)


def install_rate_limits(app: Flask, settings: Settings) -> None:
    """Refuse what is asked for too often; asked once it is known who asks."""
    limiter = Limiter(
        _asker,
        application_limits=[_limit(door) for door in COSTLY_DOORS],
        enabled=settings.rate_limits,
        headers_enabled=True,
        storage_uri=_storage(settings.queue_url),
        strategy="fixed-window",
        key_prefix="throughcare",
        in_memory_fallback_enabled=bool(settings.queue_url),
        swallow_errors=True,
    )
    limiter.init_app(app)


def _storage(queue_url: str) -> str:
    """Name the storage as Flask-Limiter does, which calls a socket by another name than Redis."""
    is_socket = queue_url.startswith("unix://")
    return f"redis+{queue_url}" if is_socket else queue_url or "memory://"


def _limit(door: CostlyDoor) -> ApplicationLimit:
    return ApplicationLimit(door.most, scope=door.name, exempt_when=_unless(door.is_asked_for))


def _unless(is_asked_for: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: not is_asked_for()


def _asker() -> str:
    asker = user_id()
    return f"address:{request.remote_addr}" if asker is None else f"user:{asker}"
