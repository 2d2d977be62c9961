"""What reading a template gives: per field a value and how it was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class How(StrEnum):
    """Whether a field was read where the template has it, guessed from elsewhere, or not found."""

    READ = "read"
    GUESSED = "guessed"
    MISSING = "missing"


# A field's value: a text, several (test types, test references, profiles), or yes and no. None if missing.
Value = str | tuple[str, ...] | bool | None


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field: its value, and how it was found."""

    value: Value
    how: How


# Every field of the report under the name that the API gives it, a contact's with a dot; the pasted logging; and what
# a question is about, which is nothing of the report.
FIELDS: tuple[str, ...] = (
    "vendor_name",
    "vendor_contact.name",
    "vendor_contact.email",
    "vendor_contact.phone",
    "laboratory_name",
    "laboratory_contact.name",
    "laboratory_contact.email",
    "laboratory_contact.phone",
    "summary",
    "test_types",
    "test_references",
    "description",
    "applicable_documentation",
    "attached_logging",
    "ocpp_version",
    "device_type",
    "device",
    "certification_profiles",
    "octt_version",
    "blocks_certification",
    "question_about",
)
MISSING = FieldReading(None, How.MISSING)
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TemplateReading:
    """What a message says in the template's terms.

    `labels` is how many of the template's labels were found: 0 means that nobody filled in the template. `rest` is
    text outside the template, which goes to the description. `remarks` are sentences for people by field, where what
    stands there could not be taken as it is; "message" is the whole. `reason` says why a document could not be read.
    """

    fields: Mapping[str, FieldReading]
    labels: int
    rest: str = ""
    remarks: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    reason: str = ""

    @property
    def filled(self) -> int:
        """How many fields were read where the template has them."""
        return sum(1 for field in self.fields.values() if field.how is How.READ)


def unread(reason: str = "", rest: str = "") -> TemplateReading:
    """A reading of something in which no template stands."""
    return TemplateReading(MappingProxyType(dict.fromkeys(FIELDS, MISSING)), 0, rest, NOTHING, reason)
