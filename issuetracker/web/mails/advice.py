"""Why a mail waits, in plain words, and what a person does about it."""

from dataclasses import dataclass
from enum import StrEnum

from issuetracker.models import Cause, InboundMail, InboundState


class Can(StrEnum):
    """What can be done about a mail that waits; the value is the last part of its address."""

    FILE = "filing"
    ENTRY = "entry"
    DISPUTE = "dispute"
    RELEASE = "release"
    BLOCK = "block"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Advice:
    """A cause's title, what is known to help, and the action that stands open on the page."""

    title: str
    todo: str
    first: Can


CAUSES = {
    Cause.UNKNOWN_SENDER: Advice(
        "Unknown sender",
        "If this is a laboratory or a vendor, release it and say whose address it is: the next mail comes by itself. "
        "Otherwise discard it.",
        Can.RELEASE,
    ),
    Cause.NOT_AUTHENTICATED: Advice(
        "Nobody vouches for the sender",
        "The name on it may be borrowed. If you know by another way that it is theirs, release it for this once.",
        Can.RELEASE,
    ),
    Cause.NOT_A_PARTY: Advice(
        "Not a party of the case that it answers",
        "A colleague may have answered a forwarded letter. Put it on the case if it belongs there; you choose who "
        "sees it.",
        Can.ENTRY,
    ),
    Cause.ONLY_A_NUMBER: Advice(
        "Only the subject names a case",
        "Anybody can write a number. If the mail is about that case, put it there.",
        Can.ENTRY,
    ),
    Cause.VENDOR_DIRECTLY: Advice(
        "A vendor without its laboratory",
        "The vendor was told to go through its laboratory, and the laboratory, where it is named, was asked to file it "
        "(P-09). File it only if the laboratory says so.",
        Can.DISCARD,
    ),
    Cause.SAME_MESSAGE_ID: Advice(
        "Same Message-ID as another mail",
        "Most often a copy that was changed on its way. If it says something new, put it on the case or file it.",
        Can.DISCARD,
    ),
    Cause.BOUNCE_OF_NOTHING: Advice(
        "A report on a letter that is not ours",
        "A mail server reports a letter that this desk has not sent: often somebody has borrowed our address.",
        Can.DISCARD,
    ),
    Cause.AUTOMATIC: Advice(
        "By a list or in bulk, but about an issue",
        "It is not answered. If a person meant it for the desk, file it or put it on its case.",
        Can.FILE,
    ),
    Cause.BLOCKED: Advice(
        "Blocked sender", "Somebody has blocked this address. Release it if it is wanted.", Can.DISCARD
    ),
    Cause.TOO_MANY: Advice(
        "More mails than a person writes",
        "Something may send in a loop. Look at one, and block the sender or release it.",
        Can.DISCARD,
    ),
    Cause.TOO_LARGE: Advice(
        "Larger than this desk takes",
        "It lies in its mailbox, and the reason says where; only its header is here. Fetch it there, or ask the sender "
        "to file it on the desk, where files may be larger.",
        Can.DISCARD,
    ),
    Cause.ENCRYPTED: Advice(
        "Encrypted",
        "A sender who is known was told how to send it so that it can be read. If you get the text by another way, "
        "file that or put it on its case.",
        Can.DISCARD,
    ),
    Cause.NOT_POSSIBLE: Advice(
        "The procedure refuses what it asks", "The reason says why. File it corrected, or put it on a case.", Can.FILE
    ),
    Cause.FAILED: Advice(
        "The program could not read it",
        "The original is whole. File it by hand, or release it after a fix; the log says what went wrong.",
        Can.FILE,
    ),
}
_INCOMPLETE = Advice(
    "Waits for its sender",
    "The sender was told what is missing; a reply completes it by itself. If you know the rest, file it.",
    Can.FILE,
)
_DISPUTE = Advice(
    "To the address for disputes",
    "Report it as a dispute for whoever wrote it; the office does. Or put it on its case, if it is about an issue.",
    Can.DISPUTE,
)
STATES = {
    InboundState.RECEIVED: "Not read yet",
    InboundState.FILED: "Filed",
    InboundState.APPENDED: "Put on its case",
    InboundState.INCOMPLETE: "Waits for its sender",
    InboundState.QUARANTINED: "In quarantine",
    InboundState.DISPUTE: "Dispute",
    InboundState.BOUNCE: "Report on a letter",
    InboundState.AUTOMATIC: "Automatic",
    InboundState.DUPLICATE: "Duplicate",
    InboundState.DISCARDED: "Discarded",
}


def advice(mail: InboundMail) -> Advice | None:
    """What to do about a mail; None where it waits for nobody."""
    match InboundState(mail.state):
        case InboundState.QUARANTINED:
            return CAUSES[Cause(mail.cause)]
        case InboundState.INCOMPLETE:
            return _INCOMPLETE
        case InboundState.DISPUTE:
            return _DISPUTE if mail.dispute_id is None else None
        case _:
            return None


def standing(mail: InboundMail) -> str:
    """Where a mail stands, in a few words."""
    state = InboundState(mail.state)
    return CAUSES[Cause(mail.cause)].title if state is InboundState.QUARANTINED else STATES[state]
