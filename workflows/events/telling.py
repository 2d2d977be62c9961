"""Step 6c and interim measures, as they happened."""

from dataclasses import dataclass
from datetime import date

from workflows.events.base import Event
from workflows.vocabulary import Change


@dataclass(frozen=True, slots=True)
class UpdateDistributed(Event):
    """Step 6c. `update` counts the updates of this case from 1; the dates are those of P-57."""

    update: int
    title: str
    text: str
    available_on: date
    active_on: date
    final: bool
    covers: tuple[Change, ...]
    file_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpdateAcknowledged(Event):
    """A laboratory acknowledged an update (P-54)."""

    update: int
    laboratory_id: int


@dataclass(frozen=True, slots=True)
class SettledByRelease(Event):
    """Step 6c by a release that was sent for several cases, or for itself (P-57). `release` is its number."""

    release: str
    title: str
    available_on: date
    active_on: date
    final: bool
    covers: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ScriptProvided(Event):
    """P-10. `script` counts the scripts of this case from 1; `replaces` is the one that it is the next version of."""

    script: int
    name: str
    test_references: tuple[str, ...]
    octt_versions: tuple[str, ...]
    instructions: str
    file_id: int
    sha256: str
    laboratory_ids: tuple[int, ...]
    octt_from: str = ""
    octt_until: str = ""
    expires_on: date | None = None
    replaces: int = 0


@dataclass(frozen=True, slots=True)
class ScriptAcknowledged(Event):
    """A laboratory acknowledged a script (P-10)."""

    script: int
    laboratory_id: int


@dataclass(frozen=True, slots=True)
class ScriptRetired(Event):
    """P-10, P-81. `replaced_by` is the next version, whose letter says that this one no longer stands."""

    script: int
    reason: str
    replaced_by: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class InterimMeasureDecided(Event):
    """P-11."""

    measure: str
    reason: str
