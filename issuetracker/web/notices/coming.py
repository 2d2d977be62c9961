"""A notice before it is sent: whom it would reach and why, what its check refuses, and one vendor's mail."""

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries.concerned import PAGE, Reach, Which
from issuetracker.queries.notices import notices_page, vendors_told
from issuetracker.services import casework, notices
from issuetracker.services.access import find_case
from issuetracker.services.casework import Dossier
from issuetracker.services.notice_letters import Notice
from issuetracker.web.notices import desk
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor, now
from workflows import actions as act
from workflows.procedure import possible_actions

_MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def _coming(session: Session, number: str) -> tuple[Dossier, Notice]:
    dossier = casework.load(session, find_case(session, actor(), number))
    return dossier, notices.coming_notice(session, dossier.case, dossier.state, now())


@desk.get("/cases/<string:number>/notice")
@needs(Permission.PARTIES_READ)
def coming(number: str) -> tuple[str, int]:
    """Whom a notice would reach, each certificate with its reason, and what has to be mended before."""
    session = db.session()
    dossier, notice = _coming(session, number)
    condition = notices.condition_of(dossier.state)
    reach = Reach(session, condition)
    which = Which(text) if (text := request.args.get("which", "")) in tuple(Which) else Which.ALL
    words = request.args.get("q", "").strip()[:200]
    start = int(text) if (text := request.args.get("from", "")).isdecimal() and len(text) < 9 else 0
    shown = reach.vendors(which, words, start)
    sent = notices_page(session, case_id=dossier.case.id)
    can = {possible.arrow.action for possible in possible_actions(dossier.state, actor())}
    return page(
        "notices/coming.html", number=number, state=dossier.state, notice=notice,
        faults=notice.faults(), condition=condition, which=which.value, words=words, reach=reach.count(),
        shown=shown[:PAGE], next=start + PAGE if len(shown) > PAGE else 0,
        sent=sent, missed=reach.missing(session.scalars(vendors_told(sent[0].telling))) if sent else 0,
        can_send=act.ContactCertifiedVendors in can,
    )  # fmt: skip


@desk.get("/cases/<string:number>/notice/preview/<int:vendor_id>")
@needs(Permission.PARTIES_READ)
def preview(number: str, vendor_id: int) -> tuple[str, int]:
    """One vendor's mail as it will be received, unless the check refuses it."""
    session = db.session()
    dossier, notice = _coming(session, number)
    faults = notice.faults()
    to, mail = notices.preview(session, current_app.extensions["desk"], dossier.state, notice, vendor_id)
    return page(
        "notices/preview.html", number=number, notice=notice, faults=faults, to=to,
        mail=None if faults else mail, vendor_id=vendor_id, sender=current_app.extensions["config"].mail_from,
    )  # fmt: skip


@desk.get("/cases/<string:number>/notice/preview/<int:vendor_id>/html")
@needs(Permission.PARTIES_READ)
def preview_html(number: str, vendor_id: int) -> Response:
    """The same mail as programs show it that read HTML; it has the styles of a mail, and nothing in it runs."""
    session = db.session()
    dossier, notice = _coming(session, number)
    notice.refuse_names()
    _, mail = notices.preview(session, current_app.extensions["desk"], dossier.state, notice, vendor_id)
    answer = Response(mail.html)
    answer.headers["Content-Security-Policy"] = _MAIL_CSP
    return answer
