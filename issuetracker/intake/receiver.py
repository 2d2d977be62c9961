"""Placeholder for the receiver, which stores and judges what the doors hand over. Replaced when branches meet."""

from flask import Flask

from issuetracker.intake.doors import Accept, Handed, Report, TooLarge


class NotThereYet(RuntimeError):
    """There is no receiver yet: nothing is kept, so mail servers keep their messages."""


def accepting(app: Flask) -> Accept:
    """What keeps a message: nothing, yet."""

    def accept(handed: Handed) -> None:
        raise NotThereYet

    return accept


def reporting(app: Flask) -> Report:
    """What tells a person of a message that was too large: nothing, yet."""

    def report(found: TooLarge) -> None:
        raise NotThereYet

    return report
