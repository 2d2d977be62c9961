"""The people behind an audience, from the directory of parties and from the case itself."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory, Person, PersonRole, Vendor
from issuetracker.services.notice_contacts import addressee, first_usable
from notifications.recipients import ROLE_OF, Addressee, Audience
from notifications.storage import table_of
from workflows import events as ev
from workflows.case_state import CaseState
from workflows.clocks import Clock, holder
from workflows.report import Contact
from workflows.roles import Group, Role
from workflows.stages import UNFINISHED, Track

_PEOPLE, _ROLES = table_of(Person), table_of(PersonRole)
# Asked for every letter, so built only once. Who has filed is among them, if somebody has.
HOLDERS = (
    select(_ROLES.c.role, _PEOPLE.c.id, _PEOPLE.c.name, _PEOPLE.c.email, _PEOPLE.c.laboratory_id)
    .join(_PEOPLE, _PEOPLE.c.id == _ROLES.c.person_id)
    .where(
        or_(_ROLES.c.role.in_(bindparam("roles", expanding=True)), _ROLES.c.person_id == bindparam("filed_by")),
        _PEOPLE.c.active,
    )
    .order_by(_PEOPLE.c.id)
)
_FILER = select(Person.id, Person.name, Person.email).where(
    Person.id == bindparam("filed_by"), Person.laboratory_id == bindparam("laboratory")
)


class Filer(NamedTuple):
    """Who filed a case."""

    id: int
    name: str
    email: str


def _by_role(rows: Sequence[Any], roles: set[Role]) -> dict[Role, tuple[Addressee, ...]]:
    """Who holds each role; a role that nobody holds is an empty address, shown to a person (P-58)."""
    return {
        role: tuple(
            Addressee(f"{row.name} ({role.label})", row.name, row.email, row.id) for row in rows if row.role == role
        )
        or (Addressee(f"nobody holds the role {role.label}", "", ""),)
        for role in roles
    }


def holders_of(session: Session, role: Role) -> tuple[Addressee, ...]:
    """Everybody active who holds a role."""
    return Holders(session).of(role)


class Holders:
    """Who holds which role and who filed, each asked once; for one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_role: dict[Role, tuple[Addressee, ...]] = {}
        self._filers: dict[tuple[int, int | None], Filer | None] = {}

    def read(self, roles: set[Role], filed_by: int | None = None) -> None:
        """Ask for several roles at once, and in the same statement for whoever filed."""
        wanted = roles - self._by_role.keys()
        if wanted:
            rows = self._session.execute(HOLDERS, {"roles": sorted(wanted), "filed_by": filed_by}).all()
            self.learn(rows, wanted, filed_by)

    def learn(self, rows: Sequence[Any], roles: set[Role], filed_by: int | None) -> None:
        """Rows of `HOLDERS`, as somebody has asked it for these roles and whoever filed."""
        self._by_role |= _by_role(rows, roles)
        self._filers |= {
            (row.id, row.laboratory_id): Filer(row.id, row.name, row.email) for row in rows if row.id == filed_by
        }

    def learn_filer(self, person_id: int, laboratory_id: int, filer: Filer | None) -> None:
        """Whoever filed a case, if they are of that laboratory, as somebody has asked."""
        self._filers[person_id, laboratory_id] = filer

    def of(self, role: Role) -> tuple[Addressee, ...]:
        """Everybody active who holds a role."""
        self.read({role})
        return self._by_role[role]

    def filer(self, person_id: int, laboratory_id: int) -> Filer | None:
        """Whoever filed a case, if they are of that laboratory."""
        key = (person_id, laboratory_id)
        if key not in self._filers:
            asked = {"filed_by": person_id, "laboratory": laboratory_id}
            row = self._session.execute(_FILER, asked).one_or_none()
            self._filers[key] = Filer(*row) if row else None
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
            case Audience.ASSIGNEE:
                return self._person(getattr(event, "person_id"))  # noqa: B009  (the event of an assignment)
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

    def _person(self, person_id: int | None) -> tuple[Addressee, ...]:
        person = self._session.get(Person, person_id) if person_id is not None else None
        return (Addressee(person.name, person.name, person.email, person.id),) if person else ()

    def prefetch(self, audiences: Iterable[Audience]) -> None:
        """Read the holders of several roles at once, and with them whoever filed for a laboratory."""
        filed_by = self._filed_by if self._state.laboratory_id is not None else None
        self._holders.read({ROLE_OF[audience] for audience in audiences if audience in ROLE_OF}, filed_by)

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
