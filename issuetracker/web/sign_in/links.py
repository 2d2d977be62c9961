"""Links that are good once: an invitation, and the way in that an administrator prints."""

from typing import Any

from flask import Blueprint, current_app, redirect, session, url_for
from flask_security import ResetPasswordForm, hash_password, login_user
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import LinkKind
from issuetracker.permissions import Permission, needs
from issuetracker.services.accounts import person_of_link, use_link
from issuetracker.services.sessions import end_all
from issuetracker.web.pages import page, said
from issuetracker.web.sign_in.accounts import Account
from issuetracker.web.sign_in.library import end_this_session
from issuetracker.web.visitor import now

blueprint = Blueprint("links", __name__)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@needs(Permission.PUBLIC)
def invitation(token: str) -> Any:
    """Choose a password; then the second factor is set up, as at any first sign-in."""
    person = person_of_link(db.session(), token, LinkKind.INVITATION, now())
    form = ResetPasswordForm()
    form.user = Account(person)
    if not form.validate_on_submit():
        return page("sign_in/invitation.html", 422 if form.errors else 200, form=form, person=person)
    password = hash_password(form.password.data)  # slow on purpose, so before anything is locked
    security = current_app.extensions["security"]
    with transaction() as writing:
        person = use_link(writing, token, LinkKind.INVITATION, now())
        leave()
        account = Account(person)
        person.password = password
        end_all(writing, person.id, now())  # of one who was invited anew
        security.datastore.set_uniquifier(account)
        return security.two_factor_plugins.tf_enter(account, False, "invitation", next_loc=None)


@blueprint.get("/sign-in/link/<token>")
@needs(Permission.PUBLIC)
def let_in(token: str) -> Any:
    """Be let in once. A button, since mail programs and messengers open links by themselves."""
    person = person_of_link(db.session(), token, LinkKind.SIGN_IN, now())
    return page("sign_in/link.html", person=person, token=token)


@blueprint.post("/sign-in/link/<token>/use")
@needs(Permission.PUBLIC)
def be_let_in(token: str) -> Response:
    """Use the link up, and sign in."""
    with transaction() as writing:
        person = use_link(writing, token, LinkKind.SIGN_IN, now())
        leave()
        login_user(Account(person), authn_via=["link"])
    said("You are signed in.", "Set up what you lost here, before this session ends.")
    return redirect(url_for("account.overview"))


def leave() -> None:
    """Whoever sat at this browser before is signed out of it."""
    end_this_session()
    session.clear()
