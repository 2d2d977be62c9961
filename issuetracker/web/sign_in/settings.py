"""How Flask-Security is set up here: addresses, lifetimes, templates, and what it says."""

import base64
from datetime import timedelta
from typing import Any

from flask_security.utils import aware_utcnow

from issuetracker.config import Config

RECOVERY_FOR = timedelta(hours=2)
FRESH_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12


def settings(config: Config) -> dict[str, Any]:
    """Everything that `app.config` needs for sessions, forms and Flask-Security."""
    return {
        "SECRET_KEY": config.key_for("cookies").hex(),
        # `__Host-`: a cookie that no other host and no page without TLS could have set.
        "SESSION_COOKIE_NAME": "__Host-desk" if config.is_https else "desk",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        **{f"SECURITY_{name}": value for name, value in (_SWITCHES | _PLACES | _TEMPLATES | _keys(config)).items()},
        **{f"SECURITY_MSG_{name}": (text, kind) for name, (text, kind) in _SENTENCES.items()},
    }


def _keys(config: Config) -> dict[str, Any]:
    """A key of its own for all that is encrypted; passwords are hashed without one, and so outlive a new secret key."""
    return {
        "TOTP_SECRETS": {"1": config.key_for("authenticators").hex()},
        "TOTP_ISSUER": "OCPP certification desk",
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(config.key_for("recovery codes"))],
        "PASSWORD_SINGLE_HASH": True,
        "WAN_RP_NAME": "OCPP certification desk",
    }


_SWITCHES: dict[str, Any] = {
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "RECOVERABLE": True,
    "RESET_PASSWORD_WITHIN": RECOVERY_FOR,
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_REQUIRED": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # one code before and after the one of now
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "WEBAUTHN": True,
    "WAN_ALLOW_USER_HINTS": False,  # whoever asks which passkeys an address has would learn that it has an account
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "FRESHNESS": FRESH_FOR,
    "FRESHNESS_GRACE_PERIOD": FRESH_FOR,
    "RETURN_GENERIC_RESPONSES": True,
    "API_ENABLED_METHODS": ["session"],
    "DATETIME_FACTORY": aware_utcnow,
    "LOGOUT_CSRF": True,
    "JOIN_USER_ROLES": False,
    "EMAIL_PLAINTEXT": False,  # letters are rendered by `notifications`
    "EMAIL_HTML": False,
    "CACHE_CONTROL": None,  # `web` says it for all pages
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}

_PLACES = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "VERIFY_URL": "/sign-in/again",
    "RESET_URL": "/forgotten",
    "CHANGE_URL": "/account/password",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor",
    "TWO_FACTOR_SELECT_URL": "/second-factor/which",
    "TWO_FACTOR_RESCUE_URL": "/second-factor/lost",
    "MULTI_FACTOR_RECOVERY_URL": "/second-factor/recovery-code",
    "TWO_FACTOR_SETUP_URL": "/account/authenticator",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "WAN_SIGNIN_URL": "/sign-in/passkey",
    "WAN_VERIFY_URL": "/sign-in/again/passkey",
    "WAN_REGISTER_URL": "/account/passkeys",
    "WAN_DELETE_URL": "/account/passkeys/remove",
    "POST_LOGIN_VIEW": "/",
    "POST_LOGOUT_VIEW": "/sign-in",
    "POST_RESET_VIEW": "/sign-in",
    "POST_CHANGE_VIEW": "/account",
    "POST_VERIFY_VIEW": "/account",
    "TWO_FACTOR_POST_SETUP_VIEW": "/account",
    "WAN_POST_REGISTER_VIEW": "/account",
}

_TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in/sign_in.html",
    "LOGOUT_USER_TEMPLATE": "sign_in/sign_out.html",
    "VERIFY_TEMPLATE": "sign_in/again.html",
    "FORGOT_PASSWORD_TEMPLATE": "sign_in/forgotten.html",
    "RESET_PASSWORD_TEMPLATE": "sign_in/new_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "sign_in/change_password.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "sign_in/second_factor.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "sign_in/which_factor.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "sign_in/authenticator.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "sign_in/recovery_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "sign_in/recovery_codes.html",
    "WAN_REGISTER_TEMPLATE": "sign_in/passkeys.html",
    "WAN_SIGNIN_TEMPLATE": "sign_in/passkey.html",
    "WAN_VERIFY_TEMPLATE": "sign_in/passkey_again.html",
}

_SENTENCES = {
    "GENERIC_AUTHN_FAILED": ("E-mail and password do not belong together.", "error"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Give your password.", "error"),
    "EMAIL_NOT_PROVIDED": ("Give your e-mail address.", "error"),
    "PASSWORD_INVALID_LENGTH": ("Choose at least %(length)s characters; a few words in a row are good.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two do not match.", "error"),
    "PASSWORD_IS_THE_SAME": ("This is the password that you have already.", "error"),
    "TWO_FACTOR_INVALID_TOKEN": ("This code is not right, or was used already. Wait for the next one.", "error"),
    "INVALID_RECOVERY_CODE": ("This recovery code is not right, or was used already.", "error"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Begin again with your password.", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Your new authenticator is set up. Other sessions have ended.", "success"),
    "TWO_FACTOR_SETUP_EXPIRED": ("That took longer than %(within)s. Begin again.", "error"),
    "PASSWORD_CHANGE": ("Your password was changed. Other sessions have ended.", "success"),
    "PASSWORD_RESET_NO_LOGIN": ("Your password was changed. Sign in with the new one.", "success"),
    "PASSWORD_RESET_EXPIRED": ("The link was good for %(within)s only. Ask for a new one.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link is not good any more. Ask for a new one.", "error"),
    "REAUTHENTICATION_REQUIRED": ("Show once more that it is you.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you.", "success"),
    "UNAUTHENTICATED": ("Sign in first.", "info"),
    "WEBAUTHN_NAME_REQUIRED": ("Give the passkey a name.", "error"),
    "WEBAUTHN_NAME_INUSE": ("You have a passkey “%(name)s” already.", "error"),
    "WEBAUTHN_NAME_NOT_FOUND": ("You have no passkey “%(name)s”.", "error"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": ("The passkey “%(name)s” was added.", "success"),
    "WEBAUTHN_CREDENTIAL_DELETED": ("The passkey “%(name)s” was removed.", "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": ("This passkey is registered already.", "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": ("No account here has this passkey.", "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": ("This passkey is not meant for this step.", "error"),
    "WEBAUTHN_NO_VERIFY": ("The passkey could not be verified. Try again.", "error"),
    "WEBAUTHN_EXPIRED": ("That took longer than %(within)s. Begin again.", "error"),
    "API_ERROR": ("That was not complete. Begin again.", "error"),
}
