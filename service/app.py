"""Makes the web application: the pages, the API, the two signs of life, and the figures."""

from datetime import timedelta
from importlib import import_module
from types import TracebackType

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service.admission import install_admission
from service.api import install_api
from service.failures import install_failures
from service.guests import install_guest_gate
from service.headers import install_headers
from service.logs import install_request_log, log_breakdown
from service.rate_limits import install_rate_limits
from service.readiness import check_ready
from service.runtime import Runtime
from service.secret_key import secret_key
from service.signing_in import install_forgery_check, install_signing_in, public, runtime
from service.texts_in import install_text_check
from service.view_log import install_view_log
from service.watching.page import install_metrics
from service.web import install_pages
from service.web.pages import HTML_FOLDER

_MEGABYTE = 1 << 20
_STATIC_SECONDS = 3600
_HERE = ("localhost", "127.0.0.1", "[::1]")
"""Names by which whoever looks after the service asks it, whatever others call it."""


class _App(Flask):
    """Flask, but a bug's message is kept out of the log: it may quote what somebody typed."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
        ctx: object = None,
    ) -> None:
        """Log the type and the place."""
        del ctx
        if exc_info[1] is not None:
            log_breakdown(exc_info[1])


def create_app(served: Runtime, *, testing: bool = False) -> Flask:
    """Make the application that serves this installation."""
    app = _App(
        "throughcare",
        static_folder=str(HTML_FOLDER / "static"),
    )
    settings = served.settings
    app.config.update(
        TESTING=testing,
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=settings.upload_mb * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=_MEGABYTE,
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_SECONDS,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_minutes),
        SESSION_COOKIE_NAME="__Host-throughcare" if settings.secure_cookies else "throughcare",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=settings.session_minutes * 60,
        WTF_CSRF_CHECK_DEFAULT=False,
        TRUSTED_HOSTS=[*settings.hosts, *_HERE] if settings.hosts else None,
    )
    app.extensions["throughcare"] = served
    install_request_log(app)
    install_text_check(app)
    install_signing_in(app)
    if settings.oidc:
        # Loaded only where it is used: it takes its third of a second.
        import_module("service.identity_provider").install_identity_provider(app, settings.oidc)
    install_rate_limits(app, settings)
    install_admission(app)
    install_guest_gate(app)
    install_forgery_check(app)
    install_headers(app, over_https=settings.secure_cookies)
    install_failures(app)
    install_api(app)
    install_pages(app)
    install_metrics(app, served)
    install_view_log(app)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    if behind := settings.proxies:
        # The host is left as it comes: a proxy hands it on, but may also hand on what a stranger
        # says it was.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=behind, x_proto=behind)  # type: ignore[method-assign]
    return app


@public
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@public
def readyz() -> dict[str, str]:
    """Say that all that the service needs is there; else 503, with a word for each part."""
    check_ready(runtime())
    return {"status": "ready"}
