"""What is kept while the sections of a template are read: fields, text that no field holds, remarks."""

from dataclasses import dataclass, field

from issuetracker.intake.label_words import Label
from issuetracker.intake.sections import Section
from issuetracker.intake.template_values import FIELDS, MISSING, FieldReading, How, Value


@dataclass(slots=True)
class Reading:
    """Fields as they are read, one section after the other."""

    fields: dict[str, FieldReading] = field(default_factory=lambda: dict.fromkeys(FIELDS, MISSING))
    rest: list[tuple[int, str]] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    labels: set[Label] = field(default_factory=set)

    def put(self, name: str, value: Value) -> None:
        """A field as the template has it; nothing is no value."""
        if value not in ("", (), None):
            self.fields[name] = FieldReading(value, How.READ)

    def keep(self, section: Section, text: str) -> None:
        """What a section says and no field holds, under the label's name."""
        if text.strip():
            self.rest.append((section.start, f"{TITLES[section.label]}: {text.strip()}"))


TITLES: dict[Label, str] = {
    Label.VENDOR: "Vendor",
    Label.VENDOR_CONTACT: "Contact details (vendor)",
    Label.LABORATORY: "Test laboratory",
    Label.LABORATORY_CONTACT: "Contact details (test laboratory)",
    Label.CONTACT: "Contact details",
    Label.PERSON: "Contact person",
    Label.NAME: "Name",
    Label.EMAIL: "E-mail",
    Label.PHONE: "Phone",
    Label.SUMMARY: "Summary",
    Label.TEST_TYPE: "Test type",
    Label.REFERENCES: "Test reference",
    Label.DESCRIPTION: "Description",
    Label.DOCUMENTATION: "Applicable documentation",
    Label.LOGGING: "Attached logging",
    Label.OCPP_VERSION: "OCPP version",
    Label.DEVICE_TYPE: "Device type",
    Label.DEVICE: "Device under test",
    Label.PROFILES: "Certification profiles concerned",
    Label.OCTT_VERSION: "OCTT version",
    Label.BLOCKS: "Blocks a certification under way",
    Label.QUESTION: "Question about",
}
