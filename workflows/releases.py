"""What is released to all laboratories (P-57): errata, OCTT versions, documents, test-case corrections, scripts.

A release is a value in versions; what is current on a day is asked of these values alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.actions.base import LINE, asked
from workflows.test_references import read_test_references
from workflows.version_texts import compare
from workflows.vocabulary import Change


class ReleaseKind(StrEnum):
    """What is released; `octt_bug` is the information of all laboratories about a bug of the OCTT (P-33)."""

    ERRATUM = "erratum"
    OCTT = "octt"
    DOCUMENT = "document"
    TEST_CASES = "test_cases"
    SCRIPT = "script"
    OCTT_BUG = "octt_bug"


class ErratumClass(StrEnum):
    """The categories of the errata sheets."""

    MAJOR = "major"
    MINOR = "minor"
    TYPO = "typo"
    WILL_NOT_BE_FIXED = "will_not_be_fixed"


class Standing(StrEnum):
    """What a release is on a day."""

    COMING = "coming"  # not available yet
    AVAILABLE = "available"  # and not active yet
    ACTIVE = "active"
    DRAFT = "draft"
    SUPERSEDED = "superseded"  # a later one of the same item is active
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


# What a laboratory works with or prepares for; the rest is past, or not there yet.
CURRENT = (Standing.ACTIVE, Standing.AVAILABLE, Standing.DRAFT)

# The change of a case that a release of this kind settles (P-54).
SETTLES = {
    ReleaseKind.ERRATUM: Change.ERRATUM,
    ReleaseKind.OCTT: Change.OCTT,
    ReleaseKind.DOCUMENT: Change.DOCUMENTATION,
    ReleaseKind.TEST_CASES: Change.TEST_CASES,
}
CARRIES = {change: kind for kind, change in SETTLES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What every release says."""

    title: str = asked("Name and version", most=LINE)
    text: str = asked("What changed and what laboratories do; names nobody")
    available_on: date = asked("Available on")
    active_on: date = asked("Active on")
    final: bool = asked("Final, not a draft", default=True)
    cases: tuple[str, ...] = asked("Cases that it settles", most=50, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum(Content):
    """Erratum to the specification"""

    document: str = asked("Document", most=LINE)
    document_version: str = asked("Version of the document", most=LINE)
    edition: str = asked("Edition", most=LINE, default="")
    part: str = asked("Part", most=LINE, default="")
    page: str = asked("Page", most=LINE, default="")
    release_month: date | None = asked("Release month; any day of it", default=None)
    touches: tuple[str, ...] = asked("Use cases and requirements that it touches", most=100, default=())
    old_text: str = asked("Old text", default="")
    new_text: str = asked("New text", default="")
    tracker_number: str = asked("Number in OCA's tracker", most=LINE, default="")
    erratum_class: ErratumClass | None = asked("Class", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OcttVersion(Content):
    """OCTT version"""

    octt_version: str = asked("OCTT version", most=LINE)
    item: str = asked("Tool; of one tool the latest active version is current", most=LINE, default="OCTT")
    ocpp_versions: tuple[str, ...] = asked("OCPP versions that it tests", most=10, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Content):
    """Document"""

    item: str = asked("Document; of one document the latest active version is current", most=LINE)
    document_version: str = asked("Version of the document", most=LINE)
    edition: str = asked("Edition", most=LINE, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCaseCorrection(Content):
    """Test-case correction"""

    test_references: tuple[str, ...] = asked("Test cases", most=50)
    octt_versions: tuple[str, ...] = asked("OCTT versions that it is for; all if none is named", most=50, default=())

    __test__ = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedScript(Content):
    """Script"""

    script_version: str = asked("Version of the script", most=LINE, default="")
    test_references: tuple[str, ...] = asked("Test cases that it stands for", most=50)
    octt_versions: tuple[str, ...] = asked("OCTT versions that it stands for", most=50, default=())
    octt_from: str = asked("Or from OCTT version", most=LINE, default="")
    octt_until: str = asked("Up to and with OCTT version", most=LINE, default="")
    expires_on: date | None = asked("Expires after", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBug(Content):
    """Information on a bug of the OCTT"""

    octt_version: str = asked("OCTT version", most=LINE, default="")
    test_references: tuple[str, ...] = asked("Test cases", most=50, default=())


KINDS: dict[ReleaseKind, type[Content]] = {
    ReleaseKind.ERRATUM: Erratum,
    ReleaseKind.OCTT: OcttVersion,
    ReleaseKind.DOCUMENT: Document,
    ReleaseKind.TEST_CASES: TestCaseCorrection,
    ReleaseKind.SCRIPT: ReleasedScript,
    ReleaseKind.OCTT_BUG: KnownBug,
}
# What the office records by itself; a bug is told of with its case (P-33).
RECORDED = tuple(kind for kind in KINDS if kind is not ReleaseKind.OCTT_BUG)


def wrong_in(content: Content) -> dict[str, str]:
    """What cannot be so, by field."""
    wrong = {}
    if content.active_on < content.available_on:
        wrong["active_on"] = "It cannot be active before it is available."
    if isinstance(content, Erratum) and not content.new_text.strip() and not _stays(content):
        wrong["new_text"] = "Give the new text, or say that it will not be fixed."
    if isinstance(content, ReleasedScript):
        if content.expires_on is not None and content.expires_on < content.available_on:
            wrong["expires_on"] = "It cannot expire before it is available."
        if compare(content.octt_from, content.octt_until) == 1:
            wrong["octt_until"] = "The range ends before it begins."
    return wrong


def _stays(content: Erratum) -> bool:
    return content.erratum_class is ErratumClass.WILL_NOT_BE_FIXED


@dataclass(frozen=True, slots=True)
class Released:
    """A version that was sent, as far as its standing depends on it. `key` is the release's number."""

    key: str
    content: Content
    withdrawn: bool = False


def standings(released: Sequence[Released], on: date) -> dict[str, Standing]:
    """What each release is on a day; of several versions of one item the one that became active last is current."""
    found = {one.key: _alone(one, on) for one in released}
    newest: dict[str, Released] = {}
    for one in released:
        item = _item(one)
        if item and found[one.key] is Standing.ACTIVE and _later(one, newest.get(item)):
            newest[item] = one
    for one in released:
        item = _item(one)
        if found[one.key] is Standing.ACTIVE and item in newest and newest[item] is not one:
            found[one.key] = Standing.SUPERSEDED
    return found


def _alone(one: Released, on: date) -> Standing:
    content, expires = one.content, getattr(one.content, "expires_on", None)
    if one.withdrawn:
        return Standing.WITHDRAWN
    if on < content.available_on:
        return Standing.COMING
    if expires is not None and on > expires:
        return Standing.EXPIRED
    if not content.final:
        return Standing.DRAFT
    return Standing.ACTIVE if on >= content.active_on else Standing.AVAILABLE


def _item(one: Released) -> str:
    """What it is a version of; "" for what stands beside all others."""
    item: str = getattr(one.content, "item", "")
    return item.strip().casefold()


def _later(one: Released, other: Released | None) -> bool:
    return other is None or (one.content.active_on, one.content.available_on, one.key) > (
        other.content.active_on,
        other.content.available_on,
        other.key,
    )


def stands_for(content: Content, test_reference: str, octt_version: str) -> bool:
    """True if a script or correction is for a test case and an OCTT version; what is not asked does not count.

    A version that cannot be compared counts as within: a script too many is seen, one too few is not.
    """
    wanted = {found.casefold() for found in read_test_references(test_reference)}
    references: Iterable[str] = getattr(content, "test_references", ())
    if wanted and wanted.isdisjoint(reference.casefold() for reference in references):
        return False
    return not octt_version.strip() or _for_version(content, octt_version)


def _for_version(content: Content, version: str) -> bool:
    named: tuple[str, ...] = getattr(content, "octt_versions", ())
    first, last = getattr(content, "octt_from", ""), getattr(content, "octt_until", "")
    if any(compare(version, one) == 0 for one in named):
        return True
    if not first and not last:
        return not named
    return not (first and compare(version, first) == -1) and not (last and compare(version, last) == 1)


def for_versions(content: Content) -> str:
    """The OCTT versions that it is for, as people read it."""
    named: tuple[str, ...] = getattr(content, "octt_versions", ())
    first, last = getattr(content, "octt_from", ""), getattr(content, "octt_until", "")
    span = " ".join(filter(None, (f"from {first}" if first else "", f"up to {last}" if last else "")))
    return ", ".join(filter(None, (*named, span)))
