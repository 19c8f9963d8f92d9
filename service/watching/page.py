"""The address /metrics: for this machine itself, or for whoever has the token."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import Flask, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.wrappers import Response

from service.errors import NotAllowedError
from service.runtime import Runtime
from service.signing_in import public, runtime
from service.watching import requests
from service.watching.work import Work

_BEARER = "Bearer "
_FORWARDED = ("X-Forwarded-For", "Forwarded", "Via")
_KEY = "throughcare-work"


def install_metrics(app: Flask, served: Runtime) -> None:
    """Count every request, and answer /metrics."""
    app.extensions[_KEY] = Work(served)
    app.after_request(requests.count)
    app.add_url_rule("/metrics", view_func=metrics)


@public
def metrics() -> Response:
    """Give all figures.

    Raises:
        NotAllowedError: whoever asks may not know them.
    """
    if not _is_allowed(runtime().settings.metrics_token):
        raise NotAllowedError(
            "the figures are not for everybody",
            hint="Ask from this machine itself, or with the token THROUGHCARE_METRICS_TOKEN.",
        )
    work: Work = current_app.extensions[_KEY]
    return Response(requests.written() + work.written(), content_type=CONTENT_TYPE_LATEST)


def _is_allowed(token: str) -> bool:
    """Tell whether the token was sent; where there is none, whether this machine itself asks.

    What a proxy on this machine hands on comes from anywhere, whatever address it seems to have.
    """
    if token:
        offered = request.headers.get("Authorization", "").removeprefix(_BEARER)
        return compare_digest(offered.encode(), token.encode())
    return _is_here(request.remote_addr) and not any(map(request.headers.get, _FORWARDED))


def _is_here(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
