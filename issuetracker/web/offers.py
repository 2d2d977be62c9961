"""What a form offers to choose from where the type of a field does not say it: calls, files, laboratories, steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

_NO_CALL = "No call is planned; schedule one first."


@dataclass(frozen=True, slots=True)
class _Asked:
    """One action's form on one case: for whom, when, and in the name of which group."""

    session: Session
    dossier: Dossier
    actor: Actor
    at: datetime
    group: object  # the Group that the action is for; None for most

    @property
    def state(self) -> CaseState:
        """The case as it stands."""
        return self.dossier.state


_Offered = Mapping[str, Offer]


def offers(session: Session, dossier: Dossier, possible: PossibleAction, actor: Actor, at: datetime) -> _Offered:
    """The offers of one action's form; only what its fields ask for is read."""
    offered = OFFERED.get(possible.arrow.action)
    if offered is None:
        return {}
    return offered(_Asked(session, dossier, actor, at, possible.arrow.fixed.get("group")))


def _call(asked: _Asked) -> _Offered:
    group = asked.group
    return {"call_id": Offer(_calls(asked.session, group, asked.at), none=_NO_CALL)} if isinstance(group, Group) else {}


def _assignee(asked: _Asked) -> _Offered:
    return {"person_id": _assignees(asked.session, asked.dossier, asked.actor)}


def _attachments(asked: _Asked) -> _Offered:
    return {"file_ids": Offer(_files(asked), "several", none="The case has no files yet.")}


def _update(asked: _Asked) -> _Offered:
    owed = _choices(tuple(sorted(asked.state.changes_owed)))
    return {**_attachments(asked), "covers": Offer(owed, "several", none="Nothing is owed.")}


def _script(asked: _Asked) -> _Offered:
    return {
        "file_id": Offer(_files(asked), none="Attach the script’s file to the case first."),
        "laboratory_ids": Offer(_laboratories(asked.session), "several"),
        "replaces": Offer((("0", "None"), *_scripts(asked.state)), value="0"),
    }


def _script_in_force(asked: _Asked) -> _Offered:
    return {"script": Offer(_scripts(asked.state), none="No script is in force.")}


def _scripts(state: CaseState) -> Choices:
    return tuple((str(script.number), script.name) for script in state.scripts if not script.retired)


def _decision(asked: _Asked) -> _Offered:
    return {"decision": Offer(_decisions(asked.group), "one")} if isinstance(asked.group, Group) else {}


def _step(asked: _Asked) -> _Offered:
    left = tuple(step for step in CwgStep if step not in asked.state.cwg_steps)
    return {"step": Offer(_choices(left), "one", none="Every step is settled.")}


def _exact_text(asked: _Asked) -> _Offered:
    proposal = asked.state.proposal
    if proposal is None:
        return {}
    level = Offer(_choices(tuple(Level)), "one", proposal.level.value)
    return {"text_sha256": Offer((), "hidden", proposal.text_sha256), "level": level}


def _update_sent(asked: _Asked) -> _Offered:
    return {"update": Offer(tuple((str(update.number), update.title) for update in asked.state.updates))}


def _release(asked: _Asked) -> _Offered:
    sent = tuple((number, f"{number}: {one.title}") for number, one in sent_releases(asked.session).items())
    return {"release": Offer(sent, none="No release was sent.")}


def _certificates(asked: _Asked) -> _Offered:
    """All that the approved condition finds, each chosen to begin with."""
    found = Reach(asked.session, condition_of(asked.state)).every()
    choices = tuple((i.number, f"{i.number} · {i.vendor} · {i.device} ({i.reason})") for i in found)
    return {"certificates": Offer(choices, "several", [number for number, _ in choices])}


def _resolution(asked: _Asked) -> _Offered:
    """The draft of the resolution that the case leaves, to be edited (P-62)."""
    draft = resolution_draft(asked.session, asked.dossier)
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


def _condition(asked: _Asked) -> _Offered:
    """Rows to begin with: the condition of the last proposal, else what the report says."""
    condition = condition_of(asked.state)
    rows = rows_of(condition)
    none = "" if rows is not None else f"A system wrote: {in_words(condition)}. Rows here take its place."
    begun = rows_of(of_report(asked.state.report)) if rows is None else rows
    return {"applicability": Offer((), "condition", begun, none)}


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


def _files(asked: _Asked) -> Choices:
    return tuple(
        (str(file.id), f"{file.name} ({size(file.size)})")
        for file in asked.session.scalars(visible_files(asked.actor, asked.dossier.case))
    )


def _laboratories(session: Session) -> Choices:
    rows = session.scalars(select(Laboratory).where(Laboratory.active).order_by(Laboratory.short_name))
    return tuple((str(laboratory.id), laboratory.name) for laboratory in rows)


# What each action's form offers; the others ask for nothing that their types do not say.
OFFERED: dict[type[act.Action], Callable[[_Asked], _Offered]] = {
    act.PlaceOnAgenda: _call,
    act.Expedite: _call,
    act.AssignCase: _assignee,
    act.AddMessage: _attachments,
    act.DistributeUpdate: _update,
    act.ProvideScript: _script,
    act.AcknowledgeScript: _script_in_force,
    act.RetireScript: _script_in_force,
    act.DecideInGroup: _decision,
    act.CompleteStep: _step,
    act.DeclareNotNecessary: _step,
    act.ApproveSeverity: _exact_text,
    act.ProposeSeverity: _condition,
    act.AcknowledgeUpdate: _update_sent,
    act.SettleByRelease: _release,
    act.ContactCertifiedVendors: _certificates,
    act.CloseCase: _resolution,
}
