"""Real clocks as real processes, which tests start and kill; and waiting for a condition instead of for luck."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from issuetracker.config import Config


def environment(config: Config) -> dict[str, str]:
    """The environment in which the program runs with this configuration."""
    assert config.smtp is not None, "letters go to the sink"
    settings = {
        "DATABASE_URL": config.database_url,
        "VAR_DIR": str(config.var_dir),
        "SECRET_KEY": config.secret_key,
        "BASE_URL": config.base_url,
        "MAIL_FROM": config.mail_from,
        "MAIL_DOMAIN": config.mail_domain,
        "SMTP_HOST": config.smtp.host,
        "SMTP_PORT": str(config.smtp.port),
        "SMTP_SECURITY": config.smtp.security,
        "SMTP_TIMEOUT": str(config.smtp.timeout),
        "LOG_LEVEL": "WARNING",
    }
    return os.environ | {f"ISSUETRACKER_{name}": value for name, value in settings.items()}


class Clock:
    """`issuetracker clock` as a process of its own."""

    def __init__(self, config: Config, log: Path, *arguments: str) -> None:
        self._log = log.open("ab")
        command = [sys.executable, "-c", "from issuetracker.cli import main; main()", "clock", *arguments]
        self.process = subprocess.Popen(command, env=environment(config), stdout=self._log, stderr=self._log)

    def kill(self) -> None:
        """kill -9, and nothing is tidied up."""
        self.process.kill()
        self.process.wait(30)
        self._log.close()

    def wait(self) -> int:
        """The exit code of a clock that ends by itself."""
        code = self.process.wait(60)
        self._log.close()
        return code

    def ask_to_end(self) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        return self.wait()


@contextmanager
def ended(clocks: list[Clock]) -> Iterator[list[Clock]]:
    """None of these outlives the test."""
    try:
        yield clocks
    finally:
        for clock in clocks:
            if clock.process.poll() is None:
                clock.kill()


def until(condition: Callable[[], bool], what: str, seconds: float = 60.0, every: float = 0.002) -> None:
    """Wait for a condition; fail, saying for what, when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(every)
