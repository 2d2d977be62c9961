"""Signing in and one's own account: Flask-Security under our addresses, and what it does not have."""

from flask import Flask

from issuetracker.web.sign_in import (
    _without_authlib,  # noqa: F401  (before any other part imports Flask-Security)
    account,
    demo,
    events,
    following,
    keys,
    library,
    links,
    organisation,
)


def register(app: Flask) -> None:
    """Everything about signing in; Flask-WTF's protection is there already."""
    config = app.extensions["config"]
    library.register(app, config)
    events.register(app)
    organisation.register(app, config)
    for part in (account, keys, links, demo, following):
        app.register_blueprint(part.blueprint)
