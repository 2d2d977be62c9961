"""A mail that lacked something, and the reply that brings it, as one reading (P-04)."""

from types import MappingProxyType

from issuetracker.intake.template import FieldReading, How, TemplateReading


def completed(earlier: TemplateReading, later: TemplateReading) -> TemplateReading:
    """The first mail's fields with what its reply says: a reply's word counts where it is read, not where guessed."""
    fields = {name: _better(field, later.fields[name]) for name, field in earlier.fields.items()}
    rest = "\n\n".join(filter(None, (earlier.rest.strip(), later.rest.strip())))
    remarks = {**earlier.remarks, **later.remarks}
    return TemplateReading(MappingProxyType(fields), max(earlier.labels, later.labels), rest, remarks)


def _better(first: FieldReading, second: FieldReading) -> FieldReading:
    if second.how is How.READ or first.how is How.MISSING:
        return second
    return first
