"""`issuetracker`: the operator's manual is its `--help`."""

import sys

import click

from issuetracker import __version__
from issuetracker.config import ConfigurationError


class _Manual(click.Group):
    """Commands in the order of an operator's day; each module is imported only when its command runs."""

    _MODULES = {
        "run": "serving",
        "web": "web_server",
        "clock": "serving",
        "intake": "mail_doors",
        "init": "setting_up",
        "demo": "setting_up",
        "doctor": "doctor",
        "verify": "checking",
        "head": "checking",
        "letters": "letters",
        "mail": "mail",
        "due": "due",
        "calendar": "due",
        "users": "people",
        "keys": "keys",
        "parties": "parties",
        "certificates": "certificates",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands."""
        return list(self._MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and take the command out of it."""
        if cmd_name not in self._MODULES:
            return None
        import importlib

        module = importlib.import_module(f"issuetracker.cli.{self._MODULES[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=_Manual)
@click.version_option(__version__)
def cli() -> None:
    """The issue tracker of the OCPP certification desk.

    Settings are environment variables that begin with ISSUETRACKER_; `issuetracker doctor` lists and checks them.
    """


def main() -> None:
    """Entry point; a wrong configuration is one sentence, not a stack trace."""
    try:
        cli()
    except ConfigurationError as error:
        click.echo(f"issuetracker: the configuration cannot work: {error}", err=True)
        sys.exit(2)
