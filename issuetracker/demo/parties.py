"""Invented parties and people: laboratories under their real short names (ch.7.6), everything else made up.

All domains are reserved ones (RFC 2606): no letter can reach anybody.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from issuetracker.models import ContactRole, Laboratory, NoticeContact, Person, PersonRole, Vendor
from issuetracker.services.parties import folded
from workflows.report import Contact
from workflows.roles import Actor, Role

# The mail server of the demo refuses this address, so that one notice waits for a person.
REFUSED_ADDRESS = "certificates@puntoricarica.example"

_LABORATORIES = (
    ("dekra", "DEKRA Certification, Inc.", "DEKRA", True),
    ("dnv", "DNV Energy Systems", "DNV", True),
    ("ktc", "Korea Testing Certification institute", "KTC", True),
    ("ksga", "Korea Smart Grid Association", "KSGA", False),
)

# Name, domain ("" where no address is known), OCA member, contact.
_VENDORS = (
    ("Voltwerk B.V.", "voltwerk", True, "Jeroen Bakker"),
    ("한빛충전 주식회사", "hanbit", False, "박지훈"),
    ("Nordlader AB", "nordlader", True, "Åsa Lindqvist"),
    ("Ladesäule Süd GmbH & Co. KG", "ladesaeule-sued", True, "Jörg Müller-Brandt"),
    ("Énergie Recharge Québec Inc.", "erq", False, "Chloé Gagné"),
    ("ElektroŻuk Sp. z o.o.", "elektrozuk", True, "Łukasz Wójcik"),
    ("Søndervolt A/S", "sondervolt", False, "Mads Østergård"),
    ("İstanbul Şarj A.Ş.", "istanbulsarj", False, "Gülşen Çelik"),
    ("(주)두루이엔지", "duru", True, "최유진"),
    ("Carregar Já, Lda.", "carregarja", False, "João Conceição"),
    ("Nabíječky Říčany s.r.o.", "nabijecky", True, "Jiří Dvořák"),
    ("Töltőpont Kft.", "toltopont", True, "Eszter Szűcs"),
    ("Punto Ricarica S.p.A.", "puntoricarica", False, "Niccolò D'Amico"),
    ("Latausväylä Oy", "latausvayla", True, "Päivi Hämäläinen"),
    ("Stekkerdoos Nederland B.V.", "stekkerdoos", False, "Floortje van 't Hof"),
    ("전기로모빌리티 주식회사", "jeongiro", False, "이서연"),
    ("Borne & Cie SAS", "bornecie", False, "Maëlle Lefèvre"),
    ("Chargewright Ltd.", "chargewright", True, "Siobhán Ní Bhriain"),
    ("Polnilnica Ljubljana d.o.o.", "", False, ""),
    ("Elbil Øst AS", "elbilost", False, "Bjørn Bråten"),
    ("Gridhoek B.V.", "gridhoek", False, "Noor El Idrissi"),
    ("Wattsmith, Inc.", "wattsmith", False, "Dolores Peña"),
    ("Elektromotīvs SIA", "elektromotivs", False, "Jānis Bērziņš"),
    ("Kraftplats AB", "kraftplats", True, "Göran Öberg"),
    ("새벽전력 주식회사", "saebyeok", False, "정하늘"),
    ("Încărcare Rapidă S.R.L.", "incarcare", False, "Ștefan Țîrlea"),
    ("Cargador Ibérico S.L.", "cargadoriberico", True, "Íñigo Muñoz"),
    ("Stromzapf AG", "stromzapf", False, "Beat Zürcher"),
    ("Tāpuhi Electric Limited", "", False, ""),
    ("Săgeata Verde S.A.", "sageataverde", False, "Ioana Băsescu"),
)
_MAY_BE_NAMED = "Nordlader AB"

# Key in the stories, name, e-mail, telephone, role, and laboratory key or vendor's name.
_PEOPLE = (
    ("dekra", "Petra Vogel", "petra.vogel@dekra.example", "+31 26 555 0142", Role.TEST_LABORATORY, "dekra"),
    ("dnv", "Sigrid Haugen", "sigrid.haugen@dnv.example", "0031265550177", Role.TEST_LABORATORY, "dnv"),
    ("ktc", "김민서 (Kim Min-seo)", "minseo.kim@ktc.example", "+82-31-555-0190", Role.TEST_LABORATORY, "ktc"),
    ("voltwerk", "Jeroen Bakker", "j.bakker@voltwerk.example", "+31 (0)20 555 01 88", Role.VENDOR, "Voltwerk B.V."),
    ("hanbit", "박지훈", "jihoon.park@hanbit.example", "02-555-0121", Role.VENDOR, "한빛충전 주식회사"),
    ("editor", "Anneke de Wit", "anneke.dewit@oca.example", "+31 26 555 0101", Role.TECHNICAL_EDITOR, ""),
    ("twg", "Tomás Ferreira", "tomas.ferreira@oca.example", "", Role.TWG_CHAIR, ""),
    ("cwg", "Ingrid Sørensen", "ingrid.sorensen@oca.example", "", Role.CWG_CHAIR, ""),
    ("twg_member", "Lukas Brandstätter", "lukas.brandstaetter@oca.example", "", Role.TWG_MEMBER, ""),
    ("cwg_member", "Marie-Claire Dubois", "marieclaire.dubois@oca.example", "", Role.CWG_MEMBER, ""),
    ("board", "Hendrik Vermeulen", "hendrik.vermeulen@oca.example", "", Role.BOARD, ""),
    ("board_too", "Yuki Tanaka", "yuki.tanaka@oca.example", "", Role.BOARD, ""),
    ("office", "Saskia Janssen", "saskia.janssen@oca.example", "+31 26 555 0100", Role.OCA_OFFICE, ""),
    ("tool", "Rajesh Iyer", "rajesh.iyer@octt-tools.example", "", Role.TOOL_PROVIDER, ""),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: people by the key that the stories use, ids of laboratories, contacts by vendor's name
    and laboratory's key.
    """

    actors: dict[str, Actor]
    laboratory_ids: dict[str, int]
    contacts: dict[str, Contact]

    def active_laboratories(self) -> tuple[int, ...]:
        """The ids of the laboratories that test today."""
        return tuple(self.laboratory_ids[key] for key, _, _, active in _LABORATORIES if active)


def add_parties(session: Session, at: datetime) -> Cast:
    """Laboratories, vendors and one person per role."""
    laboratories = {
        key: Laboratory(name=name, short_name=short, update_address=f"ocpp-updates@{key}.example", active=active)
        for key, name, short, active in _LABORATORIES
    }
    vendors = {name: _vendor(name, member) for name, _, member, _ in _VENDORS}
    session.add_all([*laboratories.values(), *vendors.values()])
    session.flush()
    for name, domain, _, contact in _VENDORS:
        session.add_all(_contacts(vendors[name], domain, contact, at))
    people = {key: _person(row, laboratories, vendors) for key, *row in _PEOPLE}
    session.add_all(people.values())
    session.flush()
    return Cast(
        {key: _actor(person) for key, person in people.items()},
        {key: laboratory.id for key, laboratory in laboratories.items()},
        {name: Contact(contact, _address(domain)) for name, domain, _, contact in _VENDORS}
        | {party: Contact(name, email, phone) for _, name, email, phone, _, party in _PEOPLE if party},
    )


def _vendor(name: str, member: bool) -> Vendor:
    return Vendor(
        name=name,
        folded_name=folded(name),
        oca_member=member,
        member_since=date(2021, 4, 1) if member else None,
        member_reference=f"Register of members, {len(name) + 200}" if member else "",
        may_be_named=name == _MAY_BE_NAMED,
        permission_on=date(2025, 9, 15) if name == _MAY_BE_NAMED else None,
        permission_reference="Letter of 15 September 2025" if name == _MAY_BE_NAMED else "",
    )


def _address(domain: str) -> str:
    return f"certificates@{domain}.example" if domain else ""


def _contacts(vendor: Vendor, domain: str, contact: str, at: datetime) -> list[NoticeContact]:
    """The contact for notices; members have a second one too. Some have said by mail that they are reached."""
    if not domain:
        return []
    found = [(ContactRole.FIRST, contact, _address(domain))]
    if vendor.oca_member:
        found.append((ContactRole.SECOND, "", f"product-safety@{domain}.example"))
    verified = at if vendor.id % 3 else None
    return [
        NoticeContact(
            vendor_id=vendor.id, role=role.value, name=name, address=address, added_at=at, verified_at=verified
        )
        for role, name, address in found
    ]


def _person(row: list[str], laboratories: dict[str, Laboratory], vendors: dict[str, Vendor]) -> Person:
    name, email, phone, role, party = row
    return Person(
        name=name,
        email=email,
        phone=phone,
        laboratory_id=laboratories[party].id if party in laboratories else None,
        vendor_id=vendors[party].id if party in vendors else None,
        roles=[PersonRole(role=Role(role).value)],
    )


def _actor(person: Person) -> Actor:
    roles = frozenset(Role(held.role) for held in person.roles)
    return Actor(person.id, person.name, roles, person.laboratory_id, person.vendor_id)
