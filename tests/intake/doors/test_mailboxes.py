"""A mailbox that is read by IMAP: what comes, comes once, and nothing is lost."""

from datetime import UTC, date, datetime, timedelta

from tests.faults.processes import until
from tests.intake.doors.conftest import SHORT, Open
from tests.intake.doors.imap_servers import TAKEN, ImapServer
from tests.intake.doors.receiving import Receiver, message

A, B, C = message("first"), message("second"), message("third")


def test_a_message_comes_byte_for_byte_with_the_moment_at_which_the_server_took_it(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    """P-07: not its Date, which says 2015."""
    odd = b"From: \xff\xfe <a@b>\r\nSubject: =?x?\r\n\r\n\x80\x0c no end of line"
    imap.put(A, odd)
    open_door(imap.config())
    until(lambda: len(receiver.kept) == 2, "both")
    assert receiver.kept[0].raw == A
    assert receiver.kept[0].taken_at == TAKEN
    assert receiver.kept[0].door == "imap:certification@desk.example/INBOX"
    assert receiver.kept[1].raw == odd


def test_what_was_kept_is_put_away_unread_and_does_not_come_again(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    imap.put(A, B)
    first = open_door(imap.config())
    receiver.until_kept(A, B)
    until(lambda: not imap.waiting(), "both to be put away")
    first.stop(10)
    assert sorted(imap.put_away()) == sorted([A, B])
    assert imap.lying_in("INBOX" if imap.keeps_keywords else "Received", "SEEN") == []
    open_door(imap.config())
    imap.put(C)
    receiver.until_kept(A, B, C)


def test_a_message_that_comes_is_told_by_the_server(imap: ImapServer, receiver: Receiver, open_door: Open) -> None:
    """IDLE: nobody looks again within five minutes."""
    open_door(imap.config(poll=300.0))
    for new in (A, B, C):
        imap.put(new)
        until(lambda new=new: new in receiver.raws, "the message to come", seconds=30)


def test_a_message_that_cannot_be_kept_stops_no_other_and_is_tried_again(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    receiver.failing = lambda raw: raw == A
    imap.put(A, B, C)
    door = open_door(imap.config())
    receiver.until_kept(B, C)
    until(lambda: receiver.tries.count(A) >= 3, "it to be tried again")
    assert door.counts.failed >= 2
    until(lambda: imap.waiting() == [A], "the others to be put away")
    receiver.failing = lambda _: False
    receiver.until_kept(A, B, C)
    until(lambda: not imap.waiting(), "it to be put away too")


def test_when_the_receiver_is_down_nothing_is_lost(imap: ImapServer, receiver: Receiver, open_door: Open) -> None:
    receiver.failing = lambda _: True
    messages = [message(f"number {n}") for n in range(20)]
    imap.put(*messages)
    open_door(imap.config())
    until(lambda: len(receiver.tries) > 20, "tries")
    assert sorted(imap.waiting()) == sorted(messages)
    receiver.failing = lambda _: False
    receiver.until_kept(*messages)


def test_what_people_have_deleted_is_neither_taken_nor_expunged(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    imap.put(A, flags=r"(\Deleted)")
    imap.put(B)
    open_door(imap.config())
    receiver.until_kept(B)
    until(lambda: not imap.waiting(), "the other to be put away")
    assert A in imap.lying_in("INBOX", "DELETED")


def test_kept_messages_are_moved_where_a_folder_is_named(imap: ImapServer, receiver: Receiver, open_door: Open) -> None:
    imap.put(A, B)
    open_door(imap.config(processed="Into the tracker"))
    receiver.until_kept(A, B)
    until(lambda: sorted(imap.lying_in("Into the tracker")) == sorted([A, B]), "both to be moved")
    assert imap.lying_in("INBOX") == []


def test_messages_older_than_a_day_that_is_named_are_left_alone(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    imap.put(A, at=TAKEN - timedelta(days=400))
    imap.put(B)
    open_door(imap.config(since=date(2026, 11, 1)))
    receiver.until_kept(B)
    assert A in imap.lying_in("INBOX")


def test_a_server_whose_clock_is_ahead_starts_no_clock_in_the_future(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    imap.put(A, at=datetime.now(UTC) + timedelta(days=9))
    open_door(imap.config())
    receiver.until_kept(A)
    assert receiver.kept[0].taken_at <= datetime.now(UTC)


def test_a_message_that_is_too_large_is_reported_and_lies_in_a_folder_of_its_own(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    huge = message("huge", "x" * 70 + "\r\n" + "log line\r\n" * 20_000)
    imap.put(A, huge, B)
    door = open_door(imap.config(largest=50_000))
    receiver.until_kept(A, B)
    until(lambda: imap.lying_in("Too large") == [huge], "it to be moved")
    (found,) = receiver.too_large
    assert b"Subject: huge" in found.header
    assert (found.size, found.limit, found.taken_at) == (len(huge), 50_000, TAKEN)
    assert found.kept_in == "Too large"
    assert door.counts.too_large == 1


def test_a_door_that_is_asked_to_stop_finishes_the_message_in_hand(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    receiver.open.clear()
    imap.put(A, B)
    door = open_door(imap.config())
    until(lambda: receiver.tries == [A], "the first to be in hand")
    door.stop(0.1)
    receiver.open.set()
    door.stop(30.0)
    receiver.until_kept(A)
    assert imap.waiting() == [B] or sorted(imap.waiting()) == sorted([A, B])


def test_a_door_stops_while_it_waits_for_news(imap: ImapServer, receiver: Receiver, open_door: Open) -> None:
    imap.put(A)
    door = open_door(imap.config(), SHORT)
    receiver.until_kept(A)
    door.stop(30.0)
    assert not door.is_open
