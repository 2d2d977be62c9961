"""The application for a WSGI server: `gunicorn issuetracker.wsgi:app`."""

import gc

from flask import Flask


def _create_app() -> Flask:
    """The app. What is made here stays: to look for garbage among it takes a fifth of the start, and for ever after."""
    gc.disable()
    from issuetracker.app import create_app
    from issuetracker.config import from_environment
    from issuetracker.log_setup import set_up_logging

    config = from_environment()
    set_up_logging(config.log_level, config.log_format)
    made = create_app(config)
    gc.collect()
    gc.freeze()
    gc.enable()
    return made


app = _create_app()
