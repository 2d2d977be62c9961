"""From the outbox to the mail server, past everything that a mail server does, on both databases (P-53, P-58).

Every obligation to tell somebody is open, proven or visibly failed, and no letter is sent twice.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.exc import IntegrityError

from issuetracker import clock
from issuetracker.extensions import db, kept_connection, transaction
from issuetracker.models import Case, Letter, Obligation
from issuetracker.services import casework
from notifications.composing import Outgoing
from notifications.delivery import claim, deliver
from notifications.mailer import FolderTransport, MayLeave
from notifications.marking import Result, mark
from notifications.outbox import LetterState
from notifications.retry import LEASE, MOST_ATTEMPTS
from tests.world import World
from workflows.actions import RecordAnalysis
from workflows.roles import Actor, Role
from workflows.vocabulary import Outcome

PETRA, EDITOR = "petra.vogel@dekra.example", "editor@oca.example"
MINUTE = timedelta(minutes=1)


def letters(world: World) -> dict[str, Any]:
    """The letter rows by recipient; of several to one recipient, the last."""
    with world.app.app_context():
        return {letter.recipient: letter for letter in db.session.scalars(select(Letter).order_by(Letter.id))}


def send(world: World) -> list[str]:
    """Deliver what is due; returns who received a letter."""
    with world.app.app_context():
        clock.send_letters(world.app)
    return sorted(letter.recipient for letter in world.post_office.take())


def needing_a_person(world: World) -> list[Any]:
    items: list[Any] = world.get("office", "obligations", query_string={"state": "needs_a_person"})["items"]
    return items


def test_who_is_refused_for_now_is_told_later_and_others_at_once(world: World) -> None:
    world.post_office.faults[PETRA] = "450 greylisted"
    world.file()
    assert send(world) == [EDITOR]
    waiting = letters(world)[PETRA]
    assert (waiting.state, waiting.attempts, waiting.answer) == ("queued", 1, "450 greylisted")
    assert needing_a_person(world) == []

    assert send(world) == [], "not before its time"
    world.travel(MINUTE)
    assert send(world) == []
    assert letters(world)[PETRA].attempts == 2
    world.post_office.faults.clear()
    world.travel(5 * MINUTE)
    assert send(world) == [PETRA]
    assert letters(world)[PETRA].state == "accepted"
    world.travel(timedelta(days=3))
    assert send(world) == []


def test_who_is_refused_for_good_is_shown_to_a_person_and_told_at_another_address(world: World) -> None:
    world.post_office.faults[PETRA] = "550 5.1.1 no such user"
    number = world.file()
    assert send(world) == [EDITOR]
    (unmet,) = needing_a_person(world)
    assert (unmet["number"], unmet["state"], unmet["address"]) == (number, "failed", PETRA)
    assert letters(world)[PETRA].answer == "550 5.1.1 no such user"
    world.travel(timedelta(days=3))
    assert send(world) == [], "what is refused for good is not tried again"

    refused = world.request("laboratory", "POST", f"obligations/{unmet['id']}/letters", json={"address": "x@y.example"})
    assert refused.status_code == 403
    world.post_office.faults["second@dekra.example"] = "550 no such user"
    for address in ("second@dekra.example", "petra@dekra.example"):
        again = world.request("office", "POST", f"obligations/{unmet['id']}/letters", json={"address": address})
        assert (again.status_code, again.json["state"]) == (200, "owed")
        twice = world.request("office", "POST", f"obligations/{unmet['id']}/letters", json={"address": address})
        assert twice.status_code == 409, "it is on its way"
        assert send(world) == [address] * (address not in world.post_office.faults)
    assert needing_a_person(world) == []
    assert world.verify() == []


def test_the_same_words_go_to_the_corrected_address_under_a_name_of_their_own(world: World) -> None:
    world.post_office.faults[PETRA] = "550 no such user"
    world.file()
    send(world)
    (unmet,) = needing_a_person(world)
    world.request("office", "POST", f"obligations/{unmet['id']}/letters", json={"address": "petra@dekra.example"})
    send(world)
    first, second = letters(world)[PETRA], letters(world)["petra@dekra.example"]
    assert (first.subject, first.body, first.thread_id) == (second.subject, second.body, second.thread_id)
    assert first.message_id != second.message_id


@pytest.mark.parametrize("fault", ["data 554 looks like spam", "hang-up 550 go away", "hang-up 554 go away"])
def test_a_refusal_of_one_letter_stops_no_other(world: World, fault: str) -> None:
    world.post_office.faults[PETRA] = fault
    world.file()
    world.file()
    assert send(world) == [EDITOR, EDITOR]
    assert [item["state"] for item in needing_a_person(world)] == ["failed", "failed"]


def test_an_address_that_is_none_stops_no_other(world: World) -> None:
    world.file()
    with world.app.app_context(), transaction() as session:
        session.execute(update(Letter).where(Letter.recipient == PETRA).values(recipient="jürgen@dekra.example"))
    assert send(world) == [EDITOR]
    assert [item["state"] for item in needing_a_person(world)] == ["failed"]


def test_words_in_any_script_stop_no_letter(world: World) -> None:
    world.file(summary="충전 – 규격 Ünïcødé “quoted” 😀", laboratory_contact={"name": "김서연", "email": PETRA})
    assert send(world) == [EDITOR, PETRA]


def test_a_connection_that_ends_within_a_letter_is_tried_again(world: World) -> None:
    world.file()
    with world.app.app_context(), transaction() as session:
        session.execute(
            update(Letter).where(Letter.recipient == PETRA).values(body="A long line of a log.\n" * 300_000)
        )
    world.post_office.faults[PETRA] = "drop-before-dot"
    assert send(world) == [EDITOR]
    assert letters(world)[PETRA].state == "queued"
    world.post_office.faults.clear()
    world.travel(MINUTE)
    assert send(world) == [PETRA]


@pytest.mark.parametrize(("fault", "arrives"), [("drop-before-accept", []), ("drop-after-accept", [PETRA])])
def test_a_letter_of_which_nobody_knows_is_never_sent_again_by_itself(
    world: World, fault: str, arrives: list[str]
) -> None:
    world.post_office.faults[PETRA] = fault
    world.file()
    assert send(world) == [EDITOR, *arrives]
    (unclear,) = needing_a_person(world)
    assert unclear["state"] == letters(world)[PETRA].state == "unclear"
    world.post_office.faults.clear()
    for _ in range(3):
        world.travel(timedelta(days=1))
        assert send(world) == []

    how = {"how": "Petra Vogel says on the phone that she has it."}
    settled = world.request("office", "POST", f"obligations/{unclear['id']}/settlement", json=how)
    assert (settled.status_code, settled.json["state"]) == (200, "accepted")
    assert needing_a_person(world) == []
    assert send(world) == []


def test_nothing_is_lost_while_the_mail_server_is_away(world: World) -> None:
    for _ in range(51):  # two letters each: more than one batch
        world.file()
    world.post_office.stop()
    start = datetime.now(UTC)
    while datetime.now(UTC) < start + timedelta(days=4):  # longer than any letter is tried for
        assert send(world) == []
        with world.app.app_context():
            rows = db.session.execute(
                select(Letter.state, Letter.attempts, Letter.claimed_by, Letter.lease_until).distinct()
            ).all()
            assert [tuple(row) for row in rows] == [("queued", 0, "", None)]
            assert db.session.scalar(select(func.min(Letter.next_attempt_at))) == datetime.now(UTC) + MINUTE
        world.travel(timedelta(hours=32))
    assert needing_a_person(world) == []
    world.post_office.start()
    assert Counter(send(world)) == {PETRA: 51, EDITOR: 51}
    assert send(world) == []
    assert world.post_office.connections == 2


def test_a_server_that_goes_away_within_a_batch_leaves_the_rest_as_they_were(world: World) -> None:
    for _ in range(5):
        world.file()
    with world.app.app_context():
        second = db.session.scalars(
            select(Letter.recipient).order_by(Letter.next_attempt_at, Letter.id).limit(2)
        ).all()[1]
    world.post_office.faults[second] = "go-away"
    sent = send(world)
    with world.app.app_context():
        left = db.session.execute(
            select(Letter.state, Letter.attempts, Letter.claimed_by).where(Letter.state != "accepted")
        ).all()
    assert Counter(left) == {("queued", 1, ""): 2, ("queued", 0, ""): 8 - len(sent)}
    world.post_office.stop()
    world.post_office.faults.clear()
    world.post_office.start()
    world.travel(MINUTE)
    assert Counter(sent + send(world)) == {PETRA: 5, EDITOR: 5}


def test_what_is_refused_for_now_for_ever_is_given_up_and_shown(world: World) -> None:
    world.post_office.faults[PETRA] = "451 try later"
    world.file()
    attempts = []
    while not needing_a_person(world):
        send(world)
        attempts.append(letters(world)[PETRA].attempts)
        world.travel(timedelta(hours=4))
    assert attempts == list(range(1, MOST_ATTEMPTS + 1))
    assert letters(world)[PETRA].answer == "given up: 451 try later"
    world.post_office.faults.clear()
    assert send(world) == []


def test_a_clock_that_stood_still_over_a_weekend_gives_nothing_up_at_its_first_failure(world: World) -> None:
    world.post_office.faults[PETRA] = "451 greylisted"
    world.file()
    world.travel(timedelta(days=4))
    assert send(world) == [EDITOR]
    assert letters(world)[PETRA].state == "queued"
    world.post_office.faults.clear()
    world.travel(MINUTE)
    assert send(world) == [PETRA]


def test_two_workers_at_once_send_each_letter_once(world: World) -> None:
    for _ in range(30):
        world.file()
    start = threading.Barrier(4)

    def work() -> int:
        with world.app.app_context():
            start.wait(10)
            return clock.send_letters(world.app)

    with ThreadPoolExecutor(4) as pool:
        counts = [future.result(60) for future in [pool.submit(work) for _ in range(4)]]
    assert sum(counts) == 60
    assert Counter(letter.recipient for letter in world.post_office.received) == {PETRA: 30, EDITOR: 30}
    assert len({str(letter.message["Message-ID"]) for letter in world.post_office.received}) == 60


def test_a_worker_that_died_while_sending_leaves_one_unclear_letter_and_no_lost_one(world: World) -> None:
    """What a killed worker leaves behind is written here by its own steps; `faults/` kills real ones."""
    world.file()
    with world.app.app_context():
        with transaction() as session:
            (first, *_) = claim(session, "dead", datetime.now(UTC))
        with transaction() as session:
            session.execute(update(Letter).where(Letter.id == first.id).values(state="sending", attempts=1))
    assert send(world) == [], "its lease runs"
    world.travel(LEASE)
    assert send(world) == [], "to its last moment"
    world.travel(timedelta(seconds=1))
    assert len(send(world)) == 1
    assert [item["state"] for item in needing_a_person(world)] == ["unclear"]


@pytest.mark.parametrize(
    ("late", "letter", "obligation"),
    [
        (LetterState.ACCEPTED, "accepted", "accepted"),
        (LetterState.QUEUED, "unclear", "unclear"),
        (LetterState.FAILED, "unclear", "unclear"),
    ],
)
def test_a_worker_thought_dead_may_still_say_that_its_letter_arrived_and_nothing_else(
    world: World, late: LetterState, letter: str, obligation: str
) -> None:
    world.file()
    with world.app.app_context():
        with transaction() as session:
            (first, *_) = claim(session, "slow", datetime.now(UTC))
            session.execute(update(Letter).where(Letter.id == first.id).values(state="sending", attempts=1))
        world.travel(LEASE + MINUTE)
        send(world)
        now = datetime.now(UTC)
        with transaction() as session:
            mark(session, Result(first.id, late, "at last", now if late is LetterState.QUEUED else None), now)
        row = db.session.get_one(Letter, first.id)
        assert (row.state, db.session.get_one(Obligation, row.obligation_id).state) == (letter, obligation)
    assert send(world) == []


class Watching:
    """A way out that looks, whenever a letter leaves, at what another process would find committed."""

    def __init__(self, world: World) -> None:
        self._way = clock.transport(world.config)
        self._engine = create_engine(world.config.database_url)
        self.seen: list[tuple[Counter[str], Counter[str]]] = []

    def __enter__(self) -> Self:
        self._way.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._way.__exit__(*error)
        self._engine.dispose()

    def send(self, outgoing: Outgoing, may_leave: MayLeave) -> str:
        def look() -> None:
            may_leave()
            with self._engine.connect() as connection:
                letters, owed = (
                    Counter(connection.scalars(select(model.__table__.c.state))) for model in (Letter, Obligation)
                )
            self.seen.append((letters, owed))

        return self._way.send(outgoing, look)


def test_whenever_a_letter_leaves_all_before_it_are_settled_and_none_after_it_has_begun(world: World) -> None:
    for _ in range(3):
        world.file()
    watching = Watching(world)
    with world.app.app_context():
        assert deliver(transaction, watching, "one", lambda: datetime.now(UTC), connect=kept_connection) == 6
        assert set(db.session.scalars(select(Obligation.state))) == {"accepted"}
    for sent, (letters, owed) in enumerate(watching.seen):
        assert letters == Counter(accepted=sent, sending=1, queued=5 - sent)
        assert owed == Counter(accepted=sent, owed=6 - sent)


class Withdrawing(Watching):
    """A way out that is opened while somebody takes Petra's letters, which are claimed, out of the queue."""

    def __enter__(self) -> Self:
        with self._engine.begin() as connection:
            table = Letter.__table__
            connection.execute(update(table).where(table.c.recipient == PETRA).values(state="held"))
        return super().__enter__()


def test_a_letter_that_is_withdrawn_while_the_server_is_asked_about_it_does_not_leave(world: World) -> None:
    for _ in range(3):
        world.file()
    with world.app.app_context():
        deliver(transaction, Withdrawing(world), "one", lambda: datetime.now(UTC), connect=kept_connection)
    assert [letter.recipient for letter in world.post_office.take()] == [EDITOR] * 3
    with world.app.app_context():
        rows = db.session.execute(select(Letter.state, Letter.attempts).where(Letter.recipient == PETRA))
        assert [tuple(row) for row in rows] == [("held", 0)] * 3
        with transaction() as session:
            session.execute(update(Letter).where(Letter.state == "held").values(state="queued"))
    world.travel(LEASE + MINUTE)
    assert send(world) == [PETRA] * 3


def test_telling_the_same_event_twice_writes_nothing_twice(world: World) -> None:
    world.file()
    with world.app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Letter))
        for model in (Obligation, Letter):
            values = dict(db.session.execute(select(*model.__table__.columns)).mappings().first() or {})
            del values["id"]
            with pytest.raises(IntegrityError), transaction() as session:
                session.execute(model.__table__.insert(), [values])
        assert db.session.scalar(select(func.count()).select_from(Letter)) == before
    assert send(world) == [EDITOR, PETRA]


def test_what_is_rolled_back_tells_nobody(world: World) -> None:
    number = world.file()
    send(world)
    editor = Actor(None, "Anneke de Wit", frozenset({Role.TECHNICAL_EDITOR}))
    action = RecordAnalysis(Outcome.SPECIFICATION, "Two readings.", "E04.FR.06.", "The test case takes one.")
    with world.app.app_context():
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Obligation, Letter)]
        with pytest.raises(RuntimeError, match="the power fails"), transaction() as session:
            case = session.scalar(select(Case).where(Case.number == number).with_for_update())
            assert case is not None
            casework.perform(session, world.app.extensions["desk"], case, action, editor, datetime.now(UTC))
            assert session.scalar(select(func.count()).select_from(Letter)) > counts[1], "it would have been told"
            raise RuntimeError("the power fails")
        assert counts == [db.session.scalar(select(func.count()).select_from(model)) for model in (Obligation, Letter)]
    world.travel(timedelta(days=1))
    assert send(world) == []
    assert world.verify() == []


def test_a_folder_that_cannot_be_made_leaves_all_letters_queued(desk: World) -> None:
    desk.file()
    (desk.config.var_dir).mkdir(exist_ok=True)
    desk.config.outbox_dir.write_text("a file where the folder should be")
    way = FolderTransport(desk.config.outbox_dir, desk.config.mail_from)
    with desk.app.app_context():
        assert deliver(transaction, way, "one", lambda: datetime.now(UTC)) == 2
        assert set(db.session.execute(select(Letter.state, Letter.claimed_by)).all()) == {("queued", "")}
        desk.config.outbox_dir.unlink()
        desk.travel(MINUTE)
        assert deliver(transaction, way, "one", lambda: datetime.now(UTC)) == 2
    assert len(list(desk.config.outbox_dir.iterdir())) == 2
