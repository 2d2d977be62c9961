"""A mailbox that is read by IMAP: a thread of its own with a connection of its own, so that none waits for another.

A message is kept first and put away afterwards: marked with a keyword, or moved where the server keeps no keywords. If
the connection or this process ends in between, the message is handed over again. What cannot be kept stays where it is
and is tried again later; it stops no other.
"""

import threading
import time
from dataclasses import dataclass
from imaplib import IMAP4

import structlog

from issuetracker.imap_config import ImapConfig
from issuetracker.intake.doors import Accept, Handed, Report, TooLarge
from issuetracker.intake.folder import MOVED_TO, Folder, Refused
from issuetracker.intake.mailbox_memory import Memory, Pauses, pause
from issuetracker.intake.oauth import Tokens

TOO_LARGE = "Too large"
_GONE = "the server lists it and does not give it"  # or somebody else has just taken it
HEADER_SHOWN = 64 << 10  # bytes of the header of a message that is too large

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Counts:
    """What a mailbox has done since the start."""

    kept: int = 0
    failed: int = 0  # tries, not messages
    too_large: int = 0
    broken: int = 0  # connections that could not be made or ended


class _NotKept(Exception):
    """The receiver could not keep the message."""


class MailboxDoor:
    """One folder of one mailbox, read until `stop`."""

    def __init__(self, config: ImapConfig, accept: Accept, report: Report, pauses: Pauses | None = None) -> None:
        self._config, self._accept, self._report = config, accept, report
        self._pauses = pauses or Pauses()
        self._tokens = Tokens(config.oauth) if config.oauth else None
        self._memory, self._stopping = Memory(), threading.Event()
        self._cut = threading.Event()
        self.counts = Counts()
        self._thread = threading.Thread(target=self._run, name=config.door, daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Take no further message; the one in hand is finished within `grace` seconds, or handed over again later."""
        self._stopping.set()
        self._thread.join(grace)
        self._cut.set()
        self._thread.join(grace)

    @property
    def is_open(self) -> bool:
        """True until it has stopped."""
        return self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            before = self.counts.kept
            try:
                self._read()
            except Exception as error:
                if self._stopping.is_set():
                    return
                failures = 1 if self.counts.kept > before else failures + 1
                self.counts.broken += 1
                seconds = pause(self._pauses.connection, self._pauses.longest_connection, failures)
                log.warning(
                    "a mailbox cannot be read; tried again",
                    mailbox=self._config.door,
                    error=f"{type(error).__name__}: {error}"[:300],
                    tries=failures,
                    seconds=round(seconds, 1),
                )
                self._stopping.wait(seconds)

    def _read(self) -> None:
        with Folder(self._config, self._tokens, self._cut) as folder:
            if folder.validity != self._memory.validity:  # the numbers mean other messages now
                self._memory = Memory(folder.validity)
            log.info("a mailbox is read", mailbox=self._config.door)
            while not self._stopping.is_set():
                self._look(folder)
                self._wait(folder)

    def _look(self, folder: Folder) -> None:
        """Take everything that waits, oldest first, each message by itself."""
        waiting = folder.waiting()
        self._memory.forget_others(waiting)
        # Those that failed before come last: one at which the connection ends would else keep all others waiting.
        open_ones = sorted((uid for uid in waiting if not self._memory.is_put_aside(uid)), key=self._memory.tries)
        sizes, in_a_row = folder.sizes(open_ones), 0
        for uid in open_ones:
            if self._stopping.is_set() or in_a_row >= self._pauses.failures_in_a_row:
                return
            in_a_row = 0 if self._take(folder, uid, sizes.get(uid, 0)) else in_a_row + 1

    def _take(self, folder: Folder, uid: int, size: int) -> bool:
        """Keep a message and put it away; False if it has to wait. Raises where the connection is lost."""
        try:
            if uid not in self._memory.kept:
                self._keep(folder, uid, size)
            self._put_away(folder, uid)
        except IMAP4.abort as error:
            self._put_aside(uid, error)  # it may be this message that the server cannot give
            raise
        except (_NotKept, Refused, IMAP4.error) as error:
            self._put_aside(uid, error)
            return False
        except OSError as error:
            self._put_aside(uid, error)
            raise
        self._memory.put_aside.pop(uid, None)
        return True

    def _keep(self, folder: Folder, uid: int, size: int) -> None:
        if size <= self._config.largest:
            found = folder.fetch(uid, self._config.largest + 1)  # the size may be a guess of the server
            if found is None:
                raise _NotKept(_GONE)
            if len(found.raw) <= self._config.largest:
                self._handed(Handed(found.raw, self._config.door, found.taken_at))
                self._memory.kept[uid] = self._config.processed
                self.counts.kept += 1
                return
            size = max(size, len(found.raw))
        self._left(folder, uid, size)

    def _handed(self, handed: Handed) -> None:
        try:
            self._accept(handed)
        except Exception as error:
            raise _NotKept(f"{type(error).__name__}: {error}") from error

    def _left(self, folder: Folder, uid: int, size: int) -> None:
        """Too large: a person hears of it, and it lies in a folder of its own."""
        found = folder.fetch(uid, HEADER_SHOWN, header=True)
        if found is None:
            raise _NotKept(_GONE)
        try:
            self._report(TooLarge(found.raw, self._config.door, found.taken_at, size, self._config.largest, TOO_LARGE))
        except Exception as error:
            raise _NotKept(f"{type(error).__name__}: {error}") from error
        self._memory.kept[uid] = TOO_LARGE
        self.counts.too_large += 1
        log.warning("a message is too large", mailbox=self._config.door, bytes=size, left_in=TOO_LARGE)

    def _put_away(self, folder: Folder, uid: int) -> None:
        place = self._memory.kept[uid]
        if uid in self._memory.marked:  # and yet it waits again: the server forgets keywords
            folder.keeps_keywords = False
        if place or not folder.keeps_keywords:
            folder.move(uid, place or MOVED_TO)
        else:
            folder.mark(uid)
            self._memory.marked.add(uid)

    def _put_aside(self, uid: int, error: Exception) -> None:
        seconds = self._memory.put_it_aside(uid, self._pauses)
        self.counts.failed += 1
        log.warning(
            "a message could not be taken; it stays in its mailbox and is tried again",
            mailbox=self._config.door,
            uid=uid,
            tries=self._memory.tries(uid),
            error=str(error)[:300],
            seconds=round(seconds, 1),
        )

    def _wait(self, folder: Folder) -> None:
        """Until something comes, or a message that was put aside is to be tried again."""
        again = min((until for _, until in self._memory.put_aside.values()), default=float("inf"))
        seconds = max(0.0, min(self._pauses.news, again - time.monotonic()))
        if folder.tells_news:
            try:
                folder.wait(seconds, self._stopping)
                return
            except Refused:
                folder.tells_news = False
        self._stopping.wait(min(seconds, self._config.poll))
