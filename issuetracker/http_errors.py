"""From refusals to problem details (RFC 9457) or to a page: the only place that knows HTTP codes of errors."""

from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, default_exceptions

from issuetracker.doors import asks_api
from issuetracker.services import errors as own
from notifications.errors import NamesAParty
from workflows import errors as rules

log = structlog.get_logger(__name__)

STATUS: dict[type[rules.Refusal], int] = {
    rules.WrongRole: 403,
    rules.NotYours: 403,
    rules.NotPossibleNow: 409,
    rules.TextChanged: 409,
    rules.BeyondCalendar: 409,
    rules.ReportIncomplete: 422,
    rules.InvalidValue: 422,
    own.InvalidFields: 422,
    own.NotFound: 404,
    own.LinkIsOver: 410,
    own.NotSignedIn: 401,
    own.OnlyThisCase: 403,
    own.Recused: 403,
    own.Conflict: 412,
    own.Unauthorised: 401,
    own.Forbidden: 403,
    own.TooLarge: 413,
    own.NoSpace: 507,
    own.StoreDown: 503,
}
_TYPES = "/api/v1/problems#"
_NO_ADDRESS = "There is no such address: /api/v1/openapi.json lists all, and a case its possible `actions`."


def problem(status: int, title: str, detail: str = "", *, name: str = "", **more: Any) -> Response:
    """One problem: a page for people, application/problem+json for systems."""
    if not asks_api():
        if status >= 500:
            g.visitor = None  # whoever it is may be what could not be read
        page = render_template("error.html", status=status, title=title, detail=detail, errors=more.get("errors"))
        return Response(page, status)
    body = {"type": f"{_TYPES}{name}" if name else "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    body["instance"] = request.path
    response = jsonify({**body, **{key: value for key, value in more.items() if value}})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def field_errors(errors: dict[str, Any], prefix: str = "") -> list[dict[str, str]]:
    """Marshmallow's nested messages as a flat list: one `{field, message}` for each thing that is wrong."""
    flat = []
    for name, value in errors.items():
        path = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(value, dict):
            flat += field_errors(value, path)
        else:
            flat += [{"field": path, "message": message} for message in (value if isinstance(value, list) else [value])]
    return flat


def refused(error: rules.Refusal) -> Response:
    """A refusal as the problem that the user reads."""
    errors = getattr(error, "missing", None) or getattr(error, "errors", None)
    if error.field:
        errors = {error.field: error.detail}
    response = problem(
        STATUS[type(error)],
        error.sentence(),
        error.detail,
        name=type(error).__name__,
        rule=error.rule,
        errors=field_errors(errors) if errors else None,
        possible_actions=getattr(error, "possible_actions", None),
    )
    if isinstance(error, own.StoreDown):
        response.headers["Retry-After"] = "10"
    if isinstance(error, own.Unauthorised):
        response.headers["WWW-Authenticate"] = 'Bearer realm="issuetracker"'
    return response


def _named(error: NamesAParty) -> Response:
    return problem(
        422,
        "The text names or quotes a party, but is meant for others.",
        str(error),
        name="NamesAParty",
        rule="P-51",
        errors=[{"field": error.field, "message": str(error)}] if error.field else None,
        found=list(error.found),
    )


def from_http(error: HTTPException) -> Response:
    """Werkzeug's and smorest's errors; validation messages become field errors."""
    status = error.code or 500
    data: dict[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages") or {}
    by_place: Any = next(iter(messages.values()), {}) if isinstance(messages, dict) else {}
    fields = field_errors(by_place if isinstance(by_place, dict) else {"": by_place}) if by_place else None
    title = "Some fields are wrong." if fields else error.name
    standard = default_exceptions.get(status)
    said = "" if standard and error.description == standard.description else error.description or ""
    if status == 404 and not said and asks_api():
        said = _NO_ADDRESS
    detail = data.get("message") or said or ("" if fields else error.description or "")
    response = problem(status, title, detail, errors=fields)
    kept = ("Allow", "Retry-After", "WWW-Authenticate", "Content-Range")
    for name, value in error.get_headers():
        if name in kept:
            response.headers[name] = value
    return response


def _unavailable(error: OperationalError) -> Response:
    if str(error.orig).startswith("no such"):  # SQLite's word for a table or column that is not there: ours to mend
        return _unexpected(error)
    log.error("database unavailable", error=str(error.orig))
    response = problem(503, "The database does not answer at the moment; nothing was changed. Try again.")
    response.headers["Retry-After"] = "10"
    return response


def _clash(error: IntegrityError) -> Response:
    log.warning("constraint refused a change", error=str(error.orig))
    return problem(409, "The change clashes with one that was made at the same moment. Read again and repeat it.")


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected error", path=request.path)
    reference = structlog.contextvars.get_contextvars().get("request_id", "")
    return problem(
        500,
        "Something went wrong on our side; nothing was changed.",
        f"Tell the certification desk this reference: {reference}.",
    )


def register(app: Flask) -> None:
    """Attach every handler to the app."""
    app.register_error_handler(rules.Refusal, refused)
    app.register_error_handler(NamesAParty, _named)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(Exception, _unexpected)
