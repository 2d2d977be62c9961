"""What a message says outside the template, where that can be one thing only: a wrong guess is worse than none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from issuetracker.intake.template_values import FieldReading, How, TemplateReading
from workflows.report import OcppVersion
from workflows.test_references import read_test_references

_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|antw|antwoord|doorst|rv|tr|sv|vs|회신|전달|답장)\s*(?:\[\d+\])?\s*[:：]"
    r"|\[(?:external|ext|extern|externe|externo|외부|spam|suspected spam|caution)[^\]]{0,20}\]|\*{2,}spam\*{2,}"
    r"|(?:external|extern)\s*:"
    r"|[\[(]?\s*(?:case|ticket|issue|zaak|fall|caso)?\s*#?\s*OCA-\d{4}-\d{4,}\s*[\])]?\s*[:–-]?"
    r"|[\[(](?:ticket|case|issue|ref)?\s*[#:]?\s*\d{3,}[\])]\s*[:–-]?)\s*",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\W*(?:(?:new|ocpp|oca|certification|test|possible|filled|completed|our)\s+)*(?:issue|issues|template|question|report"
    r"|problem|help|urgent|hello|certification|ocpp|no subject|geen onderwerp|kein betreff|sin asunto"
    r"|제목 없음|이슈|vraag|frage"
    r"|melding|meldung|formulier|formular)?"
    r"(?:[\s_-]+(?:template|report|form|filled|issue|v?\d))*\W*",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bOCPP[\s-]*(?:version\s*|v\.?\s*)?(\d(?:\.\d){1,2})(?!\d|\.\d)", re.IGNORECASE)
_OCTT = re.compile(r"\bRelease_\d{4}-\d{2}(?:_v\d+)?\b")
_REFERENCE_LINE = re.compile(r"[Tt][Cc](?<!\w..)(?i:[\s_\-.]?(?:[A-S][\s_\-.]?\d|\d{3})[^\n]{0,300})")


def summary_of(subject: str) -> str:
    """The subject without what mail programs and trackers put before it; "" if it says nothing of the issue."""
    text, before = subject.strip(), None
    while text != before:
        before, text = text, _PREFIX.sub("", text)
    text = " ".join(text.split())
    return "" if _GENERIC.fullmatch(text) else text


def ocpp_version_in(text: str) -> str:
    """The one version eligible for certification that the text names with the word OCPP."""
    named = set(_VERSION.findall(text)) if "ocpp" in text.lower() else set()
    return named.pop() if len(named) == 1 and named <= {version.value for version in OcppVersion} else ""


def octt_version_in(text: str) -> str:
    """The one release of the OCTT that the text names."""
    named = set(_OCTT.findall(text)) if "Release_" in text else set()
    return named.pop() if len(named) == 1 else ""


def references_in(text: str) -> tuple[str, ...]:
    """Every test reference that the text names in the OCTT's own form."""
    found: dict[str, None] = {}
    for match in _REFERENCE_LINE.finditer(text):
        found |= dict.fromkeys(name for name in read_test_references(match[0]) if name.startswith("TC_"))
    return tuple(found)


_GUESSES: Mapping[str, Callable[[str], str | tuple[str, ...]]] = MappingProxyType(
    {
        "summary": summary_of,
        "test_references": references_in,
        "ocpp_version": ocpp_version_in,
        "octt_version": octt_version_in,
    }
)


def guessed(reading: TemplateReading, subject: str) -> TemplateReading:
    """The reading with what its open fields can be guessed from: the subject, and the texts that people wrote."""
    opened = [name for name in _GUESSES if reading.fields[name].how is How.MISSING and name not in reading.remarks]
    if not opened:
        return reading
    written = (subject, reading.fields["summary"].value, reading.fields["description"].value, reading.rest)
    text = "\n".join(part for part in written if isinstance(part, str))
    found = {name: value for name in opened if (value := _GUESSES[name](subject if name == "summary" else text))}
    if not found:
        return reading
    fields = {**reading.fields, **{name: FieldReading(value, How.GUESSED) for name, value in found.items()}}
    return replace(reading, fields=MappingProxyType(fields))
