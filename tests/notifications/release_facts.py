"""Facts of letters of releases (6c), as the register gives them: to every laboratory, and about no case."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from notifications.recipients import Addressee
from tests.notifications.facts import DESK
from workflows.releases import Content, Erratum, ErratumClass, OcttVersion, ReleasedScript

NUMBER = "REL-2026-0007"
LABORATORY = Addressee("Korea Testing Certification", "", "ocpp@ktc.example", laboratory_id=2)
DAYS: dict[str, Any] = {"available_on": date(2026, 12, 2), "active_on": date(2026, 12, 16)}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release as its letter names it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version as its letter reads it."""

    kind: str
    title: str
    text: str
    available_on: date
    active_on: date
    final: bool
    version: int = 1
    reason: str = ""


ERRATUM = Erratum(
    title="Erratum 2026-11: order of seqNo", text="The requirement is read in two ways; this one is meant.",
    document="Part 2", document_version="OCPP 2.0.1", edition="Edition 3", page="214", touches=("E04.FR.06",),
    old_text="seqNo SHALL be increased.", new_text="seqNo SHALL be numbered in the order of generation.",
    tracker_number="#812", erratum_class=ErratumClass.MINOR, **DAYS,
)  # fmt: skip
OCTT = OcttVersion(title="OCTT 2026-07", text="See the release notes.", octt_version="Release_2026-07", **DAYS)
SCRIPT = ReleasedScript(
    title="replay-e22 1.0", text="Run it instead of the test case.", test_references=("TC_E_22_CS",),
    octt_versions=("Release_2026-02",), **DAYS,
)  # fmt: skip
FILES = (File("정오표 2026-11.pdf", 182_400, "4f" * 32), File("replay.zip", 12_000_000, "a0" * 32))


def release_facts(kind: str, content: Content, version: Version | None = None, **changes: Any) -> dict[str, Any]:
    """The facts of a letter about a version, some of them others."""
    said = {name: getattr(content, name) for name in ("title", "text", "available_on", "active_on", "final")}
    return {
        "number": NUMBER, "recipient": LABORATORY, "desk": DESK, "link": "", "content": content,
        "release": version or Version(kind, **said), "files": (), "enclosed": False, "retired": (), "earlier": False,
        "release_link": f"{DESK}/releases/{NUMBER}",
    } | changes  # fmt: skip


def _next(content: Content, reason: str) -> Version:
    version: Version = release_facts("erratum", content)["release"]
    return replace(version, version=2, reason=reason)


RELEASE_LETTERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("an erratum with its files", "release", release_facts("erratum", ERRATUM, files=FILES[:1], enclosed=True)),
    (
        "a draft of a script whose file is too large for a mail",
        "release",
        release_facts("script", replace(SCRIPT, final=False), files=FILES),
    ),
    ("an OCTT version that retires a script", "release", release_facts("octt", OCTT, retired=("replay-e22 1.0",))),
    (
        "an erratum that takes the place of another",
        "release",
        release_facts("erratum", ERRATUM, _next(ERRATUM, "The page was wrong."), earlier=True),
    ),
    (
        "a release that is withdrawn",
        "release_withdrawn",
        release_facts("erratum", ERRATUM, _next(ERRATUM, "The TWG reads it otherwise.")),
    ),
    (
        "reminder to acknowledge a release",
        "release_reminder",
        release_facts("erratum", ERRATUM, since=datetime(2026, 12, 2, 9, 0, tzinfo=UTC)),
    ),
)
