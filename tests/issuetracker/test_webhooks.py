"""Who is called about which case, what is said, and how webhooks are kept, through the API."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from issuetracker.config import ConfigurationError, from_environment
from issuetracker.extensions import db, transaction
from issuetracker.log_setup import hide_secrets
from issuetracker.models import Case, Person, PersonRole, Webhook, WebhookDelivery
from issuetracker.services import casework
from issuetracker.services.keys import make_key
from issuetracker.services.webhooks import MOST
from tests.world import MONDAY, PEOPLE, World
from workflows.actions import RecordAnalysis
from workflows.roles import Actor, Role
from workflows.vocabulary import Outcome

URL = "http://127.0.0.1:9/hooks"
EVERYBODY = [who for who in PEOPLE if who != "provider"]


def register(world: World, who: str, url: str = URL) -> Any:
    response = world.request(who, "POST", "webhooks", json={"url": url})
    assert response.status_code == 201, response.text
    return response.json


def owed(world: World) -> dict[str, list[dict[str, Any]]]:
    """What is said to whom, by the person's name in these tests."""
    names = {PEOPLE[who][0]: who for who in PEOPLE}
    with world.app.app_context():
        rows = db.session.execute(
            select(Person.name, WebhookDelivery.body)
            .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
            .join(Person, Person.id == Webhook.person_id)
            .order_by(WebhookDelivery.id)
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for name, body in rows:
            found.setdefault(names[name], []).append(json.loads(body))
        return found


def test_a_webhook_is_registered_listed_and_revoked(world: World) -> None:
    made = register(world, "laboratory")
    assert made["secret"].startswith("whsec_")
    assert made["state"] == "active"
    (listed,) = world.get("laboratory", "webhooks")["items"]
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    assert made["secret"] not in world.request("laboratory", "GET", "webhooks").text

    revoked = world.request("laboratory", "DELETE", f"webhooks/{made['id']}")
    assert (revoked.status_code, revoked.json["state"]) == (200, "revoked")
    assert "secret" not in revoked.json
    again = world.request("laboratory", "DELETE", f"webhooks/{made['id']}")
    assert (again.status_code, again.json) == (200, revoked.json)


def test_each_person_has_their_own(desk: World) -> None:
    made = register(desk, "laboratory")
    assert desk.get("vendor", "webhooks")["items"] == []
    for who in ("vendor", "office"):
        assert desk.request(who, "DELETE", f"webhooks/{made['id']}").status_code == 404
    assert desk.get("laboratory", "webhooks")["items"][0]["state"] == "active"


def test_there_are_at_most_five(desk: World) -> None:
    ids = [register(desk, "laboratory")["id"] for _ in range(MOST)]
    refused = desk.request("laboratory", "POST", "webhooks", json={"url": URL})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "url")
    register(desk, "vendor")
    desk.request("laboratory", "DELETE", f"webhooks/{ids[0]}")
    register(desk, "laboratory")


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://224.0.0.1/",
        "https://user:word@8.8.8.8/",
        "ftp://127.0.0.1/",
        "nonsense",
        "",
    ],
)
def test_an_address_that_a_webhook_may_not_lead_to_is_refused_at_once(desk: World, url: str) -> None:
    refused = desk.request("laboratory", "POST", "webhooks", json={"url": url})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "url")
    assert desk.get("laboratory", "webhooks")["items"] == []


def test_whoever_may_see_the_case_is_called_and_nobody_else(world: World) -> None:
    """P-97: the rule is that of every list of cases."""
    for who in EVERYBODY:
        register(world, who)
    number = world.file()
    seeing = {who for who in EVERYBODY if world.request(who, "GET", f"cases/{number}").status_code == 200}
    assert set(owed(world)) == seeing
    assert {"laboratory", "vendor", "editor"} <= seeing
    assert not seeing & {"other_laboratory", "other_vendor", "twg_member", "cwg_member"}


def test_members_are_called_once_their_group_has_the_case(world: World) -> None:
    for who in ("twg_member", "cwg_member", "other_laboratory"):
        register(world, who)
    number = world.file()
    world.act("editor", number, "record-analysis", outcome="octt", issue="The tool is wrong.", cause="A bug.")
    assert set(owed(world)) == {"cwg_member"}


def test_what_is_said_is_thin_and_names_events_only_to_handlers(world: World) -> None:
    for who in ("laboratory", "vendor", "office"):
        register(world, who)
    number = world.file()
    world.act("editor", number, "record-analysis", outcome="octt", issue="The tool is wrong.", cause="A bug.")
    said = owed(world)
    for who, bodies in said.items():
        for body in bodies:
            assert set(body) == {"type", "timestamp", "data"}
            assert body["type"] == "case.changed"
            assert datetime.fromisoformat(body["timestamp"]) == MONDAY
            assert set(body["data"]) == {"number", "version", "href", "events"}
            assert body["data"]["number"] == number
            assert body["data"]["href"] == f"https://desk.oca.example/api/v1/cases/{number}"
            assert bool(body["data"]["events"]) == (who == "office")
    first, second = (body["data"] for body in said["office"])
    history = [item["event"] for item in world.get("office", f"cases/{number}/history")["items"]]
    assert first["events"] + second["events"] == history
    assert first["version"] < second["version"] == world.case(number)["version"]


def test_whoever_has_left_is_not_called(world: World) -> None:
    register(world, "editor")
    register(world, "office")
    with world.app.app_context(), transaction() as session:
        session.execute(update(Person).where(Person.name == PEOPLE["editor"][0]).values(active=False))
        session.execute(
            PersonRole.__table__.delete().where(
                PersonRole.person_id == select(Person.id).where(Person.name == PEOPLE["office"][0]).scalar_subquery()
            )
        )
    world.file()
    assert owed(world) == {}


def test_what_is_rolled_back_calls_nobody(world: World) -> None:
    register(world, "office")
    number = world.file()
    editor = Actor(None, "Anneke de Wit", frozenset({Role.TECHNICAL_EDITOR}))
    action = RecordAnalysis(Outcome.SPECIFICATION, "Two readings.", "E04.FR.06.", "The test case takes one.")
    count = select(func.count()).select_from(WebhookDelivery)
    with world.app.app_context():
        with pytest.raises(RuntimeError, match="the power fails"), transaction() as session:
            case = session.scalar(select(Case).where(Case.number == number).with_for_update())
            assert case is not None
            casework.perform(session, world.app.extensions["desk"], case, action, editor, datetime.now(UTC))
            assert session.scalar(count) == 2, "it would have been told"
            raise RuntimeError("the power fails")
        assert db.session.scalar(count) == 1


@pytest.mark.parametrize(("webhooks", "most"), [(0, 1), (1, 4), (5, 4)])
def test_the_cost_of_an_action_is_one_select_where_nobody_has_a_webhook(desk: World, webhooks: int, most: int) -> None:
    for who in EVERYBODY[:webhooks]:
        register(desk, who)
    statements: list[str] = []
    with desk.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    desk.file()
    concerned = [s for s in statements if "webhook" in s or "person_0" in s]
    assert len(concerned) == most, concerned


def test_a_key_that_only_files_cannot_register_one(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        person = session.scalars(select(Person).where(Person.name == PEOPLE["laboratory"][0])).one()
        desk.keys["laboratory"] = make_key(session, person, "bench", "file", MONDAY)
    assert desk.request("laboratory", "POST", "webhooks", json={"url": URL}).status_code == 403


def test_a_secret_is_hidden_in_logs_whoever_writes_it(desk: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = register(desk, "laboratory")["secret"]
    assert secret not in caplog.text
    line = hide_secrets(None, "info", {"event": f"parameters: ('{secret}', 1)"})
    assert line["event"] == "parameters: ('whsec_…', 1)"


@pytest.mark.parametrize(("value", "wanted"), [(None, False), ("no", False), ("yes", True)])
def test_this_machine_is_reached_only_where_the_configuration_says_so(value: str | None, wanted: bool) -> None:
    given = {} if value is None else {"ISSUETRACKER_WEBHOOKS_TO_LOOPBACK": value}
    assert from_environment(given).webhooks_to_loopback is wanted


def test_a_flag_that_is_neither_yes_nor_no_is_a_mistake() -> None:
    with pytest.raises(ConfigurationError, match="WEBHOOKS_TO_LOOPBACK must be yes or no"):
        from_environment({"ISSUETRACKER_WEBHOOKS_TO_LOOPBACK": "true"})
