"""The certificates that a condition concerns, as the API lists them: a page at a time, each with its reason (P-50)."""

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, Range

from issuetracker.api.schemas import Strict
from issuetracker.fields import Text
from issuetracker.queries.concerned import Reach

_MOST = 1_000
_SHOWN = ("number", "vendor", "device", "reason", "has_contact")


class CertificatesQuery(Strict):
    """Which page of certificates; `cursor` is the `next_cursor` of the one before."""

    limit = fields.Integer(load_default=_MOST, validate=Range(1, _MOST))
    cursor = Text(load_default="", validate=Length(max=200))


def certificates_page(reach: Reach, query: dict[str, Any]) -> dict[str, Any]:
    """A page of the certificates, by their vendor's name, and where the next one begins."""
    limit: int = query["limit"]
    found = reach.page(query["cursor"], limit)
    items = [{name: getattr(item, name) for name in _SHOWN} for item in found[:limit]]
    return {"items": items, "next_cursor": items[-1]["number"] if len(found) > limit else None}
