"""The application factory."""

import secrets
from datetime import UTC, datetime

import msgspec
import structlog
from flask import Flask, Response, request
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

from issuetracker import __version__, api, http_errors, places, web
from issuetracker.config import Config, ConfigurationError
from issuetracker.extensions import ask_idle_connections, configure_sqlite, db
from issuetracker.permissions import Permission, needs
from issuetracker.services.desk import Desk
from issuetracker.services.files import DiskStore, FileStore

# Reading begins no transaction: at READ COMMITTED one promises nothing across statements, and the ROLLBACK at its end
# makes psycopg forget every prepared statement. `transaction` begins one.
# A filing needs a second connection for a moment (decision 22): with no upper bound none waits for another's, and no
# more are ever open than two for each thread.
_POSTGRESQL = {"pool_size": 10, "max_overflow": -1, "pool_use_lifo": True, "isolation_level": "AUTOCOMMIT"}
_ENGINE = {"json_deserializer": msgspec.json.decode}  # a history is JSON; the standard library takes thrice as long
_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def create_app(config: Config) -> Flask:
    """The web application for one configuration; starts nothing and writes nothing."""
    if not config.secret_key:
        raise ConfigurationError(
            "ISSUETRACKER_SECRET_KEY is not given: make one with `openssl rand -hex 32` and keep it"
            + (", or let `issuetracker init` make one" if config.is_sqlite else "")
        )
    app = Flask("issuetracker", static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_ENGINE | ({} if config.is_sqlite else _POSTGRESQL),
        MAX_CONTENT_LENGTH=config.max_upload_bytes + (1 << 20),
        MAX_FORM_MEMORY_SIZE=2 << 20,
        RATELIMIT_STORAGE_URI=config.rate_limit_storage,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["config"] = config
    app.extensions["desk"] = desk_of(config)
    app.extensions["files"] = files_of(config)
    db.init_app(app)
    with app.app_context():
        configure_sqlite(db.engine)
        ask_idle_connections(db.engine)
    places.register(app)
    http_errors.register(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, config.proxies, config.proxies, config.proxies)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_secure)  # runs last: the doors have said their own policy by then
    api.register(app)
    web.register(app)
    app.add_url_rule("/healthz", "healthz", needs(Permission.PUBLIC)(_health))
    return app


def desk_of(config: Config) -> Desk:
    """What services know of this installation."""
    return Desk(config.base_url, config.mail_domain, config.key_for("case link").hex())


def files_of(config: Config) -> FileStore:
    """Where the bytes of files lie."""
    if config.s3 is None:
        return DiskStore(config.files_dir, config.max_upload_bytes)
    try:
        from issuetracker.services.s3_files import S3Files  # an extra of the program: 15 MB
    except ModuleNotFoundError:
        raise ConfigurationError("ISSUETRACKER_FILES_URL needs obstore: pip install 'issuetracker[s3]'") from None
    return S3Files(config.s3, config.files_dir, config.max_upload_bytes)


def _begin() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(6))


def _secure(response: Response) -> Response:
    """Headers of every answer: never sniffed, never framed, nothing from other hosts."""
    response.headers.setdefault("Content-Security-Policy", _CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.path.startswith("/api/") and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _health() -> dict[str, str]:
    db.session.execute(text("SELECT 1"))
    return {"status": "ok", "version": __version__, "time": datetime.now(UTC).isoformat(timespec="seconds")}
