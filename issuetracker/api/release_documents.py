"""What the API of releases takes and answers."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from issuetracker.api.schemas import Strict
from issuetracker.fields import Day, Text
from workflows.releases import ReleaseKind, Standing


class ReleaseDocument(Schema):
    """A version of a release; `content` has the fields of its kind."""

    number = fields.String()
    version = fields.Integer()
    kind = fields.Enum(ReleaseKind, by_value=True)
    standing = fields.Enum(Standing, by_value=True, allow_none=True)
    content = fields.Dict()
    withdrawn = fields.Boolean()
    reason = fields.String()
    recorded_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    replaced_at = fields.AwareDateTime(allow_none=True)
    files = fields.List(fields.Dict())
    href = fields.String()


class WholeReleaseDocument(ReleaseDocument):
    """With all versions, who has acknowledged and who has forwarded it; a laboratory reads of itself only."""

    versions = fields.List(fields.Dict())
    laboratories = fields.List(fields.Dict())
    forwardings = fields.List(fields.Dict())


class ReleasesDocument(Schema):
    """What is current on a day."""

    current_on = fields.Date()
    items = fields.List(fields.Nested(ReleaseDocument))


class CurrentQuery(Strict):
    """On which day, today unless said otherwise."""

    current_on = Day(load_default=None, metadata={"example": "2026-11-25"})
    kind = fields.Enum(ReleaseKind, by_value=True, load_default=None)


class ScriptQuery(Strict):
    """For what, and on which day."""

    test_reference = Text(load_default="", validate=Length(max=100))
    octt_version = Text(load_default="", validate=Length(max=100))
    current_on = Day(load_default=None)


class RecordSchema(Strict):
    """A release; `content` has the fields of its kind."""

    kind = fields.Enum(ReleaseKind, by_value=True, required=True)
    content = fields.Dict(keys=fields.String(), required=True)


class SendingSchema(Strict):
    """The version that you read; if another one is the last by now, nothing is sent (412)."""

    version = fields.Integer(load_default=None, strict=True, validate=Range(min=1, max=100_000))


class ReasonSchema(Strict):
    """Of the version that you read, why it does not stand."""

    version = fields.Integer(required=True, strict=True, validate=Range(min=1, max=100_000))
    reason = Text(required=True, validate=Length(min=1, max=2000))


class CorrectSchema(ReasonSchema):
    """Why, and the whole content as it is now."""

    content = fields.Dict(keys=fields.String(), required=True)


class ForwardingSchema(Strict):
    """To how many vendors in process, and whom."""

    vendors = fields.Integer(required=True, strict=True, validate=Range(min=1, max=10_000))
    whom = Text(load_default="", validate=Length(max=2000))
