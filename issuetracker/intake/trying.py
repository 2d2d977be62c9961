"""Whether the doors for mail would open: what `doctor` asks."""

from pathlib import Path

from issuetracker.imap_config import ImapConfig
from issuetracker.intake.folder import MOVED_TO, Folder
from issuetracker.intake.listener import answers, connected, opened
from issuetracker.intake.oauth import Tokens
from issuetracker.mail_config import ListenerConfig


def try_mailbox(config: ImapConfig) -> str:
    """Sign in and open the folder; says in a sentence what was found, or raises what stands in the way."""
    with Folder(config, Tokens(config.oauth) if config.oauth else None) as folder:
        waiting = len(folder.waiting())
        kept = "are marked" if folder.keeps_keywords and not config.processed else None
    kept = kept or f"are moved to {config.processed or MOVED_TO}"
    news = "the server says what comes" if folder.tells_news else f"asked every {config.poll:.0f} s"
    return f"{config.door} lets us in; {waiting} messages wait, those kept {kept}, {news}"


def try_listener(config: ListenerConfig) -> str:
    """The address is free, or our own listener answers there; raises OSError."""
    if answers(config):
        return f"{config}: {_greeting(config)}"
    opened(config).close()
    if config.path:
        Path(config.path).unlink()
    return f"{config} is free; `issuetracker intake` listens there"


def _greeting(config: ListenerConfig) -> str:
    with connected(config) as peer:
        said = peer.recv(1000).decode("ascii", "replace").strip()
    if "certification desk" not in said:
        raise OSError(f"somebody else answers at {config}: {said[:100]!r}")
    return "our listener answers"
