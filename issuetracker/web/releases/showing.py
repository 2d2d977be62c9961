"""What is current on a day, the register of scripts, one release; what a laboratory does with it."""

from datetime import date

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import Release
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries import releases as reading
from issuetracker.queries.distribution import laboratories
from issuetracker.queries.releases import today
from issuetracker.services import obligations
from issuetracker.services.errors import InvalidFields
from issuetracker.services.releases import receiving, versions
from issuetracker.web.files import given_out
from issuetracker.web.pages import page, said
from issuetracker.web.releases import desk
from issuetracker.web.visitor import actor, now
from workflows.releases import CURRENT, RECORDED, ReleaseKind, Standing, for_versions
from workflows.roles import HANDLERS


def _day() -> date:
    """The day that the address names; today, where it names none."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today(now())


@desk.get("")
@needs(Permission.RELEASES_READ)
def current() -> tuple[str, int]:
    """What is current on a day, by kind; and what else was released."""
    session, on = db.session(), _day()
    lines = reading.on_day(session, actor(), on)
    shown = [line for line in lines if line.standing in CURRENT]
    may_write = granted(Permission.RELEASES_WRITE, actor().roles)
    return page(
        "releases/current.html", on=on, kinds=tuple(ReleaseKind), lines=shown,
        others=[line for line in lines if line not in shown], is_today=on == today(now()),
        unsent=reading.unsent(session) if may_write else (), recorded=RECORDED if may_write else (),
    )  # fmt: skip


@desk.get("/scripts")
@needs(Permission.RELEASES_READ)
def scripts() -> tuple[str, int]:
    """The register of scripts, for a test case and an OCTT version."""
    session, on = db.session(), _day()
    given = {name: request.args.get(name, "").strip()[:100] for name in ("test_reference", "octt_version")}
    lines = reading.scripts(session, actor(), on, given["test_reference"], given["octt_version"])
    ids = [line.release.id for line in lines]
    handler = actor().holds(*HANDLERS)
    return page(
        "releases/scripts.html", on=on, given=given, lines=lines, files=reading.files_of(session, ids),
        owed=reading.owed_of(session, ids) if handler else {}, versions_of=for_versions, active=Standing.ACTIVE,
    )  # fmt: skip


@desk.get("/<string:release>")
@needs(Permission.RELEASES_READ)
def one(release: str) -> tuple[str, int]:
    """One release: its newest version, the ones before, its files, and who has it."""
    return page_of(release)


def page_of(number: str, errors: dict[str, str] | None = None) -> tuple[str, int]:
    """The page of a release, with what was wrong in a form on it."""
    session, handler = db.session(), actor().holds(*HANDLERS)
    row = receiving.find(session, actor(), number)
    every = session.scalars(
        receiving.visible_versions(actor()).where(Release.number == number).order_by(Release.version.desc())
    ).all()
    owed = reading.owed_of(session, [row.id]).get(row.id, {})
    return page(
        "releases/one.html", 422 if errors else 200, release=row, content=versions.content_of(row), every=every,
        files=versions.files_of(session, row), cases=versions.cases_of(session, row) if handler else (),
        owed=owed if handler else {}, own=owed.get(actor().laboratory_id or 0), errors=errors or {}, form=request.form,
        laboratories=laboratories(session) if handler else (), forwarded=reading.forwarded(session, number, actor()),
        reached=any(one.sent_at for one in every), discarded=row.withdrawn and not any(one.sent_at for one in every),
        may_write=granted(Permission.RELEASES_WRITE, actor().roles), versions_of=for_versions,
        may_send=granted(Permission.RELEASES_SEND, actor().roles), handler=handler,
        may_prove=granted(Permission.PROOFS_READ, actor().roles),
        may_acknowledge=granted(Permission.OBLIGATIONS_ACKNOWLEDGE, actor().roles),
    )  # fmt: skip


@desk.get("/<string:release>/files/<int:file_id>")
@needs(Permission.RELEASES_READ)
def download(release: str, file_id: int) -> Response:
    """A file of a release as it came."""
    return given_out(receiving.find_file(db.session(), actor(), release, file_id)[1])


@desk.post("/<string:release>/acknowledgement")
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
def acknowledge(release: str) -> Response:
    """Acknowledge it for the laboratory."""
    with transaction() as session:
        row = receiving.find(session, actor(), release)
        owed = obligations.of_release(session, row.id, actor())
        obligations.acknowledge(session, current_app.extensions["desk"], owed.id, actor(), now())
    said("Acknowledged.", "OCA sees that your laboratory has it.")
    return redirect(url_for("releases_desk.one", release=release))


@desk.post("/<string:release>/forwardings")
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
def forward(release: str) -> Response | tuple[str, int]:
    """Note to whom the laboratory has forwarded it."""
    text = request.form.get("vendors", "").strip()
    try:
        with transaction() as session:
            vendors = int(text) if text.isdecimal() and len(text) < 6 else 0
            receiving.forward(session, release, vendors, request.form.get("whom", ""), actor(), now())
    except InvalidFields as error:
        return page_of(release, error.errors)
    said("Noted.", "OCA sees to how many vendors your laboratory has forwarded it.")
    return redirect(url_for("releases_desk.one", release=release))
