"""The report (D.4) as a form: filing and completing it use the same fields."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from issuetracker.sentences.wording import words
from issuetracker.web.forms import Choices, Field
from workflows import actions as act
from workflows.report import Contact, DeviceType, OcppVersion, Report, TestType

# Certification profiles as Appendices A and B name them.
PROFILES = (
    "Core",
    "Advanced Security",
    "Local Authorization List Management",
    "Smart Charging",
    "Advanced Device Management",
    "Advanced User Interface",
    "Reservation",
    "ISO 15118 Support",
)
_LONG, _LINE = 20_000, 300
_CONTACTS = (("vendor_contact", "Vendor’s contact"), ("laboratory_contact", "Laboratory’s contact"))


def report_fields(report: Report, given: Mapping[str, Any], errors: Mapping[str, str]) -> tuple[Field, ...]:
    """Every field of the report, filled from what was typed, else from the report itself."""

    def field(name: str, label: str, kind: str, value: Any, **more: Any) -> Field:
        typed = given.get(name, value)
        if kind == "several":
            typed = typed if isinstance(typed, list) else [typed] if typed else []
        return Field(name, label, kind, typed, error=errors.get(name, ""), **more)

    made = [
        field("summary", "Summary", "text", report.summary, required=True, most=_LINE, rows=2,
              hint="One sentence. Other laboratories may read it later, so name no vendor."),
        field("test_references", "Test references", "input", ", ".join(report.test_references), most=_LINE,
              hint="Several with commas.", list="references"),
        field("test_types", "Test type", "several", [item.value for item in report.test_types],
              choices=_choices(TestType)),
        field("description", "Description", "text", report.description, most=100_000, rows=8),
        field("applicable_documentation", "Applicable documentation", "input", report.applicable_documentation,
              most=_LONG),
        field("ocpp_version", "OCPP version", "one", _plain(report.ocpp_version), choices=_choices(OcppVersion)),
        field("device_type", "Device type", "one", _plain(report.device_type), choices=_choices(DeviceType)),
        field("device", "Device", "input", report.device, most=200),
        field("certification_profiles", "Certification profiles concerned", "several",
              list(report.certification_profiles), choices=_profiles(report)),
        field("octt_version", "OCTT version", "input", report.octt_version, most=100),
        field("blocks_certification", "Does it block a certification under way?", "one",
              {True: "yes", False: "no", None: ""}[report.blocks_certification],
              choices=(("yes", "Yes"), ("no", "No"))),
        field("vendor_name", "Vendor", "input", report.vendor_name, most=200, list="vendors"),
    ]  # fmt: skip
    for name, label in _CONTACTS:
        contact: Contact = getattr(report, name)
        made += [
            field(f"{name}.name", f"{label}: name", "input", contact.name, most=200),
            field(f"{name}.email", f"{label}: e-mail", "email", contact.email, most=254),
            field(f"{name}.phone", f"{label}: telephone", "tel", contact.phone, most=60),
        ]
    return tuple(made)


def _choices(enum: type[StrEnum]) -> Choices:
    return tuple((item.value, _titled(words(item))) for item in enum)


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(value: StrEnum | None) -> str:
    return value.value if value else ""


def _profiles(report: Report) -> Choices:
    return tuple((name, name) for name in dict.fromkeys((*PROFILES, *report.certification_profiles)))


def report_data(form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form carries, as the API's schema of a report reads JSON."""
    data: dict[str, Any] = {}
    for name in ("summary", "description", "applicable_documentation", "device", "octt_version", "vendor_name",
                 "laboratory_name"):  # fmt: skip
        if name in form:
            data[name] = form[name].replace("\r\n", "\n").strip()
    if "test_references" in form:
        data["test_references"] = split_references(form["test_references"])
    data["test_types"] = form.getlist("test_types")
    data["certification_profiles"] = form.getlist("certification_profiles")
    for name in ("ocpp_version", "device_type"):
        data[name] = form.get(name) or None
    data["blocks_certification"] = {"yes": True, "no": False}.get(form.get("blocks_certification", ""))
    for name, _ in _CONTACTS:
        data[name] = {part: form.get(f"{name}.{part}", "").strip() for part in ("name", "email", "phone")}
    return data


def split_references(text: str) -> list[str]:
    """References as people separate them: commas, semicolons, new lines."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def amended(report: Report, form: MultiDict[str, str]) -> tuple[act.AmendReport | None, dict[str, str]]:
    """The report with what the form says, and what is wrong by field."""
    from marshmallow import ValidationError

    from issuetracker.fields import build, schema_for
    from issuetracker.web.forms import errors_of

    data = report_data(form)
    try:
        loaded = schema_for(Report)().load(data)
    except ValidationError as error:
        return None, {item["field"]: item["message"] for item in errors_of(error)}
    made = build(Report, loaded)
    kept = {"laboratory_name": report.laboratory_name} if "laboratory_name" not in data else {}
    return act.AmendReport(replace(made, **kept)), {}
