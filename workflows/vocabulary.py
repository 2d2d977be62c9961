"""The choices that the procedure names: outcomes, decisions, levels, steps."""

from enum import StrEnum


class Outcome(StrEnum):
    """Outcome of the analysis (P-20)."""

    VENDOR_IMPLEMENTATION = "vendor_implementation"
    SPECIFICATION = "specification"
    OCTT = "octt"
    CERTIFICATION_DOCUMENTATION = "certification_documentation"
    OTHER = "other"


class Decision(StrEnum):
    """Decision of a working group (P-30)."""

    CONFIRMED = "confirmed"
    NOT_AN_ISSUE = "not_an_issue"
    POSTPONED = "postponed"
    REFERRED = "referred"


class Level(StrEnum):
    """Severity (D.2.2.4)."""

    HIGH = "high"
    LOW = "low"


class ErratumKind(StrEnum):
    """How the specification answers a confirmed issue (D.2.2.2 (1), and the errata sheets' own categories)."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    NOT_FIXED_IN_THIS_VERSION = "not_fixed_in_this_version"
    FIXED_IN_NEXT_VERSION = "fixed_in_next_version"


class CwgStep(StrEnum):
    """What the CWG does, each if necessary (P-33)."""

    DOCUMENTATION = "documentation"
    TEST_CASES = "test_cases"
    OCTT_BUG = "octt_bug"
    INFORM_LABORATORIES = "inform_laboratories"


class Change(StrEnum):
    """Something that changed and must reach all laboratories (D.2.2.5)."""

    ERRATUM = "erratum"
    DOCUMENTATION = "documentation"
    TEST_CASES = "test_cases"
    OCTT = "octt"


class Visibility(StrEnum):
    """Who outside the handlers sees a message; `oca` means nobody."""

    OCA = "oca"
    LABORATORY = "laboratory"
    VENDOR = "vendor"
    PARTIES = "parties"


class Subject(StrEnum):
    """What a question is about: one under test (ch.11), a product of a type not listed (ch.7.3), or a change (ch.9)."""

    PROCEDURE = "procedure"
    SPECIFICATION = "specification"
    TESTS = "tests"
    TOOLS = "tools"
    PRODUCT_TYPE = "product_type"
    CHANGE = "change"

    @property
    def label(self) -> str:
        """The subject as people choose it."""
        return _SUBJECTS[self]


_SUBJECTS = {
    Subject.PROCEDURE: "the certification procedure",
    Subject.SPECIFICATION: "the specification",
    Subject.TESTS: "the tests",
    Subject.TOOLS: "the test tools",
    Subject.PRODUCT_TYPE: "a type of product that is not listed",
    Subject.CHANGE: "a change of a certified product",
}


class Scope(StrEnum):
    """Whether a resolution holds in general or for one special case (P-62)."""

    GENERAL = "general"
    SPECIAL = "special"
