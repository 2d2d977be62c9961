"""One notice: how far its sending is, what came of it, pause and resume."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.notices import PAGE, progress, vendors_page
from issuetracker.services import notice_letters, notice_sending
from issuetracker.web.notices import desk
from issuetracker.web.notices.shares import STATES, shares
from issuetracker.web.pages import page, said
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal
from workflows.versions import procedure


@desk.get("/notices/<string:notice>")
@needs(Permission.PARTIES_READ)
def one_notice(notice: str) -> tuple[str, int]:
    """What became of each letter, counted, and a page of vendors at a time."""
    session = db.session()
    telling = notice_sending.find(session, notice)
    found, words = progress(session, telling), request.args.get("q", "").strip()[:200]
    state = request.args.get("state", "") if request.args.get("state", "") in STATES else ""
    rows = vendors_page(session, telling, STATES.get(state, ()), words, place("after"))
    first = not (state or words or place("after"))
    return page(
        "notices/one.html", may_prove=granted(Permission.PROOFS_READ, actor().roles), found=found,
        telling=telling, notice=notice_letters.of_telling(session, telling),
        shares=shares(found), state=state, words=words,
        vendors=turned(rows, PAGE, lambda item: item.owed.obligation.id),
        running=bool(found.left) and telling.paused_at is None and first,
        reminders=procedure(found.case.procedure).notice_reminders,
        may_mend=granted(Permission.OBLIGATIONS_MEND, actor().roles),
    )  # fmt: skip


@desk.post("/notices/<string:notice>/pause")
@needs(Permission.OBLIGATIONS_MEND)
def pause(notice: str) -> Response:
    """No further letter of this notice leaves."""
    try:
        with transaction() as session:
            telling = notice_sending.find(session, notice, lock=True)
            notice_sending.pause(session, telling, actor(), now(), request.form.get("why", "").strip()[:500])
    except Refusal as error:
        said("Nothing was done.", error.detail or error.sentence(), kind="warn")
    else:
        said("Paused.", "What had not left yet waits here until you let it go on.")
    return redirect(url_for("notice_desk.one_notice", notice=notice))


@desk.post("/notices/<string:notice>/resumption")
@needs(Permission.OBLIGATIONS_MEND)
def resume(notice: str) -> Response:
    """Its letters leave again."""
    try:
        with transaction() as session:
            notice_sending.resume(session, notice_sending.find(session, notice, lock=True))
    except Refusal as error:
        said("Nothing was done.", error.detail or error.sentence(), kind="warn")
    else:
        said("It goes on.")
    return redirect(url_for("notice_desk.one_notice", notice=notice))
