"""A person as Flask-Security wants to see an account, and the datastore through which it finds and changes one."""

import secrets
from typing import Any

from flask_security import UserMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import select

from issuetracker.extensions import db
from issuetracker.models import Passkey, Person, PersonRole
from issuetracker.web.visitor import now

# Flask-Security's names of what we call otherwise.
_OURS = {
    "fs_uniquifier": "stamp",
    "fs_webauthn_user_handle": "passkey_handle",
    "tf_primary_method": "totp_method",
    "tf_totp_secret": "totp_secret",
    "mf_recovery_codes": "recovery_codes",
}
_OWN = frozenset({"person"})


class Account(UserMixin):
    """A person seen through Flask-Security's names.

    A view of the row and not the row itself: so `Person` stays free of any web framework.
    """

    person: Person
    tf_phone_number = None

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def fs_uniquifier(self) -> str:
        """The stamp; Flask-Security looks for this name on the class."""
        return self.person.stamp

    def __getattr__(self, name: str) -> Any:
        if name == "webauthn":
            return list(db.session.scalars(_passkeys(self.person.id)))
        return getattr(self.person, _OURS.get(name, name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _OWN:
            object.__setattr__(self, name, value)
        elif name != "tf_phone_number":
            setattr(self.person, _OURS.get(name, name), value)

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Whoever is let in no more; asked after every right answer, also of a passkey."""
        return not self.person.active

    def __hash__(self) -> int:
        return hash(self.person.id)


def _passkeys(person_id: int) -> Any:
    return select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)


class Accounts(UserDatastore):
    """Flask-Security's reads and writes, on the session of the request.

    Its `commit` only flushes. Every POST of Flask-Security runs inside one `extensions.transaction()` (see
    `sign_in.views`), which begins with BEGIN IMMEDIATE on SQLite and commits once, at its end: a commit in between
    would end that transaction, and what follows it would write in one that is not begun for writing.
    """

    def __init__(self) -> None:
        super().__init__(Account, PersonRole, Passkey)

    def commit(self) -> None:
        """Hand everything to the transaction around this request."""
        db.session.flush()

    def put(self, model: Any) -> Any:
        """An account's row is in the session already; a new passkey enters it."""
        if isinstance(model, Passkey):
            db.session.add(model)
        return model

    def delete(self, model: Any) -> None:
        """Delete a passkey; accounts are never deleted."""
        db.session.delete(model)

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> Account | None:
        """The account with this one attribute."""
        ((name, value),) = attributes.items()
        if name == "email":
            value = str(value).strip().lower()  # as addresses are kept
        person = db.session.scalar(select(Person).where(getattr(Person, _OURS.get(name, name)) == value))
        return Account(person) if person else None

    def find_role(self, role: str) -> None:
        """Roles are the office's matter, not Flask-Security's."""

    def set_uniquifier(self, user: Account, uniquifier: str | None = None) -> None:
        """Make every token of before worthless."""
        user.person.stamp = uniquifier or secrets.token_hex(16)

    def mf_delete_recovery_code(self, user: Account, idx: int) -> bool:
        """Use up a recovery code; a new list, since a change inside the old one would go unnoticed."""
        codes = list(user.person.recovery_codes)
        if idx >= len(codes):
            return False
        user.person.recovery_codes = codes[:idx] + codes[idx + 1 :]
        return True

    def find_webauthn(self, credential_id: bytes) -> Passkey | None:
        """The passkey of that id."""
        return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))

    def find_user_from_webauthn(self, webauthn: Passkey) -> Account | None:
        """Whose passkey it is."""
        person = db.session.get(Person, webauthn.person_id)
        return Account(person) if person else None

    def create_webauthn(self, user: Account, **values: Any) -> None:
        """Keep a new passkey."""
        values["transports"] = [str(item.value) for item in values.get("transports") or ()]
        self.put(Passkey(person_id=user.person.id, created_at=now(), lastuse_datetime=now(), **values))
        db.session.flush()
