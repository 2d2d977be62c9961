"""A desk that reads mail, for pages and API."""

from tests.intake.conftest import mailed

__all__ = ["mailed"]
