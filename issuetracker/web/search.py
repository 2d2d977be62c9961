"""Search over everything that one may see, from every page."""

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup, escape

from issuetracker.extensions import db
from issuetracker.models import Resolution
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.disputes import dispute_of_number
from issuetracker.queries.resolutions import Asked, resolution_of_number, resolutions
from issuetracker.queries.search import by_number
from issuetracker.queries.search import search as search_for
from issuetracker.services.access import neutral
from issuetracker.services.anonymity import neutral_text
from issuetracker.services.marks import found_at
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor

desk = Blueprint("search", __name__)
_AROUND = 90


@desk.get("/search")
@needs(Permission.CASES_READ)
def everything() -> tuple[str, int] | Any:
    """Cases, messages, files, resolutions and parties that have the words; an exact number goes there."""
    session, words = db.session(), _asked("q")
    number = by_number(session, actor(), words) if words else None
    if number:
        return redirect(url_for("case.read", number=number))
    dispute = dispute_of_number(session, actor(), words) if words else None
    if dispute:
        return redirect(url_for("disputes_desk.read", dispute=dispute))
    if words and granted(Permission.RESOLUTIONS_READ, actor().roles):
        resolution = resolution_of_number(session, actor(), words)
        if resolution:
            return redirect(url_for("register.read", resolution=resolution))
    found = search_for(session, actor(), words)
    cases = [
        (case, neutral_text(case, case.summary) if neutral(actor(), case) else case.summary) for case in found.cases
    ]
    answers: Sequence[Resolution] = ()
    if words and granted(Permission.RESOLUTIONS_READ, actor().roles):
        wanted = Asked(words=words, superseded=True)
        answers = session.scalars(resolutions(actor(), wanted).order_by(Resolution.id.desc()).limit(10)).all()
    total = (
        len(cases) + len(found.disputes) + len(found.messages) + len(found.files) + len(found.parties) + len(answers)
    )
    return page(
        "search.html", searched=words, cases=cases, found=found, answers=answers, total=total,
        marked=lambda text: marked(text, words),
    )  # fmt: skip


def marked(text: str, words: str) -> Markup:
    """The part of a text around the first match, with every match marked."""
    text = normalize("NFC", text)
    places = found_at(text, words)
    start = max(0, places[0][0] - _AROUND) if places else 0
    end = start + 3 * _AROUND
    made, at = escape("…" if start else ""), start
    for begin, until in places:
        if begin < end:
            made += escape(text[at:begin]) + Markup("<mark>{}</mark>").format(text[begin:until])
            at = until
    return made + escape(text[at:end]) + escape("…" if end < len(text) else "")


def _asked(name: str) -> str:
    """What was typed; PostgreSQL takes no NUL."""
    return request.args.get(name, "").replace("\0", " ").strip()[:200]
