"""Named permissions: every route has one, and whoever has no rule has none."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from workflows.roles import HANDLERS, OCA_ROLES, Role

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What a route lets a person do; whose cases they then see is `services.access`'s matter."""

    PUBLIC = "public"  # nobody needs to be known: health, documentation
    SIGNED_IN = "signed_in"
    CASES_READ = "cases:read"
    CASES_FILE = "cases:file"
    CASES_ACT = "cases:act"
    HISTORY_READ = "history:read"
    CALLS_READ = "calls:read"
    CALLS_WRITE = "calls:write"
    RESOLUTIONS_READ = "resolutions:read"
    OBLIGATIONS_READ = "obligations:read"
    OBLIGATIONS_ACKNOWLEDGE = "obligations:acknowledge"
    OBLIGATIONS_MEND = "obligations:mend"
    RELEASES_READ = "releases:read"
    RELEASES_WRITE = "releases:write"
    RELEASES_SEND = "releases:send"
    TICKETS_READ = "tickets:read"
    TICKETS_ACT = "tickets:act"
    PARTIES_READ = "parties:read"
    PARTIES_WRITE = "parties:write"
    PEOPLE_MANAGE = "people:manage"
    BOARD_READ = "board:read"
    DISPUTES_READ = "disputes:read"
    DISPUTES_REPORT = "disputes:report"
    DISPUTES_ACT = "disputes:act"
    DOSSIERS_READ = "dossiers:read"
    PROOFS_READ = "proofs:read"
    CALENDAR_READ = "calendar:read"
    CALENDAR_WRITE = "calendar:write"
    MAILS_READ = "mails:read"
    MAILS_DECIDE = "mails:decide"
    WEBHOOKS_OWN = "webhooks:own"
    KEYS_OWN = "keys:own"


P = Permission
_EVERYBODY = frozenset(Role)
_PARTIES = frozenset({Role.TEST_LABORATORY, Role.VENDOR})
# What came in by mail may be anybody's, and belongs to no case yet.
_MAIL = frozenset({Role.OCA_OFFICE, Role.TECHNICAL_EDITOR})
_IN_DISPUTES = HANDLERS | _PARTIES  # of the handlers, chairs and editors see only what they are asked (P-75)

GRANTED_TO: dict[Permission, frozenset[Role]] = {
    P.SIGNED_IN: _EVERYBODY,
    P.CASES_READ: OCA_ROLES | _PARTIES,
    # A vendor asks questions; an issue of its own comes through its laboratory (D.2.2), which filing itself refuses.
    P.CASES_FILE: _PARTIES | {Role.TECHNICAL_EDITOR, Role.TWG_CHAIR, Role.OCA_OFFICE},
    P.CASES_ACT: OCA_ROLES | _PARTIES,
    P.HISTORY_READ: HANDLERS,
    P.CALLS_READ: OCA_ROLES,
    P.CALLS_WRITE: frozenset({Role.TWG_CHAIR, Role.CWG_CHAIR, Role.OCA_OFFICE}),
    P.RESOLUTIONS_READ: OCA_ROLES | {Role.TEST_LABORATORY},
    P.OBLIGATIONS_READ: HANDLERS | {Role.TEST_LABORATORY},
    P.OBLIGATIONS_ACKNOWLEDGE: frozenset({Role.TEST_LABORATORY}),
    P.OBLIGATIONS_MEND: frozenset({Role.OCA_OFFICE}),
    P.RELEASES_READ: HANDLERS | {Role.TEST_LABORATORY},
    P.RELEASES_WRITE: frozenset({Role.OCA_OFFICE, Role.TECHNICAL_EDITOR}),
    P.RELEASES_SEND: frozenset({Role.OCA_OFFICE}),
    P.TICKETS_READ: HANDLERS | {Role.TOOL_PROVIDER},
    P.TICKETS_ACT: frozenset({Role.TOOL_PROVIDER}),
    P.PARTIES_READ: HANDLERS,
    P.PARTIES_WRITE: frozenset({Role.OCA_OFFICE}),
    P.PEOPLE_MANAGE: frozenset({Role.OCA_OFFICE}),
    P.BOARD_READ: HANDLERS,
    P.DISPUTES_READ: _IN_DISPUTES,
    P.DISPUTES_REPORT: _PARTIES | {Role.OCA_OFFICE},
    P.DISPUTES_ACT: _IN_DISPUTES,
    P.DOSSIERS_READ: OCA_ROLES | _PARTIES,
    P.PROOFS_READ: frozenset({Role.OCA_OFFICE, Role.BOARD}),
    P.CALENDAR_READ: _EVERYBODY,
    P.CALENDAR_WRITE: frozenset({Role.OCA_OFFICE}),
    P.MAILS_READ: _MAIL,
    P.MAILS_DECIDE: _MAIL,
    P.WEBHOOKS_OWN: OCA_ROLES | _PARTIES,
    P.KEYS_OWN: _EVERYBODY,
}

# What a key's scope lets through; a key never does more than its person may.
SCOPES: dict[str, frozenset[Permission]] = {
    "read": frozenset(
        {
            P.SIGNED_IN,
            P.CASES_READ,
            P.HISTORY_READ,
            P.CALLS_READ,
            P.RESOLUTIONS_READ,
            P.OBLIGATIONS_READ,
            P.RELEASES_READ,
            P.TICKETS_READ,
            P.PARTIES_READ,
            P.MAILS_READ,
            P.CALENDAR_READ,
            P.WEBHOOKS_OWN,
            P.DISPUTES_READ,
            P.DOSSIERS_READ,
            P.PROOFS_READ,
        }
    ),
    "file": frozenset(
        {
            P.SIGNED_IN,
            P.CASES_READ,
            P.CASES_FILE,
            P.RESOLUTIONS_READ,
            P.CALENDAR_READ,
            P.DISPUTES_READ,
            P.DISPUTES_REPORT,
        }
    ),
    "act": frozenset(
        {
            P.SIGNED_IN,
            P.CASES_READ,
            P.CASES_ACT,
            P.TICKETS_READ,
            P.TICKETS_ACT,
            P.OBLIGATIONS_READ,
            P.OBLIGATIONS_ACKNOWLEDGE,
            P.RELEASES_READ,
            P.RELEASES_WRITE,
            P.RELEASES_SEND,
            P.MAILS_READ,
            P.MAILS_DECIDE,
            P.CALENDAR_READ,
            P.WEBHOOKS_OWN,
            P.KEYS_OWN,
            P.DISPUTES_READ,
            P.DISPUTES_ACT,
        }
    ),
    "manage": frozenset(Permission),
}


def granted(permission: Permission, roles: frozenset[Role]) -> bool:
    """True if one of the roles has the permission."""
    return not roles.isdisjoint(GRANTED_TO.get(permission, frozenset()))


def allowed(permission: Permission, roles: frozenset[Role], scopes: frozenset[str]) -> bool:
    """True if one of the roles has the permission and one of the key's scopes lets it through."""
    return granted(permission, roles) and any(permission in SCOPES.get(scope, frozenset()) for scope in scopes)


def needs(permission: Permission) -> Callable[[View], View]:
    """Name the permission of a view; a view without one is refused."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark
