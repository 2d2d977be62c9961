"""Logging: structured lines with the request's id, and never a secret."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(
    r"(oca_[A-Za-z0-9_-]{4}|whsec_)[A-Za-z0-9_+/=-]+|(Bearer\s+)\S+|(password=)\S+"
    r"|(/(?:follow|invitation|forgotten|link|notice|notice-contact)/)[A-Za-z0-9_.=-]+|([?&]code=)[^\s&]+",
    re.IGNORECASE,
)


def _hidden(text: str) -> str:
    return _SECRET.sub(lambda found: next(filter(None, found.groups())) + "…", text)


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace API keys, secrets of webhooks, passwords and the tokens of links in every text of a log line."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _hidden(value)
    return event


class HideInAccessLog(logging.Filter):
    """gunicorn writes its access log by itself: the addresses in it may hold tokens too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without its secrets."""
        if isinstance(record.args, Mapping):
            record.args = {
                name: _hidden(value) if isinstance(value, str) else value for name, value in record.args.items()
            }
        return True


def set_up_logging(level: str, fmt: str) -> None:
    """Send structlog and the standard library's loggers through one chain to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if fmt == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )  # never with local variables: they hold secrets
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("apscheduler", "alembic", "mail.log"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("gunicorn.access").addFilter(HideInAccessLog())
