"""What answers look like, for the API's documentation; `representations` makes them, a test compares the two."""

from marshmallow import Schema, fields

from issuetracker.api.schemas import ClockSchema, FileSchema, ReportSchema
from workflows.stages import STAGES

StagesDocument = Schema.from_dict({track.value: fields.String() for track in STAGES}, name="Stages")


class FieldDocument(Schema):
    """A field that an action needs."""

    name = fields.String()
    label = fields.String()


class ActionDocument(Schema):
    """An action that is possible now, what it needs and what it will cause."""

    action = fields.String()
    title = fields.String()
    step = fields.String()
    track = fields.String()
    rule = fields.String()
    source = fields.String()
    will_cause = fields.String()
    needs = fields.List(fields.Nested(FieldDocument))
    given = fields.Dict()
    href = fields.String()


class NotYoursDocument(Schema):
    """An action that is possible now, but for others."""

    action = fields.String()
    roles = fields.List(fields.String())


class CaseDocument(Schema):
    """A case."""

    number = fields.String()
    version = fields.Integer()
    origin = fields.String()
    subject = fields.String(allow_none=True, metadata={"description": "What a question is about; null: an issue."})
    procedure = fields.String()
    received_at = fields.AwareDateTime()
    changed_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    closing = fields.String(allow_none=True)
    report = fields.Nested(ReportSchema)
    outcome = fields.String(allow_none=True)
    board_due_on = fields.Date(allow_none=True, metadata={"description": "The Board's own date for another issue."})
    severity = fields.String(allow_none=True)
    severity_proposal = fields.Dict(allow_none=True)
    assignee_id = fields.Integer(allow_none=True, metadata={"description": "OCA's handlers only."})
    stages = fields.Nested(StagesDocument)
    open_tracks = fields.List(fields.String())
    clocks = fields.List(fields.Nested(ClockSchema))
    excluded_legs = fields.List(
        fields.Dict(),
        metadata={"description": "When an OCTT bug was with the tool provider; no clock counts it (P-34)."},
    )
    calls = fields.Dict()
    scripts = fields.List(fields.Dict())
    updates = fields.List(fields.Dict())
    warnings = fields.List(fields.String())
    actions = fields.List(fields.Nested(ActionDocument))
    not_yours_now = fields.List(fields.Nested(NotYoursDocument))


class MessageDocument(Schema):
    """An entry of the conversation."""

    id = fields.Integer()
    at = fields.AwareDateTime()
    author = fields.String()
    visibility = fields.String()
    body = fields.String()


class FiledDocument(CaseDocument):
    """A case that was just filed, and where resolutions on its test references are found (P-08)."""

    earlier_resolutions = fields.List(fields.String())


class CaseAndMessagesDocument(CaseDocument):
    """A case with the end of its conversation."""

    messages = fields.List(fields.Nested(MessageDocument))
    earlier_messages = fields.String(
        allow_none=True, metadata={"description": "Where the whole conversation is, if it is longer than this."}
    )


class CaseLineDocument(Schema):
    """One line of the list of cases."""

    number = fields.String()
    version = fields.Integer()
    summary = fields.String()
    origin = fields.String()
    laboratory = fields.String(allow_none=True)
    vendor = fields.String(allow_none=True)
    ocpp_version = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    severity = fields.String(allow_none=True)
    assignee = fields.String(allow_none=True, metadata={"description": "OCA's handlers only."})
    stages = fields.Nested(StagesDocument)
    received_at = fields.AwareDateTime()
    changed_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(allow_none=True)
    due_date = fields.Date(allow_none=True)
    working_days_left = fields.Integer(allow_none=True)
    href = fields.String()


class CaseListDocument(Schema):
    """A page of cases."""

    items = fields.List(fields.Nested(CaseLineDocument))
    next_cursor = fields.String(allow_none=True)


class HistoryEntryDocument(Schema):
    """One event of a case."""

    seq = fields.Integer()
    at = fields.AwareDateTime()
    actor_id = fields.Integer(allow_none=True)
    actor = fields.String()
    rule = fields.String()
    calendar = fields.Integer()
    event = fields.String()
    payload = fields.Dict()
    previous_hash = fields.String()
    hash = fields.String()


class HistoryDocument(Schema):
    """A case's history."""

    number = fields.String()
    items = fields.List(fields.Nested(HistoryEntryDocument))


class EventDocument(Schema):
    """An event that would happen."""

    event = fields.String()
    payload = fields.Dict()


class PreviewDocument(Schema):
    """What an action would cause."""

    events = fields.List(fields.Nested(EventDocument))
    stages = fields.Nested(StagesDocument)
    clocks = fields.List(fields.Nested(ClockSchema))
    told = fields.List(fields.String())


class MessagesDocument(Schema):
    """A case's conversation."""

    items = fields.List(fields.Nested(MessageDocument))


class FilesDocument(Schema):
    """A case's files."""

    items = fields.List(fields.Nested(FileSchema))
