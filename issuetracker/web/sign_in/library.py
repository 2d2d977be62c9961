"""Flask-Security put into this app: its views under our addresses and permissions, each POST one transaction."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from flask import Flask, Response, redirect, request, session, url_for
from flask_login import current_user
from flask_login.utils import _user_context_processor
from flask_principal import identity_loaded
from flask_security import Security
from flask_security.core import _on_identity_loaded
from flask_security.utils import set_request_attr
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from issuetracker.config import Config
from issuetracker.extensions import db, transaction
from issuetracker.models import Person
from issuetracker.permissions import Permission, needs
from issuetracker.services import sessions
from issuetracker.services.errors import NotFound
from issuetracker.web.sign_in.accounts import Account, Accounts
from issuetracker.web.sign_in.factors import Codes, Passkeys
from issuetracker.web.sign_in.forms import (
    AgainForm,
    CodeForm,
    ForgottenForm,
    NewPasswordForm,
    RecoveryCodeForm,
    SignInForm,
)
from issuetracker.web.sign_in.letters import Outbox
from issuetracker.web.sign_in.settings import settings
from issuetracker.web.visitor import forget_visitor, now, visitor

# Setting up an authenticator belongs to the first sign-in as well, when nobody is signed in yet; its view looks.
_FOR_EVERYBODY = (
    "login",
    "logout",
    "forgot_password",
    "reset_password",
    "two_factor_token_validation",
    "two_factor_setup",
    "two_factor_rescue",
    "tf_select",
    "mf_recovery",
    "wan_signin",
    "wan_signin_response",
)
_FOR_ONESELF = (
    "verify",
    "change_password",
    "two_factor_setup_validate",
    "mf_recovery_codes",
    "wan_register",
    "wan_register_response",
    "wan_delete",
    "wan_verify",
    "wan_verify_response",
)
View = Callable[..., Any]
_PLAIN = re.compile(r"[^\\\x00-\x1f\x7f]+")  # browsers read a backslash as a slash, and skip tabs and line breaks


def register(app: Flask, config: Config) -> None:
    """Configure Flask-Security and wrap its views; a view that is named in neither list is for nobody."""
    app.config.update(settings(config))
    sort_keys = app.json.sort_keys  # type: ignore[attr-defined]
    security = Security(
        app,
        Accounts(),
        login_form=SignInForm,
        verify_form=AgainForm,
        change_password_form=NewPasswordForm,
        forgot_password_form=ForgottenForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryCodeForm,
        mail_util_cls=Outbox,
        totp_cls=Codes,
        webauthn_util_cls=Passkeys,
    )
    app.json.sort_keys = sort_keys  # type: ignore[attr-defined]  # Flask-Security replaces the provider
    _forms_only(security)
    _no_principal(app, security)
    _no_account_per_page(app)
    views = app.view_functions
    views["security.two_factor_rescue"] = _lost
    views["security.logout"] = _sign_out(views["security.logout"])
    views["security.two_factor_token_validation"] = _codes_next(views["security.two_factor_token_validation"])
    for names, permission in ((_FOR_EVERYBODY, Permission.PUBLIC), (_FOR_ONESELF, Permission.SIGNED_IN)):
        for name in names:
            views[f"security.{name}"] = needs(permission)(_one_transaction(views[f"security.{name}"]))


def _forms_only(security: Security) -> None:
    """Sessions are ours, found by our row; no token in an address or header, and no JSON, signs anybody in."""
    security.want_json(lambda _: False)
    security.login_manager.user_loader(_account)
    security.login_manager.request_loader(lambda _: None)
    security.login_manager.session_protection = None


def _no_principal(app: Flask, security: Security) -> None:
    """Flask-Principal would load the account in every request, also of the API; permissions are our own."""
    security.principal.identity_loaders.clear()
    identity_loaded.disconnect(_on_identity_loaded, app)


def _no_account_per_page(app: Flask) -> None:
    """Flask-Login would read the account for every template; a page that wants it asks when it does."""
    processors = app.template_context_processors[None]
    app.template_context_processors[None] = [one for one in processors if one is not _user_context_processor]
    app.jinja_env.globals["current_user"] = current_user


def _account(_: str) -> Account | None:
    """Flask-Login's user: whose session row this is, and nobody once it has ended."""
    known = visitor()
    if known is None or known.session_id is None:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    person = db.session.get(Person, known.actor.person_id)
    return Account(person) if person else None


def _one_transaction(view: View) -> View:
    """A POST is one unit of work: what it counts, changes and tells is committed together, once, at its end."""

    @wraps(view)
    def within(**values: Any) -> Any:
        _stay_here()
        if request.method != "POST":
            return view(**values)
        with transaction():
            return view(**values)

    return within


def _stay_here() -> None:
    """No sign-in leads to another site: only plain paths, which Flask-Security's own check is too kind about."""
    for wanted in (*request.args.getlist("next"), *request.form.getlist("next")):
        if wanted and (not wanted.startswith("/") or wanted.startswith("//") or not _PLAIN.fullmatch(wanted)):
            raise BadRequest("This address leads to another site after signing in.")


def _sign_out(view: View) -> View:
    """Ends the row too: whoever kept a copy of the cookie has nothing."""

    @wraps(view)
    def ending() -> Any:
        end_this_session()
        answer = view()
        session.clear()
        return answer

    return ending


def end_this_session() -> None:
    """End whatever session or link this browser holds; the caller's transaction commits it."""
    known = visitor()
    if known and known.session_id is not None and known.actor.person_id is not None:
        with suppress(NotFound):  # it may have been ended elsewhere a moment ago
            sessions.end(db.session(), known.actor.person_id, known.session_id, now())
    forget_visitor()


def _codes_next(view: View) -> View:
    """After the first authenticator come the recovery codes, while there is still a way in."""

    @wraps(view)
    def then_codes() -> Any:
        first = session.get("tf_state") == "validating_profile" and visitor() is None
        answer = view()
        if first and visitor() is not None:
            return redirect(url_for("security.mf_recovery_codes"))
        return answer

    return then_codes


def _lost() -> BaseResponse | Response:
    """Where Flask-Security asks what is the matter; here a recovery code is the only way on."""
    return redirect(url_for("security.mf_recovery"))
