"""What is to become of a mail: a pure decision over what it says and what is known around it (P-02, P-04, P-09).

`JUDGEMENTS` is asked from top to bottom; the first that applies decides. A sender is believed only where the mail's
authentication says so, and an address, a domain or a number in the subject alone opens nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from issuetracker.intake.mail import Automatic, Bounce, Mail
from issuetracker.models import Cause
from issuetracker.services.asking import ASKS
from workflows.roles import Actor, Role

# Fewer fields may be chance in prose; from so many on, somebody has filled in the template.
FILLED_IN = 3
RAISES_BY_MAIL = (Role.TEST_LABORATORY, Role.OCA_OFFICE, Role.TECHNICAL_EDITOR, Role.TWG_CHAIR)


class Outcome(StrEnum):
    """What a mail is."""

    NEW_ISSUE = "new_issue"
    APPEND = "append"
    DISPUTE = "dispute"
    QUARANTINE = "quarantine"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Answered:
    """The letter of ours that a mail answers. `number` is its case's, "" for an answer about a mail.

    `actor` is the sender as a party or handler of that case, None if they are neither. `completes` is the mail whose
    missing fields the letter asked for.
    """

    letter_id: int
    number: str
    actor: Actor | None
    completes: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a mail. `source` is whose mail it is by the directory; None for nobody known."""

    source: Actor | None
    authenticated: bool
    authentication: str  # a sentence
    ask_again: bool = False  # the DNS did not answer; later the sender may be authenticated
    answered: Answered | None = None
    bounced_letter: int | None = None
    to_disputes: bool = False
    blocked: bool = False
    too_many: bool = False
    same_message_id: bool = False
    numbers: tuple[str, ...] = ()  # of cases, in the subject


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome with its reason, a sentence for people; `cause` where it is quarantine."""

    outcome: Outcome
    reason: str
    cause: Cause | None = None


_MACHINES = {
    Automatic.AUTO_REPLY: "A machine has written it",
    Automatic.CHALLENGE: "It asks its addressee to prove to be a person",
    Automatic.LIST: "It came by a mailing list or in bulk",
    Automatic.OWN: "A desk like this one has written it",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    mail: Mail
    filled: int
    bounce: Bounce | None
    around: Around
    asks: bool


def judge(mail: Mail, filled: int, bounce: Bounce | None, around: Around, *, asks: bool = False) -> Judgement:
    """What is to become of a mail in which so many of the template's fields were filled in; `asks`: a question."""
    asked = _Asked(mail, filled, bounce, around, asks)
    return next(found for rule in JUDGEMENTS if (found := rule(asked)) is not None)


def _quarantine(cause: Cause, reason: str) -> Judgement:
    return Judgement(Outcome.QUARANTINE, reason, cause)


def _bounce(asked: _Asked) -> Judgement | None:
    if asked.bounce is None:
        return None
    if asked.around.bounced_letter is None:
        return _quarantine(Cause.BOUNCE_OF_NOTHING, "A mail server reports a letter that the outbox does not know.")
    return Judgement(Outcome.BOUNCE, f"A mail server reports: {asked.bounce.diagnosis or asked.bounce.kind}")


def _automatic(asked: _Asked) -> Judgement | None:
    kind = asked.mail.automatic
    if kind is None:
        return None
    told = f"{_MACHINES[kind]}; recorded and not answered."
    if kind is Automatic.OWN or (asked.filled < FILLED_IN and not (kind is Automatic.LIST and asked.around.answered)):
        return Judgement(Outcome.AUTO_REPLY, told)
    return _quarantine(Cause.AUTOMATIC, f"{_MACHINES[kind]}, but it says something of an issue.")


def _unwanted(asked: _Asked) -> Judgement | None:
    if asked.around.blocked:
        return _quarantine(Cause.BLOCKED, "Mail of this sender was blocked by the desk.")
    if asked.around.too_many:
        return _quarantine(Cause.TOO_MANY, "This sender has sent more mails today than a person writes.")
    return None


def _dispute(asked: _Asked) -> Judgement | None:
    if not asked.around.to_disputes:
        return None
    return Judgement(Outcome.DISPUTE, f"It is about a dispute. {asked.around.authentication}")


def _not_who_it_says(asked: _Asked) -> Judgement | None:
    if asked.mail.sender is None or len(asked.mail.all_headers("from")) > 1:
        return _quarantine(Cause.UNKNOWN_SENDER, "The mail names no sender, or several.")
    if asked.around.same_message_id:
        return _quarantine(Cause.SAME_MESSAGE_ID, "Another mail with the same Message-ID was taken in already.")
    if not asked.around.authenticated:
        return _quarantine(Cause.NOT_AUTHENTICATED, asked.around.authentication)
    return None


def _encrypted(asked: _Asked) -> Judgement | None:
    how = asked.mail.encryption
    if how is None or asked.filled >= FILLED_IN:
        return None
    return _quarantine(Cause.ENCRYPTED, f"It is encrypted ({how}), and this desk has no key: nobody can read it here.")


def _answer(asked: _Asked) -> Judgement | None:
    answered = asked.around.answered
    if answered is None:
        return None
    if answered.actor is None:
        return _quarantine(Cause.NOT_A_PARTY, "It answers a letter of ours, but its sender is not a party of the case.")
    if answered.completes is not None:
        return Judgement(Outcome.NEW_ISSUE, "It completes a mail whose missing fields were asked for.")
    return Judgement(Outcome.APPEND, f"It answers a letter about {answered.number}, and its sender is a party.")


def _only_a_number(asked: _Asked) -> Judgement | None:
    if not asked.around.numbers or asked.around.source is None:
        return None
    return _quarantine(
        Cause.ONLY_A_NUMBER, f"The subject names {', '.join(asked.around.numbers)}; that alone is no proof of a reply."
    )


def _new(asked: _Asked) -> Judgement:
    source = asked.around.source
    if source is None:
        return _quarantine(Cause.UNKNOWN_SENDER, f"{_address(asked)} belongs to no known laboratory, vendor or person.")
    if asked.asks and source.holds(*ASKS):
        return Judgement(Outcome.NEW_ISSUE, f"A question of {source.name or 'a sender who was not looked up'}.")
    if source.holds(*RAISES_BY_MAIL):
        return Judgement(Outcome.NEW_ISSUE, f"A new issue of {source.name or 'a sender who was not looked up'}.")
    if source.holds(Role.VENDOR):
        return _quarantine(Cause.VENDOR_DIRECTLY, "A vendor raises an issue through its laboratory (D.2.2).")
    return _quarantine(Cause.NOT_POSSIBLE, "The sender's role raises no issues.")


def _address(asked: _Asked) -> str:
    return asked.mail.sender.address if asked.mail.sender else "The sender"


JUDGEMENTS: tuple[Callable[[_Asked], Judgement | None], ...] = (
    _bounce,
    _automatic,
    _unwanted,
    _dispute,
    _not_who_it_says,
    _encrypted,
    _answer,
    _only_a_number,
    _new,
)
