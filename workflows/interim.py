"""Interim measures, only on OCA's initiative (D.2.2; P-10, P-11, P-13). Expediting is in `handling`."""

from collections.abc import Iterator

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState, Script
from workflows.errors import InvalidValue, NotPossibleNow, Refusal
from workflows.roles import Actor, Role
from workflows.stages import AnalysisStage, HandlingStage, Track
from workflows.vocabulary import Outcome

_ANALYSED = stages(AnalysisStage.RECORDED)
_ANY = stages(*AnalysisStage)


def _provide(state: CaseState, action: act.ProvideScript, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    if action.file_id not in around.files:
        raise InvalidValue("The script's file is not on this case; attach it first.", field="file_id", rule="P-10")
    if not action.laboratory_ids:
        raise InvalidValue("Name the laboratories that receive the script.", field="laboratory_ids", rule="P-10")
    strange = set(action.laboratory_ids) - around.laboratory_ids
    if strange:
        raise InvalidValue(f"There is no active laboratory {min(strange)}.", field="laboratory_ids", rule="P-10")
    if action.expires_on is not None and action.expires_on < around.calendar.local_date(around.at):
        raise InvalidValue("It would have expired already.", field="expires_on", rule="P-10")
    if action.replaces and _script(state, action.replaces, "replaces").retired:
        raise InvalidValue("That script no longer stands; leave it out.", field="replaces", rule="P-10")
    number = len(state.scripts) + 1
    yield ev.ScriptProvided(
        number,
        action.name,
        action.test_references,
        action.octt_versions,
        action.instructions,
        action.file_id,
        around.files[action.file_id],
        action.laboratory_ids,
        action.octt_from,
        action.octt_until,
        action.expires_on,
        action.replaces,
    )
    if action.replaces:
        yield ev.ScriptRetired(action.replaces, f"{action.name} replaces it.", number)


def _acknowledge(state: CaseState, action: act.AcknowledgeScript, actor: Actor, _: Circumstances) -> Iterator[ev.Event]:
    script = _script(state, action.script)
    if actor.laboratory_id is None or actor.laboratory_id not in script.laboratory_ids:
        raise InvalidValue("The script was not given to your laboratory.", field="script", rule="P-10")
    if actor.laboratory_id in script.acknowledged_by:
        raise NotPossibleNow("Your laboratory has acknowledged this script already.", rule="P-10")
    yield ev.ScriptAcknowledged(action.script, actor.laboratory_id)


def _retire(state: CaseState, action: act.RetireScript, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    script = _script(state, action.script)
    if script.retired:
        raise NotPossibleNow("The script is retired already.", rule="P-10")
    yield ev.ScriptRetired(action.script, action.reason, name=script.name)


def _measure(_: CaseState, action: act.DecideInterimMeasure, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    yield ev.InterimMeasureDecided(action.measure, action.reason)


def _script(state: CaseState, number: int, field: str = "script") -> Script:
    for script in state.scripts:
        if script.number == number:
            return script
    raise InvalidValue(f"This case has no script {number}.", field=field, rule="P-10")


def _concerns_the_octt(state: CaseState, _: Actor) -> Refusal | None:
    if state.outcome is Outcome.OCTT or state.cwg is not HandlingStage.NOT_OPENED:
        return None
    return NotPossibleNow(
        "A script stands in only where the OCTT is at fault; elsewhere the Board decides.", rule="P-10"
    )


def _script_to_acknowledge(state: CaseState, actor: Actor) -> Refusal | None:
    for script in state.scripts:
        if actor.laboratory_id in script.laboratory_ids and actor.laboratory_id not in script.acknowledged_by:
            return None
    return NotPossibleNow("Your laboratory has no script of this case to acknowledge.", rule="P-10")


def _has_script_in_force(state: CaseState, _: Actor) -> Refusal | None:
    in_force = any(not script.retired for script in state.scripts)
    return None if in_force else NotPossibleNow("This case has no script in force.", rule="P-10")


TABLE = (
    Arrow(
        act.ProvideScript,
        Track.ANALYSIS,
        _ANALYSED,
        roles(Role.TECHNICAL_EDITOR, Role.OCA_OFFICE),
        _provide,
        _ANALYSED,
        step="2",
        rule="P-10",
        source="D.2.2",
        when=(_concerns_the_octt,),
        effect="The named laboratories get the script with instructions and checksum, and are asked to acknowledge.",
    ),
    Arrow(
        act.AcknowledgeScript,
        Track.ANALYSIS,
        _ANY,
        roles(Role.TEST_LABORATORY),
        _acknowledge,
        _ANY,
        step="2",
        rule="P-10",
        source="D.2.2",
        when=(_script_to_acknowledge,),
        effect="Your laboratory's receipt is on record.",
        on_closed=True,
        any_laboratory=True,
    ),
    Arrow(
        act.RetireScript,
        Track.ANALYSIS,
        _ANY,
        roles(Role.TECHNICAL_EDITOR, Role.OCA_OFFICE),
        _retire,
        _ANY,
        step="2",
        rule="P-10",
        source="D.2.2",
        when=(_has_script_in_force,),
        on_closed=True,
        effect="The laboratories that have the script are told that it no longer stands.",
    ),
    Arrow(
        act.DecideInterimMeasure,
        Track.ANALYSIS,
        _ANALYSED,
        roles(Role.BOARD),
        _measure,
        _ANALYSED,
        step="2",
        rule="P-11",
        source="D.2.2",
        effect="Laboratory and vendor are told what is done in the meantime.",
    ),
)
