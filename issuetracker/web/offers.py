"""What a form offers to choose from where the type of a field does not say it: calls, files, laboratories, steps."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory
from issuetracker.queries.concerned import Reach
from issuetracker.sentences.wording import size, words
from issuetracker.services.access import visible_files
from issuetracker.services.casework import Dossier
from issuetracker.services.circumstances import handlers, sent_releases, upcoming_calls
from issuetracker.services.notices import condition_of
from issuetracker.services.resolution_drafts import resolution_draft
from issuetracker.web.conditions import rows_of
from issuetracker.web.forms import Choices, Offer
from workflows import actions as act
from workflows.assignment import holders
from workflows.case_state import CaseState
from workflows.condition_words import in_words
from workflows.conditions import of_report
from workflows.procedure import PossibleAction
from workflows.roles import Actor, Group
from workflows.vocabulary import CwgStep, Decision, Level, Scope, Subject
from workflows.working_days import SEAT

_NONE_OF_CALLS = "No call is planned; schedule one first."


def offers(
    session: Session, dossier: Dossier, possible: PossibleAction, actor: Actor, at: datetime
) -> Mapping[str, Offer]:
    """The offers of one action's form; only what its fields ask for is read."""
    state, action = dossier.state, possible.arrow.action
    group = possible.arrow.fixed.get("group")
    found: dict[str, Offer] = {}
    if action in (act.PlaceOnAgenda, act.Expedite) and isinstance(group, Group):
        found["call_id"] = Offer(_calls(session, group, at), none=_NONE_OF_CALLS)
    if action is act.AssignCase:
        found["person_id"] = _assignees(session, dossier, actor)
    if action in (act.AddMessage, act.DistributeUpdate):
        found["file_ids"] = Offer(_files(session, dossier, actor), "several", none="The case has no files yet.")
    if action is act.ProvideScript:
        found["file_id"] = Offer(_files(session, dossier, actor), none="Attach the script’s file to the case first.")
        found["laboratory_ids"] = Offer(_laboratories(session), "several")
    if action is act.DecideInGroup and isinstance(group, Group):
        found["decision"] = Offer(_decisions(group), "one")
    if action in (act.CompleteStep, act.DeclareNotNecessary):
        left = tuple(step for step in CwgStep if step not in state.cwg_steps)
        found["step"] = Offer(_choices(left), "one", none="Every step is settled.")
    if action is act.ApproveSeverity and state.proposal is not None:
        found["text_sha256"] = Offer((), "hidden", state.proposal.text_sha256)
        found["level"] = Offer(_choices(tuple(Level)), "one", state.proposal.level.value)
    if action is act.ProposeSeverity:
        found["applicability"] = _condition(state)
    if action in (act.AcknowledgeScript, act.RetireScript):
        scripts = tuple((str(script.number), script.name) for script in state.scripts if not script.retired)
        found["script"] = Offer(scripts, none="No script is in force.")
    if action is act.AcknowledgeUpdate:
        found["update"] = Offer(tuple((str(update.number), update.title) for update in state.updates))
    if action is act.ProvideScript:
        kept = tuple((str(script.number), script.name) for script in state.scripts if not script.retired)
        found["replaces"] = Offer((("0", "None"), *kept), value="0")
    if action is act.SettleByRelease:
        sent = tuple((number, f"{number}: {one.title}") for number, one in sent_releases(session).items())
        found["release"] = Offer(sent, none="No release was sent.")
    if action is act.DistributeUpdate:
        found["covers"] = Offer(_choices(tuple(sorted(state.changes_owed))), "several", none="Nothing is owed.")
    if action is act.ContactCertifiedVendors:
        found["certificates"] = _certificates(session, state)
    if action is act.CloseCase:
        found |= _resolution(session, dossier)
    return found


def _resolution(session: Session, dossier: Dossier) -> Mapping[str, Offer]:
    """The draft of the resolution that the case leaves, to be edited (P-62)."""
    draft = resolution_draft(session, dossier)
    subjects = tuple((subject.value, subject.label) for subject in Subject)
    return {
        "resolution": Offer((), "text", draft.resolution),
        "scope": Offer(_choices(tuple(Scope)), "one", draft.scope.value),
        "question": Offer((), "text", draft.question),
        "subject": Offer(subjects, "select", draft.subject.value if draft.subject else ""),
        "test_references": Offer((), "lines", draft.test_references),
        "octt_version": Offer((), "input", draft.octt_version),
        "supersedes": Offer((), "lines", draft.supersedes),
    }


def _condition(state: CaseState) -> Offer:
    """Rows to begin with: the condition of the last proposal, else what the report says."""
    condition = condition_of(state)
    rows = rows_of(condition)
    none = "" if rows is not None else f"A system wrote: {in_words(condition)}. Rows here take its place."
    return Offer((), "condition", rows_of(of_report(state.report)) if rows is None else rows, none)


def _choices(items: tuple[CwgStep, ...] | tuple[Level, ...] | tuple[object, ...]) -> Choices:
    return tuple((str(item), words(item).capitalize() if words(item).islower() else words(item)) for item in items)


def _decisions(group: Group) -> Choices:
    said = {
        Decision.CONFIRMED: "Confirmed: it is an issue",
        Decision.NOT_AN_ISSUE: "Not an issue",
        Decision.POSTPONED: "Postponed to the next call",
        Decision.REFERRED: f"Referred to the {group.other.label}",
    }
    return tuple((decision.value, text) for decision, text in said.items())


def _assignees(session: Session, dossier: Dossier, actor: Actor) -> Offer:
    """Whoever holds the step; oneself first in mind where nobody has it."""
    state = dossier.state
    fitting = tuple(
        (str(person_id), person.name)
        for person_id, person in handlers(session).items()
        if not person.roles.isdisjoint(holders(state))
    )
    if state.assignee_id is not None:
        return Offer((("", "Nobody"), *fitting), value=str(state.assignee_id))
    own = str(actor.person_id)
    return Offer(fitting, value=own if own in dict(fitting) else "")


def _calls(session: Session, group: Group, at: datetime) -> Choices:
    return tuple(
        (str(call.call_id), f"{call.starts_at.astimezone(SEAT):%A %d %B %Y, %H:%M}")
        for call in upcoming_calls(session, at)
        if call.group is group
    )


def _files(session: Session, dossier: Dossier, actor: Actor) -> Choices:
    return tuple(
        (str(file.id), f"{file.name} ({size(file.size)})")
        for file in session.scalars(visible_files(actor, dossier.case))
    )


def _laboratories(session: Session) -> Choices:
    rows = session.scalars(select(Laboratory).where(Laboratory.active).order_by(Laboratory.short_name))
    return tuple((str(laboratory.id), laboratory.name) for laboratory in rows)


def _certificates(session: Session, state: CaseState) -> Offer:
    """All that the approved condition finds, each chosen to begin with."""
    found = Reach(session, condition_of(state)).every()
    choices = tuple((i.number, f"{i.number} · {i.vendor} · {i.device} ({i.reason})") for i in found)
    return Offer(choices, "several", [number for number, _ in choices])
