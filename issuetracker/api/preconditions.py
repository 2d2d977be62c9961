"""`ETag` and `If-Match`: nobody overwrites what they have not read."""

from flask import Response, request
from werkzeug.exceptions import PreconditionRequired

from issuetracker.models import Case
from issuetracker.services.errors import Conflict


def etag(case: Case) -> str:
    """The version of a case as an entity tag."""
    return f"{case.number}-v{case.version}"


def require_match(case: Case) -> None:
    """Refuse a change without `If-Match` (428) or on another version (412)."""
    require_tag(etag(case))


def require_tag(tag: str) -> None:
    """The same, for whatever is at the version of this tag."""
    if not request.headers.get("If-Match", "").strip():
        raise PreconditionRequired("Send If-Match with the ETag of what you read.")
    if not request.if_match.contains(tag):
        raise Conflict(f'It has changed; its ETag is now "{tag}".')


def tagged(response: Response, case: Case) -> Response:
    """An answer with the case's ETag."""
    response.set_etag(etag(case))
    return response
