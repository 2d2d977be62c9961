"""A case as its history says it is: the value that `folding.fold` makes and the rules ask."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from workflows import events as ev
from workflows.report import Origin, Report
from workflows.roles import Group
from workflows.stages import (
    STAGES,
    UNFINISHED,
    AnalysisStage,
    BoardMatterStage,
    CaseStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    MaintenanceStage,
    SeverityStage,
    Track,
)
from workflows.vocabulary import Change, CwgStep, Level, Outcome, Subject


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a case's history: who, when, under which rule and which calendar version (P-96).

    `seq` counts from 1 in each case; `actor_id` is None for the service itself.
    """

    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    rule: str
    calendar: int
    event: ev.Event


@dataclass(frozen=True, slots=True)
class Script:
    """A script in force or retired (P-10)."""

    number: int
    name: str
    laboratory_ids: tuple[int, ...]
    acknowledged_by: tuple[int, ...] = ()
    retired: bool = False
    test_references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """An update distributed in 6c (P-54)."""

    number: int
    title: str
    acknowledged_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """What the rules need to know of a working-group call; moments are aware."""

    call_id: int
    group: Group
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything the rules ask about a case. Field names of the stages are the values of `Track`."""

    origin: Origin
    procedure: str
    report: Report
    laboratory_id: int | None = None
    vendor_id: int | None = None
    subject: Subject | None = None  # of a question
    seq: int = 0

    case: CaseStage = CaseStage.OPEN
    analysis: AnalysisStage = AnalysisStage.AWAITED
    twg: HandlingStage = HandlingStage.NOT_OPENED
    cwg: HandlingStage = HandlingStage.NOT_OPENED
    severity: SeverityStage = SeverityStage.NOT_OPENED
    certification: CertificationStage = CertificationStage.NOT_OPENED
    maintenance: MaintenanceStage = MaintenanceStage.NOT_OPENED
    distribution: DistributionStage = DistributionStage.NOT_OPENED
    board_matter: BoardMatterStage = BoardMatterStage.NOT_OPENED

    outcome: Outcome | None = None
    twg_call: Call | None = None
    cwg_call: Call | None = None
    erratum: ev.ErratumWritten | None = None
    cwg_contacted: bool = False
    cwg_steps: frozenset[CwgStep] = frozenset()  # settled: done or not necessary
    proposal: ev.SeverityProposed | None = None
    proposer_id: int | None = None
    votes: tuple[tuple[int | None, Level], ...] = ()
    level: Level | None = None  # the approved one
    contacted_text: str = ""  # digest under which 6a was last done
    scripts: tuple[Script, ...] = ()
    updates: tuple[Update, ...] = ()
    changes_owed: frozenset[Change] = frozenset()
    closing: ev.Closing | None = None
    board_due_on: date | None = None  # the Board's own date
    logging_consent: bool = False
    ticket: str = ""  # number of the ticket on which the bug is, where that is another case's
    assignee_id: int | None = None

    def stage(self, track: Track) -> str:
        """The stage on a track."""
        stage: str = getattr(self, track.value)
        return stage

    def handling(self, group: Group) -> HandlingStage:
        """The stage of a group's own handling."""
        return self.twg if group is Group.TWG else self.cwg

    def call(self, group: Group) -> Call | None:
        """The call on whose agenda the case stands or stood in that group."""
        return self.twg_call if group is Group.TWG else self.cwg_call

    def unfinished(self) -> tuple[Track, ...]:
        """Tracks that still need somebody (P-60)."""
        return tuple(track for track in STAGES if self.stage(track) in UNFINISHED[track])


def with_handling(state: CaseState, group: Group, stage: HandlingStage, call: Call | None = None) -> CaseState:
    """The state with a group's handling in another stage; `call` replaces the agenda only if given."""
    if group is Group.TWG:
        return replace(state, twg=stage, twg_call=call or state.twg_call)
    return replace(state, cwg=stage, cwg_call=call or state.cwg_call)
