"""The people behind an audience, from the directory of parties and from the case itself."""

from collections.abc import Iterable

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory, Person, PersonRole, Vendor
from issuetracker.services.notice_contacts import addressee, first_usable
from notifications.recipients import ROLE_OF, Addressee, Audience
from workflows import events as ev
from workflows.case_state import CaseState
from workflows.clocks import Clock, holder
from workflows.report import Contact
from workflows.roles import Group, Role
from workflows.stages import UNFINISHED, Track

_HOLDERS = (
    select(PersonRole.role, Person.id, Person.name, Person.email)
    .join(Person, Person.id == PersonRole.person_id)
    .where(PersonRole.role.in_(bindparam("roles", expanding=True)), Person.active)
    .order_by(Person.id)
)
_FILER = select(Person.id, Person.name, Person.email).where(
    Person.id == bindparam("filed_by"), Person.laboratory_id == bindparam("laboratory")
)


def holders_by_role(session: Session, roles: set[Role]) -> dict[Role, tuple[Addressee, ...]]:
    """Everybody active who holds each role; a role that nobody holds is an empty address, shown to a person (P-58)."""
    rows = session.execute(_HOLDERS, {"roles": sorted(roles)}).all()
    return {
        role: tuple(
            Addressee(f"{name} ({role.label})", name, email, person_id)
            for given, person_id, name, email in rows
            if given == role
        )
        or (Addressee(f"nobody holds the role {role.label}", "", ""),)
        for role in roles
    }


def holders_of(session: Session, role: Role) -> tuple[Addressee, ...]:
    """Everybody active who holds a role."""
    return holders_by_role(session, {role})[role]


class Holders:
    """Who holds which role and who filed, each asked once; for one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_role: dict[Role, tuple[Addressee, ...]] = {}
        self._filers: dict[tuple[int, int], Row[int, str, str] | None] = {}

    def read(self, roles: set[Role]) -> None:
        """Ask for several roles at once."""
        wanted = roles - self._by_role.keys()
        if wanted:
            self._by_role |= holders_by_role(self._session, wanted)

    def of(self, role: Role) -> tuple[Addressee, ...]:
        """Everybody active who holds a role."""
        self.read({role})
        return self._by_role[role]

    def filer(self, person_id: int, laboratory_id: int) -> Row[int, str, str] | None:
        """Whoever filed a case, if they are of that laboratory."""
        key = (person_id, laboratory_id)
        if key not in self._filers:
            asked = {"filed_by": person_id, "laboratory": laboratory_id}
            self._filers[key] = self._session.execute(_FILER, asked).one_or_none()
        return self._filers[key]


class Addresses:
    """Addressees of one case's letters; every question is asked of the database once."""

    def __init__(
        self,
        session: Session,
        state: CaseState,
        filed_by: int | None,
        clocks: Iterable[Clock] = (),
        *,
        holders: Holders | None = None,
    ) -> None:
        self._holders = holders or Holders(session)
        self._session = session
        self._state = state
        self._filed_by = filed_by
        self._clocks = {clock.key: clock for clock in clocks}

    def of(self, audience: Audience, event: ev.Event) -> tuple[Addressee, ...]:
        """Whom an event's letter to an audience reaches."""
        if audience in ROLE_OF:
            return self._holders.of(ROLE_OF[audience])
        match audience:
            case Audience.LABORATORY:
                return self.laboratory()
            case Audience.VENDOR:
                return self.vendor()
            case Audience.CHAIR:
                group: Group = getattr(event, "group")  # noqa: B009  (only events of a group have this audience)
                return self._holders.of(group.chair)
            case Audience.CHAIRS_HANDLING:
                return tuple(who for group in self._handling_groups() for who in self._holders.of(group.chair))
            case Audience.HOLDER:
                clock = self._clocks[getattr(event, "clock")]  # noqa: B009  (events about a clock)
                return self._holders.of(holder(clock, self._state))
            case Audience.ALL_LABORATORIES:
                return self.laboratories(None)
            case Audience.SCRIPT_LABORATORIES:
                number: int = getattr(event, "script")  # noqa: B009  (events about a script)
                script = next(script for script in self._state.scripts if script.number == number)
                return self.laboratories(frozenset(script.laboratory_ids))
            case _:
                raise ValueError(f"{audience} is told in batches")

    def prefetch(self, audiences: Iterable[Audience]) -> None:
        """Read the holders of several roles at once."""
        self._holders.read({ROLE_OF[audience] for audience in audiences if audience in ROLE_OF})

    def laboratory(self) -> tuple[Addressee, ...]:
        """The laboratory's contact as reported, and whoever filed where that is somebody else."""
        state = self._state
        if state.laboratory_id is None:
            return ()
        found = self._contacts(
            state.report.laboratory_contact, state.report.laboratory_name, laboratory_id=state.laboratory_id
        )
        if self._filed_by is not None:
            filer = self._holders.filer(self._filed_by, state.laboratory_id)
            if filer and filer.email not in {who.address.lower() for who in found}:
                found = (
                    *found,
                    Addressee(
                        f"{filer.name}, {state.report.laboratory_name}",
                        filer.name,
                        filer.email,
                        filer.id,
                        laboratory_id=state.laboratory_id,
                    ),
                )
        if found:
            return found
        return self.laboratories(frozenset({state.laboratory_id}))

    def vendor(self) -> tuple[Addressee, ...]:
        """The vendor's contact as reported, else the vendor's first usable notice contact, else an empty address."""
        state = self._state
        if state.vendor_id is None:
            return ()
        found = self._contacts(state.report.vendor_contact, state.report.vendor_name, vendor_id=state.vendor_id)
        if found:
            return found
        vendor = self._session.get_one(Vendor, state.vendor_id)
        return (addressee(vendor, first_usable(self._session, (vendor.id,)).get(vendor.id)),)

    def laboratories(self, ids: frozenset[int] | None) -> tuple[Addressee, ...]:
        """All active laboratories, or those named, at the address for updates."""
        query = select(Laboratory).order_by(Laboratory.id)
        query = query.where(Laboratory.active) if ids is None else query.where(Laboratory.id.in_(ids))
        return tuple(
            Addressee(lab.name, "", lab.update_address, laboratory_id=lab.id) for lab in self._session.scalars(query)
        )

    def _handling_groups(self) -> tuple[Group, ...]:
        tracks = {Group.TWG: Track.TWG, Group.CWG: Track.CWG}
        return tuple(group for group, track in tracks.items() if self._state.stage(track) in UNFINISHED[track])

    def _contacts(
        self, contact: Contact, party: str, *, laboratory_id: int | None = None, vendor_id: int | None = None
    ) -> tuple[Addressee, ...]:
        if not contact.email.strip():
            return ()
        label = f"{contact.name}, {party}" if contact.name else party
        return (
            Addressee(label, contact.name, contact.email.strip(), laboratory_id=laboratory_id, vendor_id=vendor_id),
        )
