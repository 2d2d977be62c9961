"""Signing in by one's own organisation, where one is configured: the addresses, and what the sign-in page offers."""

from typing import Any

from flask import Flask, abort, current_app

from issuetracker.config import Config, OidcConfig
from issuetracker.permissions import Permission, needs
from issuetracker.web.sign_in.demo import demo_people


def register(app: Flask, config: Config) -> None:
    """The two addresses, which are not found without a provider, and what the sign-in page offers."""
    if config.oidc is not None:
        from issuetracker.web.sign_in import provider  # authlib and requests weigh 9 MB in each worker

        app.extensions["organisation"] = provider.client(app, config.oidc)
    app.add_url_rule("/sign-in/organisation", "organisation_start", needs(Permission.PUBLIC)(start))
    app.add_url_rule("/sign-in/organisation/return", "organisation_return", needs(Permission.PUBLIC)(come_back))
    app.extensions["security"].login_context_processor(_offered)


def _offered() -> dict[str, Any]:
    oidc: OidcConfig | None = current_app.extensions["config"].oidc
    return {"organisation": oidc.label if oidc else "", "demo": demo_people()}


def _oidc() -> OidcConfig:
    oidc: OidcConfig | None = current_app.extensions["config"].oidc
    if oidc is None:
        abort(404)
    return oidc


def start() -> Any:
    """To the provider; what comes back must carry the state that this browser's cookie holds."""
    _oidc()
    from issuetracker.web.sign_in import provider

    return provider.start()


def come_back() -> Any:
    """From the provider: who it says somebody is, if that person is one of ours."""
    oidc = _oidc()
    from issuetracker.web.sign_in import provider

    return provider.come_back(oidc)
