"""The tracks of a case and the stages of each; a case stands in one stage on every track at once."""

from enum import StrEnum


class Track(StrEnum):
    """One parallel part of the procedure; the value is the field of `CaseState` that holds its stage."""

    CASE = "case"
    ANALYSIS = "analysis"
    TWG = "twg"
    CWG = "cwg"
    SEVERITY = "severity"
    CERTIFICATION = "certification"
    MAINTENANCE = "maintenance"
    DISTRIBUTION = "distribution"
    BOARD_MATTER = "board_matter"


class CaseStage(StrEnum):
    """P-60."""

    OPEN = "open"
    CLOSED = "closed"


class AnalysisStage(StrEnum):
    """Step 2 (D.2.2.1)."""

    NOT_OPENED = "not_opened"  # a question: its subject says where it goes
    AWAITED = "awaited"
    RECORDED = "recorded"


class HandlingStage(StrEnum):
    """Steps 3a–3c or 5a–5b in one working group (D.2.2.2, D.2.2.3)."""

    NOT_OPENED = "not_opened"
    RECEIVED = "received"  # forwarded, but no call has it on its agenda
    ON_AGENDA = "on_agenda"
    CONFIRMED = "confirmed"  # steps are to be done
    AWAITING_OCTT_FIX = "awaiting_octt_fix"  # only the excluded OCTT bug fix is left (P-34)
    DONE = "done"
    NOT_AN_ISSUE = "not_an_issue"
    REFERRED = "referred"
    TAKEN_BACK = "taken_back"  # the analysis was revised


class SeverityStage(StrEnum):
    """Steps 4a, 6a, 6b (D.2.2.4)."""

    NOT_OPENED = "not_opened"
    PROPOSAL_AWAITED = "proposal_awaited"
    PROPOSED = "proposed"
    APPROVED_HIGH = "approved_high"  # 6a is owed
    VENDORS_CONTACTED = "vendors_contacted"  # 6a done
    APPROVED_LOW = "approved_low"  # 6b
    LAPSED = "lapsed"  # the group found that it is not an issue


class CertificationStage(StrEnum):
    """Step 4b (D.2.2.6)."""

    NOT_OPENED = "not_opened"
    AWAITED = "awaited"
    CERTIFIED = "certified"
    NOT_CERTIFIED = "not_certified"


class MaintenanceStage(StrEnum):
    """A maintenance ticket with the tool provider (D.5, P-80)."""

    NOT_OPENED = "not_opened"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    FIXED = "fixed"
    VERIFIED = "verified"
    RELEASED = "released"
    DROPPED = "dropped"
    JOINED = "joined"  # another case's ticket is about the same bug


class DistributionStage(StrEnum):
    """Step 6c (D.2.2.5)."""

    NOT_OPENED = "not_opened"
    OWED = "owed"
    DISTRIBUTED = "distributed"


class BoardMatterStage(StrEnum):
    """Other issues (D.2.3)."""

    NOT_OPENED = "not_opened"
    OPEN = "open"
    DECIDED = "decided"


STAGES: dict[Track, type[StrEnum]] = {
    Track.CASE: CaseStage,
    Track.ANALYSIS: AnalysisStage,
    Track.TWG: HandlingStage,
    Track.CWG: HandlingStage,
    Track.SEVERITY: SeverityStage,
    Track.CERTIFICATION: CertificationStage,
    Track.MAINTENANCE: MaintenanceStage,
    Track.DISTRIBUTION: DistributionStage,
    Track.BOARD_MATTER: BoardMatterStage,
}

# Where a track still needs somebody; a case can close when no track stands in one of these (P-60).
UNFINISHED: dict[Track, frozenset[str]] = {
    Track.CASE: frozenset(),
    Track.ANALYSIS: frozenset({AnalysisStage.AWAITED}),
    Track.TWG: frozenset(
        {HandlingStage.RECEIVED, HandlingStage.ON_AGENDA, HandlingStage.CONFIRMED, HandlingStage.AWAITING_OCTT_FIX}
    ),
    Track.CWG: frozenset(
        {HandlingStage.RECEIVED, HandlingStage.ON_AGENDA, HandlingStage.CONFIRMED, HandlingStage.AWAITING_OCTT_FIX}
    ),
    Track.SEVERITY: frozenset({SeverityStage.PROPOSAL_AWAITED, SeverityStage.PROPOSED, SeverityStage.APPROVED_HIGH}),
    Track.CERTIFICATION: frozenset({CertificationStage.AWAITED}),
    Track.MAINTENANCE: frozenset(
        {
            MaintenanceStage.REPORTED,
            MaintenanceStage.ACCEPTED,
            MaintenanceStage.DISPUTED,
            MaintenanceStage.FIXED,
            MaintenanceStage.VERIFIED,
        }
    ),
    Track.DISTRIBUTION: frozenset({DistributionStage.OWED}),
    Track.BOARD_MATTER: frozenset({BoardMatterStage.OPEN}),
}

# A ticket on which the tool provider or OCA still has something to do. A case that has joined one waits with its CWG.
OPEN_TICKETS = tuple(sorted(UNFINISHED[Track.MAINTENANCE]))
ON_A_TICKET = (*OPEN_TICKETS, MaintenanceStage.JOINED.value)
