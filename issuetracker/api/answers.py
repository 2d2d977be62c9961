"""What the answers about obligations, calls, resolutions, tickets and certificates look like, for the documentation."""

from marshmallow import Schema, fields

from issuetracker.api.documents import ActionDocument


class ObligationDocument(Schema):
    """Who must be told what, and whether they have been."""

    id = fields.Integer()
    letter = fields.String()
    party = fields.String()
    address = fields.String()
    state = fields.String()
    to_acknowledge = fields.Boolean()
    created_at = fields.AwareDateTime()
    accepted_at = fields.AwareDateTime(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    acknowledged_by = fields.String(allow_none=True)
    event_seq = fields.Integer(allow_none=True)
    number = fields.String(allow_none=True, metadata={"description": "Of the case, dispute or release."})
    release = fields.String(allow_none=True, metadata={"description": "The release that it brings, if it is one."})


class TellingDocument(Schema):
    """How far the notices of 6a are."""

    event_seq = fields.Integer()
    total = fields.Integer()
    told = fields.Integer()
    finished_at = fields.AwareDateTime(allow_none=True)


class ObligationsDocument(Schema):
    """Obligations."""

    items = fields.List(fields.Nested(ObligationDocument))
    next_cursor = fields.String(allow_none=True)
    tellings = fields.List(fields.Nested(TellingDocument))


class CallDocument(Schema):
    """A call."""

    id = fields.Integer()
    group = fields.String()
    title = fields.String()
    starts_at = fields.AwareDateTime()
    minutes = fields.Integer()
    join_how = fields.String()
    extra = fields.Boolean()
    cancelled_at = fields.AwareDateTime(allow_none=True)
    href = fields.String()


class CallsDocument(Schema):
    """Calls to come."""

    items = fields.List(fields.Nested(CallDocument))


class SeriesDocument(Schema):
    """A recurring call."""

    id = fields.Integer()
    group = fields.String()
    title = fields.String()
    rule = fields.String()
    first_at_local = fields.String()
    zone = fields.String()
    minutes = fields.Integer()
    exceptions = fields.List(fields.String())


class AgendaItemDocument(Schema):
    """A case on an agenda."""

    position = fields.Integer()
    number = fields.String()
    summary = fields.String()
    vendor = fields.String(allow_none=True)
    test_references = fields.List(fields.String())
    stage = fields.String()
    due_date = fields.Date(allow_none=True)
    fits = fields.Boolean()
    note = fields.String()


class AgendaDocument(Schema):
    """A call with its agenda."""

    call = fields.Nested(CallDocument)
    items = fields.List(fields.Nested(AgendaItemDocument))


class ResolutionDocument(Schema):
    """A resolution: a question and its answer in words that name nobody. `cite` is a line to copy."""

    number = fields.String()
    subject = fields.String(allow_none=True)
    question = fields.String()
    text = fields.String()
    scope = fields.String()
    test_references = fields.List(fields.String())
    ocpp_version = fields.String()
    octt_version = fields.String()
    made_at = fields.AwareDateTime()
    superseded = fields.Boolean()
    cite = fields.String()
    href = fields.String()


class OneResolutionDocument(ResolutionDocument):
    """A resolution with what belongs to it; of cases only those that you may see."""

    superseded_by = fields.String(allow_none=True)
    supersedes = fields.List(fields.String())
    left_by = fields.List(fields.String())
    cited_by = fields.List(fields.String())


class ResolutionDraftDocument(Schema):
    """What a case's resolution could say, without any party: the fields of `close-case`, to be edited."""

    question = fields.String()
    resolution = fields.String()
    scope = fields.String()
    subject = fields.String(allow_none=True)
    test_references = fields.List(fields.String())
    octt_version = fields.String()
    supersedes = fields.List(fields.String())


class ResolutionsDocument(Schema):
    """Resolutions."""

    items = fields.List(fields.Nested(ResolutionDocument))
    next_cursor = fields.String(allow_none=True)


class TicketDocument(Schema):
    """An OCTT maintenance ticket: technical content, no party."""

    number = fields.String()
    version = fields.Integer()
    stage = fields.String()
    title = fields.String()
    technical_content = fields.String()
    test_references = fields.List(fields.String())
    ocpp_version = fields.String()
    octt_version = fields.String()
    log = fields.List(fields.Dict())
    actions = fields.List(fields.Nested(ActionDocument))


class TicketsDocument(Schema):
    """Tickets."""

    items = fields.List(fields.Nested(TicketDocument))
    next_cursor = fields.String(allow_none=True)


class ApplicableDocument(Schema):
    """A certificate that an issue concerns, and why (P-50)."""

    number = fields.String()
    vendor = fields.String()
    device = fields.String()
    reason = fields.String()
    has_contact = fields.Boolean()


class ApplicabilityDocument(Schema):
    """The list of 6a as proposed."""

    certificates = fields.Integer()
    vendors = fields.Integer()
    items = fields.List(fields.Nested(ApplicableDocument))
    next_cursor = fields.String(allow_none=True)


class MeDocument(Schema):
    """Who you are to this service."""

    name = fields.String()
    roles = fields.List(fields.String())
    scopes = fields.List(fields.String())
    permissions = fields.List(fields.String())


class DueDocument(Schema):
    """A due date, explained."""

    start_at = fields.AwareDateTime()
    start_date = fields.Date()
    working_days = fields.Integer()
    calendar = fields.String()
    zone = fields.String()
    counted = fields.List(fields.Date())
    skipped = fields.List(fields.Dict())
    due_date = fields.Date()
    due_at = fields.AwareDateTime()


class MailDocument(Schema):
    """A mail that came in, and what became of it; `cause` is why it is in quarantine."""

    id = fields.Integer()
    state = fields.String()
    cause = fields.String(allow_none=True)
    reason = fields.String()
    number = fields.String(allow_none=True, metadata={"description": "Of its case."})
    sender = fields.String()
    sender_name = fields.String()
    subject = fields.String()
    message_id = fields.String()
    taken_at = fields.AwareDateTime()
    size = fields.Integer()
    sha256 = fields.String()
    done_at = fields.AwareDateTime(allow_none=True)
    done_by = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    href = fields.String()


class MailsDocument(Schema):
    """A page of mails."""

    items = fields.List(fields.Nested(MailDocument))
    next_cursor = fields.String(allow_none=True)


class MailExplainedDocument(MailDocument):
    """A mail, and how it is understood: outcome, reason, fields, errors, texts, attachments."""

    explained = fields.Dict()
