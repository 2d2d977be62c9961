"""Who would be told what, shown before an action is done: the same table and addresses as the letters (P-58)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from issuetracker.services.addresses import Addresses
from issuetracker.services.casework import Dossier
from notifications.messages import LETTERS
from notifications.recipients import ANONYMOUS, Audience
from workflows.case_state import Entry
from workflows.folding import apply

OUTSIDE = ANONYMOUS | {Audience.LABORATORY, Audience.VENDOR}


@dataclass(frozen=True, slots=True)
class Foretold:
    """One letter that would be written. `outside`: it leaves OCA; an empty `address` is one for the office to find."""

    letter: str
    party: str
    address: str
    outside: bool


def foretell(session: Session, before: Dossier, new: Sequence[Entry], after: Dossier) -> list[Foretold]:
    """The letters that new entries would call for; those to certified vendors as one line."""
    addresses = Addresses(session, after.state, before.case.filed_by, after.clocks)
    addresses.prefetch({kind.audience for entry in new for kind in LETTERS.get(type(entry.event), ())})
    found: dict[tuple[str, str], Foretold] = {}
    state = before.state
    for entry in new:
        for kind in LETTERS.get(type(entry.event), ()):
            if kind.when is not None and not kind.when(state, entry.event):
                continue
            if kind.audience is Audience.CERTIFIED_VENDORS:
                found[kind.name, ""] = Foretold(
                    kind.name, "the vendors of the certificates concerned, each alone", "", True
                )
                continue
            for who in addresses.of(kind.audience, entry.event):
                if kind.spares_actor and who.person_id == entry.actor_id:
                    continue
                found.setdefault(
                    (kind.name, who.address or who.party),
                    Foretold(kind.name, who.party, who.address, outside=kind.audience in OUTSIDE),
                )
        state = apply(state, entry.event, entry.actor_id)
    return list(found.values())
