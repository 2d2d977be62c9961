"""OpenID Connect: an organisation's own provider says who somebody is, and the account here says what they may.

Authlib does the protocol: discovery, code flow, PKCE, state, nonce, signature. Nobody is made an account by it, and
the provider is believed for the mail domains only that are configured for it. The second factor is its matter.
"""

from typing import Any

import requests
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, redirect
from flask_security import login_user
from joserfc.errors import JoseError
from sqlalchemy import select
from werkzeug.wrappers import Response

from issuetracker.config import OidcConfig
from issuetracker.extensions import transaction
from issuetracker.models import Person
from issuetracker.web.pages import page
from issuetracker.web.sign_in.accounts import Account
from issuetracker.web.sign_in.links import leave

log = structlog.get_logger(__name__)
_WAIT = 10  # seconds for each answer of the provider


class NotLetIn(Exception):
    """The provider answered, but its answer lets nobody in here. The text is what the person reads."""


def client(app: Flask, oidc: OidcConfig) -> Any:
    """Authlib's client of the one provider."""
    return OAuth(app).register(
        "organisation",
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _WAIT,
        },
    )


def start() -> Any:
    """To the provider."""
    try:
        return _client().authorize_redirect(f"{current_app.extensions['config'].base_url}/sign-in/organisation/return")
    except (OAuthError, requests.RequestException, RuntimeError, ValueError, KeyError) as error:
        return _failed("It does not answer at the moment. Try again later, or sign in with your password.", error, 502)


def come_back(oidc: OidcConfig) -> Any:
    """From the provider, with what it says of somebody."""
    try:
        claims = _claims(oidc)
        return _let_in(oidc, claims)
    except NotLetIn as error:
        return _failed(str(error), error, 403)
    except OAuthError as error:  # a wrong or missing state among them
        return _failed("Its answer does not belong to this browser, or it refused. Begin again.", error, 400)
    except requests.RequestException as error:
        return _failed("It does not answer at the moment. Try again later.", error, 502)
    except (JoseError, RuntimeError, ValueError, KeyError, TypeError) as error:
        return _failed("Its answer could not be verified. Begin again, or tell the certification desk.", error, 400)


def _client() -> Any:
    return current_app.extensions["organisation"]


def _claims(oidc: OidcConfig) -> dict[str, Any]:
    token = _client().authorize_access_token()
    claims = dict(token.get("userinfo") or {})
    if not claims or str(claims.get("iss", "")).rstrip("/") != oidc.issuer:
        raise NotLetIn("It did not say who you are.")
    return claims


def _let_in(oidc: OidcConfig, claims: dict[str, Any]) -> Response:
    email = str(claims.get("email", "")).strip().lower()
    if claims.get("email_verified") is not True:
        raise NotLetIn("It has not verified your e-mail address.")
    if email.rpartition("@")[2] not in oidc.domains:
        raise NotLetIn("It does not speak for your e-mail address here.")
    with transaction() as writing:
        person = writing.scalar(select(Person).where(Person.email == email, Person.active))
        if person is None:
            raise NotLetIn(f"{email} has no account at this desk. Ask the certification desk for one.")
        leave()
        login_user(Account(person), authn_via=[f"organisation:{oidc.label}"])
    return redirect("/")


def _failed(sentence: str, error: Exception, status: int) -> Any:
    log.warning("signing in by the organisation failed", error=type(error).__name__, said=str(error)[:200])
    return page(
        "sign_in/organisation_failed.html", status, sentence=sentence, label=current_app.extensions["config"].oidc.label
    )
