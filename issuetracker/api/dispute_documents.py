"""What answers about disputes look like, for the API's documentation."""

from marshmallow import Schema, fields

from issuetracker.api.documents import FieldDocument


class DisputeActionDocument(Schema):
    """An action that is possible now, what it needs and what it will cause."""

    action = fields.String()
    title = fields.String()
    rule = fields.String()
    will_cause = fields.String()
    needs = fields.List(fields.Nested(FieldDocument))
    href = fields.String()


class EvidenceDocument(Schema):
    """A file of one side."""

    id = fields.Integer()
    side = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    uploaded_at = fields.AwareDateTime()
    href = fields.String()


class StatementDocument(Schema):
    """A statement with its words and its evidence. `number` is for the Board, the office and advisers."""

    number = fields.Integer(allow_none=True)
    side = fields.String()
    at = fields.AwareDateTime()
    shared = fields.Boolean()
    body = fields.String()
    files = fields.List(fields.Nested(EvidenceDocument))


class DisputeEventDocument(Schema):
    """An event as you may see it: `by` is a person of OCA or of your own side, else a side, else null for OCA."""

    at = fields.AwareDateTime()
    by = fields.String(allow_none=True)
    event = fields.String()
    payload = fields.Dict()


class MemberDocument(Schema):
    """A member of the Board."""

    id = fields.Integer()
    name = fields.String()
    recused = fields.Boolean()
    handles = fields.Boolean()


class DisputeDocument(Schema):
    """A dispute as you may see it; what is not for you is null or empty."""

    number = fields.String()
    reading = fields.String(metadata={"description": "all, party or adviser"})
    side = fields.String(allow_none=True)
    subject = fields.String(allow_none=True)
    laboratory = fields.String(allow_none=True)
    vendor = fields.String(allow_none=True)
    reporter = fields.String(allow_none=True)
    stage = fields.String(allow_none=True)
    ending = fields.String(allow_none=True)
    received_at = fields.AwareDateTime(allow_none=True)
    due_on = fields.Date(allow_none=True)
    statements = fields.List(fields.Nested(StatementDocument))
    files_in_no_statement = fields.List(fields.Nested(EvidenceDocument))
    rounds = fields.List(fields.Dict())
    advice = fields.List(fields.Dict())
    proposal = fields.Dict(allow_none=True)
    correctives = fields.List(fields.Dict())
    offer = fields.Dict(allow_none=True)
    linked_cases = fields.List(fields.String())
    board = fields.List(fields.Nested(MemberDocument))
    events = fields.List(fields.Nested(DisputeEventDocument))
    actions = fields.List(fields.Nested(DisputeActionDocument))


class DisputeLineDocument(Schema):
    """A line of the list; of a dispute in which you are only asked for advice, the number alone."""

    number = fields.String()
    subject = fields.String(allow_none=True)
    laboratory = fields.String(allow_none=True)
    vendor = fields.String(allow_none=True)
    stage = fields.String(allow_none=True)
    received_at = fields.AwareDateTime(allow_none=True)
    due_on = fields.Date(allow_none=True)
    asked_of_you = fields.String(allow_none=True)
    until = fields.Date(allow_none=True)
    href = fields.String()


class DisputeListDocument(Schema):
    """A page of disputes, and the numbers of those from which you are recused."""

    items = fields.List(fields.Nested(DisputeLineDocument))
    recused_from = fields.List(fields.String())
    next_cursor = fields.Integer(allow_none=True)


class DisputePreviewDocument(Schema):
    """What an action would cause, as you may see it."""

    events = fields.List(fields.Nested(DisputeEventDocument))
    told = fields.List(fields.String())


class EvidenceListDocument(Schema):
    """Files."""

    items = fields.List(fields.Nested(EvidenceDocument))
