"""Who will see a message and who will be mailed it, for each choice of visibility, before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from issuetracker.services.addresses import Addresses, Holders
from issuetracker.services.casework import Dossier
from workflows.roles import HANDLERS, Actor, Role
from workflows.vocabulary import Visibility

_V = Visibility


@dataclass(frozen=True, slots=True)
class Reader:
    """One choice: its words, who reads it, and the addresses outside OCA that are mailed."""

    visibility: str
    label: str
    who: str
    mailed: tuple[str, ...]
    outside: bool


def readers(
    session: Session, dossier: Dossier, actor: Actor, seen: Iterable[str], holders: Holders | None = None
) -> tuple[Reader, ...]:
    """The choices that this person has; the first is the one that is chosen unless another is."""
    state, seen = dossier.state, set(seen)
    addresses = Addresses(session, state, dossier.case.filed_by, dossier.clocks, holders=holders)
    laboratory = addresses.laboratory() if seen & {_V.LABORATORY.value, _V.PARTIES.value} else ()
    vendor = addresses.vendor() if seen & {_V.VENDOR.value, _V.PARTIES.value} else ()
    lab, ven = state.report.laboratory_name or "the laboratory", state.report.vendor_name or "the vendor"
    choices = {
        _V.OCA: ("OCA only", "Technical Editors, TWG and CWG chairs, Board, desk", ()),
        _V.PARTIES: (f"{lab} and {ven} too", f"OCA’s handlers, {lab} and {ven}", (*laboratory, *vendor)),
        _V.LABORATORY: (f"{lab} too", f"OCA’s handlers and {lab}, not the vendor", laboratory),
        _V.VENDOR: (f"{ven} too", f"OCA’s handlers and {ven}, not the laboratory", vendor),
    }
    if state.subject is not None and state.laboratory_id is None:  # what a vendor asks is its own
        choices[_V.PARTIES] = (f"{ven} too", f"OCA’s handlers and {ven}", vendor)
        seen -= {_V.LABORATORY.value, _V.VENDOR.value}
    order: tuple[Visibility, ...] = (_V.OCA, _V.PARTIES, _V.LABORATORY, _V.VENDOR)
    if not actor.holds(*HANDLERS) and actor.holds(Role.TEST_LABORATORY, Role.VENDOR):
        order = (_V.PARTIES, _V.LABORATORY, _V.VENDOR)
    elif not seen:
        order = (_V.OCA,)
    own = {address.address for address in (*laboratory, *vendor) if address.person_id == actor.person_id}
    return tuple(
        Reader(
            choice.value,
            choices[choice][0],
            choices[choice][1],
            tuple(who.address or f"{who.party}: no address" for who in choices[choice][2] if who.address not in own),
            choice is not _V.OCA,
        )
        for choice in order
        if choice.value in seen or choice is _V.OCA
    )
