"""A dispute in the API, for tests: three members of the Board more, and what each does by one call."""

import json
from io import BytesIO
from typing import Any

from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.models import Dispute, Person, PersonRole
from issuetracker.services.disputes.verification import verify_dispute
from issuetracker.services.keys import make_key
from tests.world import MONDAY, World
from workflows.roles import Role

BOARD = {"second_board": "Rajesh Menon", "third_board": "Henrik Aalto"}
REPORT: dict[str, Any] = {
    "other_party": "Voltwerk B.V.",
    "subject": "Result of TC_C_34_CS",
    "statement": "The station accepts an idToken from its cache after it was blocked.",
    "tried": "A call on 2 February.",
}
DECISION: dict[str, Any] = {
    "outcome": "The test is repeated with the wait of the test plan.",
    "arguments": [{"argument": "The blocked status must win.", "reason": "Only when it arrives in time."}],
    "correctives": [{"what": "Repeat TC_C_34_CS.", "owner": "laboratory", "due_on": "2026-04-30"}],
}


def enlarge_board(world: World) -> None:
    """Two members more, who can approve what another proposes."""
    with world.app.app_context(), transaction() as session:
        for who, name in BOARD.items():
            person = Person(name=name, email=f"{who}@oca.example", roles=[PersonRole(role=Role.BOARD.value)])
            session.add(person)
            session.flush()
            world.keys[who] = make_key(session, person, "tests", "read file act manage", MONDAY)
            world.ids[who] = person.id
        world.ids["board"] = session.scalars(select(Person.id).where(Person.name == "Ruth Okafor")).one()


def report(world: World, who: str = "laboratory", *files: tuple[str, bytes], **changes: Any) -> str:
    """Report a dispute; returns its number."""
    body = {**REPORT, **changes}
    if who == "vendor" and "other_party" not in changes:
        body["other_party"] = "DEKRA"
    sent: dict[str, Any] = {"json": body}
    if files:
        sent = {"data": {"report": json.dumps(body), "files": [(BytesIO(data), name) for name, data in files]}}
    response = world.request(who, "POST", "disputes", **sent)
    assert response.status_code == 201, response.text
    number: str = response.json["number"]
    return number


def read(world: World, who: str, number: str) -> Any:
    """A dispute as somebody sees it."""
    return world.get(who, f"disputes/{number}")


def attempt(world: World, who: str, number: str, action: str, /, **data: Any) -> Any:
    """Ask for an action on what is current for whoever asks."""
    etag = world.request(who, "GET", f"disputes/{number}").headers.get("ETag", '"none"')
    path = f"disputes/{number}/actions/{action}"
    return world.request(who, "POST", path, json=data, headers={"If-Match": etag})


def do(world: World, who: str, number: str, action: str, /, **data: Any) -> Any:
    """An action that succeeds; the dispute as its actor sees it."""
    response = attempt(world, who, number, action, **data)
    assert response.status_code == 200, response.text
    return response.json


def attach(world: World, who: str, number: str, name: str, content: bytes) -> int:
    """Evidence; returns the file's id."""
    response = world.request(who, "POST", f"disputes/{number}/files", data={"files": (BytesIO(content), name)})
    assert response.status_code == 201, response.text
    file_id: int = response.json["items"][0]["id"]
    return file_id


def admit(world: World, number: str) -> None:
    """Admissible."""
    do(world, "board", number, "decide-admissibility", admissible=True, reason="It is about the test case.")


def decide(world: World, number: str, **changes: Any) -> None:
    """Proposed by one of the Board and approved by another."""
    proposed = do(world, "board", number, "propose-decision", **{**DECISION, **changes})
    do(world, "second_board", number, "approve-decision", text_sha256=proposed["proposal"]["text_sha256"])


def verify(world: World) -> list[str]:
    """Everything that is not as the histories of disputes say."""
    with world.app.app_context():
        session = db.session()
        return [wrong for dispute in session.scalars(select(Dispute)) for wrong in verify_dispute(session, dispute)]
