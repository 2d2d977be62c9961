"""What the forms of a dispute offer to choose from: members, statements, questions, evidence, corrective actions."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from issuetracker.sentences.wording import size
from issuetracker.services.disputes.reading import Sheet, Word, board
from issuetracker.web.forms import Choices, Offer
from workflows.actions import Action
from workflows.disputes import actions as act
from workflows.disputes.state import Advice, CorrectiveAction
from workflows.disputes.vocabulary import ActionStage, Owner, Side
from workflows.roles import Actor

_BEGIN = 70


def offers(session: Session, sheet: Sheet, action: type[Action], actor: Actor) -> Mapping[str, Offer]:
    """The offers of one action's form; only what its fields ask for is read."""
    state = sheet.seen.state
    if action is act.RecuseMember:
        return {"member_id": Offer(_members(session, sheet, without=actor.person_id), none="Nobody else sits.")}
    if action is act.AppointHandlers:
        chosen = [str(member) for member in state.handlers]
        return {"member_ids": Offer(_members(session, sheet), "several", chosen)}
    if action is act.OpenRound:
        return {"sides": Offer(tuple((side.value, sheet.names[side]) for side in Side), "several")}
    if action is act.GiveStatement:
        files = tuple((str(file.id), f"{file.name} ({size(file.size)})") for file in sheet.unused)
        return {"file_ids": Offer(files, "several", [value for value, _ in files], none="Add files below.")}
    if action in (act.ShareStatements, act.AskAdvice):
        words = [word for word in sheet.words if action is act.AskAdvice or not word.statement.shared]
        return {"statements": Offer(_statements(sheet, words), "several", none="There is none.")}
    if action is act.GiveAdvice:
        asked = [item for item in state.advice if not item.answered and actor.holds(item.adviser.role)]
        return {
            "advice": Offer(tuple((str(item.number), _short(item.question)) for item in asked), "one", _only(asked))
        }
    if action is act.ProposeDecision:
        parties = tuple((side.value, sheet.names[side]) for side in Side)
        return {"owner": Offer((*parties, (Owner.OCA.value, "OCA")), "one")}
    if action is act.ApproveDecision and state.proposal is not None:
        return {"text_sha256": Offer((), "hidden", state.proposal.text_sha256)}
    if action is act.AgreeToSettlement and state.offer is not None:
        return {"text_sha256": Offer((), "hidden", state.offer.text_sha256)}
    if action in (act.ReportCorrective, act.ConfirmCorrective):
        return {"number": _correctives(sheet, own=action is act.ReportCorrective)}
    return {}


def _members(session: Session, sheet: Sheet, *, without: int | None = None) -> Choices:
    found = board(session, sheet.docket)
    return tuple((str(one.id), one.name) for one in found if not one.recused and one.id != without)


def _statements(sheet: Sheet, words: Iterable[Word]) -> Choices:
    return tuple(
        (str(word.statement.number), f"{sheet.names[word.statement.side]}: {_short(word.body)}") for word in words
    )


def _correctives(sheet: Sheet, *, own: bool) -> Offer:
    side = sheet.seen.side
    owner = Owner(side.value) if side else Owner.OCA
    found = [
        item
        for item in sheet.seen.correctives
        if item.stage is not ActionStage.CONFIRMED and (not own or item.content.owner is owner)
    ]
    return Offer(tuple((str(item.number), _short(item.content.what)) for item in found), "one", _only(found))


def _only(found: Sequence[Advice | CorrectiveAction]) -> str:
    """Chosen already where there is nothing to choose."""
    return str(found[0].number) if len(found) == 1 else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _BEGIN else f"{line[:_BEGIN]}…"
