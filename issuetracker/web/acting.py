"""An action of the procedure as a form: its fields, what it would cause, and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from issuetracker.fields import build, whole
from issuetracker.models import Case
from issuetracker.services import casework, drafts
from issuetracker.services.calendars import in_force
from issuetracker.services.casework import Dossier
from issuetracker.services.errors import InvalidFields
from issuetracker.web.causes import Causes, causes
from issuetracker.web.conditions import adds_or_removes
from issuetracker.web.forms import Field, checked, form_fields, read_form
from issuetracker.web.offers import offers
from issuetracker.web.reports import amended, report_fields
from issuetracker.web.visitor import actor, now
from notifications.errors import NamesAParty
from workflows import actions as act
from workflows.arrows import action_name
from workflows.case_state import Entry
from workflows.errors import Refusal
from workflows.procedure import PossibleAction, possible_actions
from workflows.waiting import waits_of


@dataclass(frozen=True, slots=True)
class Form:
    """An action's form as the page draws it. `refusal` is what the procedure or the texts' readers forbid."""

    possible: PossibleAction
    fields: tuple[Field, ...]
    causes: Causes | None = None
    refusal: str = ""
    meanwhile: tuple[Entry, ...] = ()
    begun: bool = False


def find_possible(dossier: Dossier, name: str, group: str = "") -> PossibleAction:
    """The action of that name, if this person can do it now; 404 otherwise (the page says why)."""
    found = [possible for possible in possible_actions(dossier.state, actor()) if possible.name == name]
    for possible in found:
        if not group or possible.arrow.fixed.get("group", group) == group:
            return possible
    if not found:
        abort(404, "This is not possible now, or not yours: somebody may have done it, or the case has moved on.")
    return found[0]


def place_of(dossier: Dossier, possible: PossibleAction) -> str:
    """The address of an action's form, under which its draft is kept."""
    return url_for("case.act", number=dossier.case.number, action=possible.name)


def empty_form(
    session: Session, dossier: Dossier, possible: PossibleAction, kept: Mapping[str, list[str]] | None = None
) -> Form:
    """The form before anything was typed, or with the draft that was kept."""
    if kept is None:
        place = place_of(dossier, possible)
        kept = drafts.find(session, actor(), place)[place]
    given = MultiDict([(name, value) for name, values in kept.items() for value in values])
    return _form(session, dossier, possible, _typed(possible, given), begun=bool(kept))


def filled_form(session: Session, dossier: Dossier, possible: PossibleAction) -> tuple[Form, act.Action | None]:
    """The form as it was sent, with its errors and what it would cause; and the action, if it is right."""
    data = read_form(possible.arrow.action, request.form)
    typed = _typed(possible, request.form)
    if adds_or_removes(request.form.get("do", "")):
        return _form(session, dossier, possible, typed, begun=True), None
    try:
        action, wrong = _action(dossier, possible, data)
        if wrong or action is None:
            return _form(session, dossier, possible, typed, errors=wrong, begun=True), None
        new, after = casework.foresee(session, dossier, action, actor(), now())
    except NamesAParty as error:
        errors = {error.field: str(error)} if error.field else {}
        return _form(session, dossier, possible, typed, errors=errors, refusal=str(error), begun=True), None
    except InvalidFields as error:
        return _form(session, dossier, possible, typed, errors=error.errors, refusal=error.detail, begun=True), None
    except Refusal as error:
        errors = {error.field: error.detail} if error.field else {}
        refusal = f"{error.sentence()} {error.detail}".strip()
        return _form(session, dossier, possible, typed, errors=errors, refusal=refusal, begun=True), None
    shown = causes(session, dossier, new, after, in_force(dossier.calendars))
    form = _form(session, dossier, possible, typed, begun=True)
    return replace(form, causes=shown, meanwhile=_meanwhile(dossier)), action


def looks() -> bool:
    """True where the form is only to be shown again: what it causes, or with another row."""
    do = request.form.get("do", "")
    return do == "look" or adds_or_removes(do)


def status_of(made: act.Action | None) -> int:
    """How a form is answered that was not done: looked at, wrong, or overtaken by what others did."""
    if adds_or_removes(request.form.get("do", "")):
        return 200
    if made is None:
        return 422
    return 200 if looks() else 409


def _meanwhile(dossier: Dossier) -> tuple[Entry, ...]:
    """What others did to the case after this form was opened."""
    seen = whole(request.form.get("seen_seq", ""))
    return tuple(entry for entry in dossier.entries if entry.seq > seen) if seen is not None else ()


def _typed(possible: PossibleAction, form: MultiDict[str, str]) -> dict[str, Any]:
    """What stands in the form, to be shown again as it was typed."""
    return {name: values[-1] if len(values) == 1 else values for name, values in form.lists()}


def _form(
    session: Session,
    dossier: Dossier,
    possible: PossibleAction,
    given: Mapping[str, Any],
    *,
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> Form:
    if possible.arrow.action is act.AmendReport:
        fields = report_fields(dossier.state.report, given, errors or {})
    else:
        found = offers(session, dossier, possible, actor(), now())
        fields = form_fields(possible.arrow.action, given, fixed=possible.arrow.fixed, offers=found, errors=errors)
    return Form(possible, fields, **more)


def _action(
    dossier: Dossier, possible: PossibleAction, data: dict[str, Any]
) -> tuple[act.Action | None, dict[str, str]]:
    if possible.arrow.action is act.AmendReport:
        return amended(dossier.state.report, request.form)
    data |= {name: value.value for name, value in possible.arrow.fixed.items()}
    if possible.arrow.action is act.ContactCertifiedVendors:
        data["excluded"], wrong = _excluded(request.form)
        if wrong:
            return None, wrong
    loaded, wrong = checked(possible.arrow.action, data)
    return (None, wrong) if wrong else (build(possible.arrow.action, loaded), {})


def _excluded(form: MultiDict[str, str]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Certificates of the proposed list that were not ticked, with the reason that is asked for them (P-50)."""
    chosen, reason = set(form.getlist("certificates")), form.get("excluded", "").strip()
    left = [number for number in form.getlist("proposed") if number not in chosen]
    if left and not reason:
        return [], {"excluded": f"Say why {len(left)} certificate(s) of the list are left out."}
    return [{"certificate": number, "reason": reason} for number in left], {}


def perform(session: Session, case: Case, dossier: Dossier, action: act.Action) -> casework.Performed:
    """Do it; the caller has locked the case and commits."""
    done = casework.perform_on(session, current_app.extensions["desk"], dossier, action, actor(), now())
    drafts.forget(session, actor(), url_for("case.act", number=case.number, action=action_name(type(action))))
    return done


def wanted_first(dossier: Dossier, found: tuple[PossibleAction, ...]) -> PossibleAction | None:
    """The action that the procedure waits for from this person, if any: it stands open on the case's page."""
    asked = {action_name(wait.action) for wait in waits_of(dossier.state) if actor().holds(*wait.roles)}
    return next((possible for possible in found if possible.name in asked), None)
