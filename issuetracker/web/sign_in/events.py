"""What follows from signing in and from changes of an account: sessions begin and end, letters are owed.

All of it hangs on Flask-Security's signals, so that no way of signing in can forget it.
"""

from typing import Any

import structlog
from flask import Flask, request, session
from flask_security import (
    password_changed,
    password_reset,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
    wan_deleted,
    wan_registered,
)

from issuetracker.extensions import db
from issuetracker.services.sessions import Device, end_all, open_session
from issuetracker.services.throttling import forgive, key
from issuetracker.web.sign_in.accounts import Account
from issuetracker.web.sign_in.letters import tell_change
from issuetracker.web.visitor import FOLLOWING, SESSION, forget_visitor, now, visitor

log = structlog.get_logger(__name__)

# How somebody signed in, as their list of sessions says it.
PASSWORD, PASSKEY, LINK, DEMO = "password and second factor", "passkey", "link of the administrator", "demo"
_HOW = {"webauthn": PASSKEY, "link": LINK, "demo": DEMO}


def signed_in(app: Flask, user: Account, authn_via: list[str] | None = None, **_: Any) -> None:
    """A session begins; a changed password renews the one that is there."""
    by = (authn_via or [""])[0]
    if by == "change":
        return
    how = by.removeprefix("organisation:") if by.startswith("organisation:") else _HOW.get(by, PASSWORD)
    device = Device(request.remote_addr or "", request.headers.get("User-Agent", ""))
    session.pop(FOLLOWING, None)
    session[SESSION] = open_session(db.session(), user.person.id, how, device, now())
    forgive(db.session(), key("account", user.person.email))
    forget_visitor()
    log.info("signed in", person_id=user.person.id, how=how)


def _failed(app: Flask, user: Account, auth_type: str = "", **_: Any) -> None:
    log.warning("wrong answer at sign-in", person_id=user.person.id, asked=auth_type)


def _password_changed(app: Flask, user: Account, **_: Any) -> None:
    end_all(db.session(), user.person.id, now(), but=_this_one(user))
    log.info("password changed", person_id=user.person.id)


def _second_factor_changed(app: Flask, user: Any, **_: Any) -> None:
    account = _row(user)
    end_all(db.session(), account.person.id, now(), but=_this_one(account))
    tell_change(account, "your second factor was changed", "A new authenticator was set up for your account.")


def _passkey_added(app: Flask, user: Any, name: str = "", **_: Any) -> None:
    tell_change(_row(user), "a passkey was added", f"The passkey “{name}” was added to your account.")


def _passkey_removed(app: Flask, user: Any, name: str = "", **_: Any) -> None:
    tell_change(_row(user), "a passkey was removed", f"The passkey “{name}” was removed from your account.")


def _row(user: Any) -> Account:
    """Some signals carry Flask-Login's proxy instead of the account."""
    account: Account = user._get_current_object() if hasattr(user, "_get_current_object") else user
    return account


def _this_one(account: Account) -> int | None:
    known = visitor()
    return known.session_id if known and known.actor.person_id == account.person.id else None


def register(app: Flask) -> None:
    """Connect to this app's signals."""
    for signal, receiver in (
        (user_authenticated, signed_in),
        (user_failed_authn, _failed),
        (password_changed, _password_changed),
        (password_reset, _password_changed),
        (tf_profile_changed, _second_factor_changed),
        (wan_registered, _passkey_added),
        (wan_deleted, _passkey_removed),
    ):
        signal.connect(receiver, app)
