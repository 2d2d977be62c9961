"""JSON names of the API: what goes in and what comes out."""

from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length, OneOf, Range

from issuetracker.fields import ASSIGNEE, BIGGEST_ID, Moment, Text
from issuetracker.queries.cases import Sort
from workflows.report import MOST, MOST_PROFILES, MOST_REFERENCES, DeviceType, OcppVersion, Origin, TestType
from workflows.roles import Group
from workflows.vocabulary import Level, Outcome, Subject, Visibility


class Strict(Schema):
    """Unknown fields are errors, so that a misspelt one is not lost in silence."""

    class Meta:  # noqa: D106
        unknown = RAISE


class ContactSchema(Strict):
    """Contact details of the issue template (D.4)."""

    name = Text(load_default="", validate=Length(max=MOST["vendor_contact.name"]), metadata={"example": "Petra Vogel"})
    email = Text(
        load_default="",
        validate=Length(max=MOST["vendor_contact.email"]),
        metadata={"example": "petra.vogel@dekra.example"},
    )
    phone = Text(
        load_default="", validate=Length(max=MOST["vendor_contact.phone"]), metadata={"example": "+31 26 555 0142"}
    )


class ReportSchema(Strict):
    """The issue template of D.4, and what later steps need besides (P-01, P-03). Unknown may be left out."""

    summary = Text(
        load_default="",
        validate=Length(max=MOST["summary"]),
        metadata={"example": "seqNo after an offline transaction: requirement and test case disagree"},
    )
    vendor_name = Text(load_default="", validate=Length(max=MOST["vendor_name"]), metadata={"example": "Voltwerk B.V."})
    vendor_contact = fields.Nested(ContactSchema, load_default=dict)
    laboratory_name = Text(
        load_default="",
        validate=Length(max=MOST["laboratory_name"]),
        metadata={"description": "Known from the key of a laboratory's system."},
    )
    laboratory_contact = fields.Nested(ContactSchema, load_default=dict)
    test_types = fields.List(fields.Enum(TestType, by_value=True), load_default=list, validate=Length(max=2))
    test_references = fields.List(
        Text(validate=Length(max=MOST["test_references"])),
        load_default=list,
        validate=Length(max=MOST_REFERENCES),
        metadata={"example": ["TC_E_22_CS"]},
    )
    description = Text(load_default="", validate=Length(max=MOST["description"]))
    applicable_documentation = Text(load_default="", validate=Length(max=MOST["applicable_documentation"]))
    ocpp_version = fields.Enum(OcppVersion, by_value=True, load_default=None, allow_none=True)
    device_type = fields.Enum(DeviceType, by_value=True, load_default=None, allow_none=True)
    device = Text(load_default="", validate=Length(max=MOST["device"]))
    certification_profiles = fields.List(
        Text(validate=Length(max=MOST["certification_profiles"])),
        load_default=list,
        validate=Length(max=MOST_PROFILES),
    )
    octt_version = Text(
        load_default="", validate=Length(max=MOST["octt_version"]), metadata={"example": "Release_2026-02"}
    )
    blocks_certification = fields.Boolean(load_default=None, allow_none=True, truthy={True}, falsy={False})


class FilingSchema(Strict):
    """A filing: the report, and the step at which it is raised (1a unless said otherwise).

    With a `subject` it is a question (ch.7.3, ch.9, ch.11), whatever the origin says.
    """

    origin = fields.Enum(Origin, by_value=True, load_default=Origin.CERTIFICATION)
    subject = fields.Enum(Subject, by_value=True, load_default=None, allow_none=True)
    report = fields.Nested(ReportSchema, required=True)


class CaseQuery(Strict):
    """Filters, order and page of the list of cases."""

    state = fields.String(load_default="open", validate=OneOf(["open", "closed", "all"]))
    group = fields.Enum(Group, by_value=True, load_default=None)
    severity = fields.Enum(Level, by_value=True, load_default=None)
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)
    origin = fields.Enum(Origin, by_value=True, load_default=None)
    ocpp_version = fields.Enum(OcppVersion, by_value=True, load_default=None)
    test_reference = Text(load_default="", validate=Length(max=100))
    laboratory = fields.Integer(load_default=None, validate=Range(min=1, max=BIGGEST_ID))
    vendor = fields.Integer(load_default=None, validate=Range(min=1, max=BIGGEST_ID))
    due_before = Moment(load_default=None, format="iso")
    assignee = Text(load_default="", validate=ASSIGNEE, metadata={"description": "`me`, `nobody` or a person's id."})
    q = Text(load_default="", validate=Length(max=200), metadata={"description": "Number, test reference or words."})
    sort = fields.Enum(Sort, by_value=True, load_default=Sort.DUE)
    limit = fields.Integer(load_default=50, validate=Range(min=1, max=200))
    cursor = fields.String(load_default=None)


class PageQuery(Strict):
    """A page of a list."""

    limit = fields.Integer(load_default=50, validate=Range(min=1, max=200))
    cursor = fields.String(load_default=None)


class SkippedDaySchema(Schema):
    """A day that was not counted."""

    date = fields.Date(attribute="day")
    reason = fields.String()


class ExplanationSchema(Schema):
    """Why a due date is what it is (P-94)."""

    start_at = fields.AwareDateTime()
    start_date = fields.Date()
    working_days = fields.Integer()
    calendar = fields.String(metadata={"example": "NL-1"})
    zone = fields.String()
    counted = fields.List(fields.Date())
    skipped = fields.List(fields.Nested(SkippedDaySchema))
    due_date = fields.Date()
    due_at = fields.AwareDateTime()


class ClockSchema(Schema):
    """A maximum time of a case."""

    key = fields.String()
    kind = fields.String()
    group = fields.String(allow_none=True)
    state = fields.String()
    started_at = fields.AwareDateTime()
    working_days = fields.Integer()
    due_date = fields.Date()
    due_at = fields.AwareDateTime()
    working_days_left = fields.Integer(allow_none=True)
    indicative = fields.Boolean()
    overdue = fields.Boolean()
    ended_at = fields.AwareDateTime(allow_none=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    source = fields.String()
    explanation = fields.Nested(ExplanationSchema)


class FileSchema(Schema):
    """A file of a case; its bytes are under `href`."""

    id = fields.Integer()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    visibility = fields.Enum(Visibility, by_value=True)
    uploaded_at = fields.AwareDateTime()
    href = fields.String()


class CallSchema(Strict):
    """A call of a working group."""

    group = fields.Enum(Group, by_value=True, required=True)
    title = Text(required=True, validate=Length(min=1, max=200))
    starts_at = Moment(required=True, format="iso")
    minutes = fields.Integer(load_default=60, validate=Range(min=10, max=480))
    join_how = Text(load_default="", validate=Length(max=1000))


class SeriesSchema(Strict):
    """A recurring call; its time is the wall clock's at OCA's seat, the same over a DST night."""

    group = fields.Enum(Group, by_value=True, required=True)
    title = Text(required=True, validate=Length(min=1, max=200))
    rule = Text(required=True, validate=Length(min=5, max=300), metadata={"description": "RRULE of RFC 5545."})
    first_at_local = fields.NaiveDateTime(required=True, format="iso")
    minutes = fields.Integer(load_default=60, validate=Range(min=10, max=480))
    join_how = Text(load_default="", validate=Length(max=1000))


class ExceptionSchema(Strict):
    """A local date without a call."""

    date = fields.Date(required=True)


class AgendaNoteSchema(Strict):
    """Place and note of a case on an agenda."""

    position = fields.Integer(load_default=None, validate=Range(min=1, max=10_000))
    note = Text(load_default=None, allow_none=True, validate=Length(max=5_000))


class ProblemSchema(Schema):
    """Problem details (RFC 9457), with every wrong field at once and, for 409, what is possible now."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    instance = fields.String()
    rule = fields.String(metadata={"example": "P-30"})
    errors = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    possible_actions = fields.List(fields.Dict())
