"""The template of D.4 as people fill it in, read into the report that API and form make (P-01 … P-04)."""

from dataclasses import dataclass
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


# Every field of the report under the name that the API gives it, a contact's with a dot; and the pasted logging.
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
)
MISSING = FieldReading(None, How.MISSING)


@dataclass(frozen=True, slots=True)
class TemplateReading:
    """What a message says in the template's terms.

    `labels` is how many of the template's labels were found: 0 means that nobody filled in the template. `rest` is
    text outside the template, which goes to the description.
    """

    fields: MappingProxyType[str, FieldReading]
    labels: int
    rest: str = ""
