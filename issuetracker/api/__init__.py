"""REST API under `/api/v1`: one file per resource, OpenAPI 3.1, problem details, permissions by name."""

from functools import wraps
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, send_from_directory
from flask_smorest import Api
from flask_swagger_ui import __file__ as swagger_ui

from issuetracker import __version__
from issuetracker.api import (
    actions,
    auth,
    calendar,
    calls,
    cases,
    certificate_imports,
    certificates,
    conditions,
    conversation,
    dispute_files,
    dispute_issues,
    disputes,
    dossiers,
    feeds,
    keys,
    lookups,
    mails,
    notices,
    obligations,
    proofs,
    releases,
    resolutions,
    webhooks,
)
from issuetracker.api.schemas import ProblemSchema
from issuetracker.permissions import Permission, needs

_ASSETS = Path(swagger_ui).parent / "dist"
_DOCS_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
BLUEPRINTS = (
    cases.blp,
    actions.blp,
    conversation.blp,
    calls.blp,
    obligations.blp,
    mails.blp,
    lookups.blp,
    resolutions.blp,
    calendar.blp,
    keys.blp,
    feeds.blp,
    webhooks.blp,
    certificates.blp,
    certificate_imports.blp,
    conditions.blp,
    notices.blp,
    actions.tickets,
    disputes.blp,
    dispute_files.blp,
    dispute_issues.blp,
    dossiers.blp,
    proofs.blp,
    releases.blp,
)


class ProblemApi(Api):
    """flask-smorest with problem details (RFC 9457) as its errors, documented with their own content type."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Errors are the app's matter: `http_errors`."""

    def _register_responses(self) -> None:
        success, self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/json", "application/problem+json"
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = success


def register(app: Flask) -> None:
    """Register every resource, the documentation, and the rule that nothing goes without a permission."""
    app.template_folder = str(Path(__file__).parent / "templates")
    app.config.update(
        API_TITLE="OCPP certification desk",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    auth.register(app)
    api = ProblemApi(
        app,
        spec_kwargs={
            "info": {
                "description": "Issues found during OCPP certification, handled after Appendix D of the "
                "Certification Procedure."
            },
            "security": [{"key": []}],
        },
    )
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    specification = app.view_functions["api-docs.openapi_json"]

    @needs(Permission.PUBLIC)
    @wraps(specification)
    def openapi() -> Any:
        return specification()

    app.view_functions["api-docs.openapi_json"] = openapi
    for rule, view in (
        ("/api/v1/docs", _docs),
        ("/api/v1/docs/<path:name>", _asset),
        ("/api/v1/problems", _problems),
    ):
        app.add_url_rule(rule, view.__name__.strip("_"), needs(Permission.PUBLIC)(view))


def _docs() -> Response:
    response = Response(render_template("docs.html"))
    response.headers["Content-Security-Policy"] = _DOCS_CSP
    return response


def _asset(name: str) -> Response:
    own = Path(__file__).parent / "static"
    return send_from_directory(own if (own / name).is_file() else _ASSETS, name)


def _problems() -> Response:
    return Response(render_template("problems.html", problems=_refusals()))


def _refusals() -> list[tuple[int, str, str]]:
    from issuetracker.http_errors import STATUS

    return sorted((status, refusal.__name__, refusal.sentence()) for refusal, status in STATUS.items())
