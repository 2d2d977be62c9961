"""The application for a WSGI server: `gunicorn issuetracker.wsgi:app`."""

from issuetracker.app import create_app
from issuetracker.config import from_environment
from issuetracker.log_setup import set_up_logging

_config = from_environment()
set_up_logging(_config.log_level, _config.log_format)
app = create_app(_config)
