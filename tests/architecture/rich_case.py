"""A case that has something on every page, and the address of every page that can be read of it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from sqlalchemy import select

from issuetracker import clock
from issuetracker.api.examples import DISPUTE_BODY, RELEASE, REPORT
from issuetracker.extensions import db, transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.models import Letter, MailSource
from tests.intake.letters_in import mail
from tests.issuetracker.directory.sheets import as_csv, row
from tests.journeys import steps
from tests.world import World


@dataclass(frozen=True)
class Rich:
    """What the addresses need."""

    number: str
    file_id: int
    call_id: int
    obligation_id: int
    mail_id: int
    import_id: int
    dispute: str
    evidence_id: int
    notice: str
    vendor_id: int
    token: str
    release: str
    release_file: int

    def fill(self, rule: str) -> str:
        """A route's rule with real values in its places."""
        if "<string:release>" in rule:
            rule = rule.replace("<int:file_id>", str(self.release_file))
        values = {
            "string:number": self.number,
            "string:dispute": self.dispute,
            "string:notice": self.notice,
            "string:token": self.token,
            "int:vendor_id": self.vendor_id,
            "string:resolution": "R-2026-0001",
            "int:evidence_id": self.evidence_id,
            "int:file_id": self.file_id,
            "int:call_id": self.call_id,
            "int:obligation_id": self.obligation_id,
            "int:mail_id": self.mail_id,
            "int:place": 1,
            "int:seq": 1,
            "path:name": "swagger-ui.css",
            "path:number": "OCA.0201.0053.CS",
            "int:import_id": self.import_id,
            "int:year": 2026,
            "int:key_id": 1,
            "int:webhook_id": 1,
            "int:series_id": 1,
            "int:person_id": 1,
            "int:party_id": 1,
            "string:release": self.release,
            "string:kind": "erratum" if "/releases/" in rule else "vendor",
            "string:report": "in-time",
        }
        for place, value in values.items():
            rule = rule.replace(f"<{place}>", str(value))
        return rule


def action_of(rule: str) -> str:
    """An action whose form can be read there."""
    return "propose-decision" if "<string:dispute>" in rule else "amend-report"


def a_rich_case(world: World) -> Rich:
    """An OCTT bug on the CWG's agenda, with a message, a log, an open ticket and somebody to be told."""
    number = world.file()
    sent = world.request("laboratory", "POST", f"cases/{number}/files", data={"files": (BytesIO(b"> log"), "run.log")})
    world.act("laboratory", number, "add-message", body="The trace is attached.", visibility="parties")
    world.act("editor", number, "record-analysis", outcome="octt", issue="The tool is wrong.", cause="A bug.")
    call = world.next_call("cwg")
    world.act("cwg_chair", number, "decide-in-group", group="cwg", decision="confirmed", argumentation="Yes.")
    world.act(
        "cwg_chair", number, "report-octt-bug", title="Order of messages", technical_content="Reads the wrong field."
    )
    owed = world.get("office", f"cases/{number}/obligations")["items"][0]["id"]
    _a_known_sender(world)
    mail_id = a_mail(world, f"{number}: TC_E_22_CS")
    _a_resolution(world)
    dispute, notice = _a_dispute(world), _a_notice(world, number)
    return Rich(
        number,
        sent.json["items"][0]["id"],
        call["id"],
        owed,
        mail_id,
        _an_import(world),
        *dispute,
        *notice,
        *a_release(world),
    )


def _a_notice(world: World, number: str) -> tuple[str, int, str]:
    """A notice of 6a with one vendor of it, and the token of that vendor's link."""
    steps.approve(world, number, "cwg", "high", "Number messages in the order of generation.")
    concerned = world.get("office", f"cases/{number}/applicability")["items"]
    chosen = [item["number"] for item in concerned if item["has_contact"]]
    left = [{"certificate": i["number"], "reason": "Never sold."} for i in concerned if not i["has_contact"]]
    world.act("office", number, "contact-certified-vendors", certificates=chosen, excluded=left)
    with world.app.app_context():
        clock.tell_certified_vendors(world.app)
        letter = db.session.scalars(select(Letter).where(Letter.recipient == "notices@hanbit.example")).one()
        token = letter.body.split("/notice/")[1].split()[0]
    return f"{number}-N1", world.ids["hanbit"], token


def _a_resolution(world: World) -> None:
    """A question about the tests, answered and kept."""
    asked = {"subject": "tests", "report": REPORT}
    number = world.request("laboratory", "POST", "cases", json=asked).json["number"]
    world.act("cwg_chair", number, "answer-question", group="cwg", answer="It does.")
    world.act("editor", number, "close-case", resolution="It does.", question="Does the order count?")


def a_release(world: World, *cases: str) -> tuple[str, int]:
    """An erratum with a file, sent to all laboratories."""
    body = {**RELEASE, "content": {**RELEASE["content"], "cases": list(cases)}}
    made = world.request("editor", "POST", "releases", json=body)
    assert made.status_code == 201, made.text
    number = made.json["number"]
    files = {"files": (BytesIO(b"%PDF-1.7 errata"), "errata-2026-11.pdf", "application/pdf")}
    with_file = world.request("editor", "POST", f"releases/{number}/files", data=files)
    assert world.request("office", "POST", f"releases/{number}/sending").status_code == 200
    return number, with_file.json["files"][0]["id"]


def _an_import(world: World) -> int:
    """A file of certificates: one line is right, one is not."""
    content = as_csv(row(), row(certificate_number="B", device_type="Toaster"))
    upload = world.request("office", "POST", "certificate-imports", data={"file": (BytesIO(content), "list.csv")})
    return int(upload.json["id"])


def a_mail(world: World, subject: str) -> int:
    """A mail in quarantine: of nobody known, with a file."""
    raw = mail(sender="Lena <lena@lab.example>", subject=subject, attached={"run.log": b"> log"})
    with world.app.app_context():
        intake, at = intake_of(world.app), datetime.now(UTC)
        mail_id = accept(transaction, intake, Handed(raw, "file", at), at)
        take_in(transaction, intake, lambda: at)
    return mail_id


def _a_known_sender(world: World) -> None:
    with world.app.app_context(), transaction() as session:
        laboratory, at = world.ids["dekra"], datetime.now(UTC)
        session.add(MailSource(pattern="@dekra.example", laboratory_id=laboratory, made_at=at, made_by="test"))


def _a_dispute(world: World) -> tuple[str, int]:
    """A dispute with evidence, admitted, on which the Technical Editors are asked for advice."""
    report = {"report": json.dumps(DISPUTE_BODY), "files": (BytesIO(b"> log"), "run.log")}
    sent = world.request("laboratory", "POST", "disputes", data=report)
    number, evidence = sent.json["number"], sent.json["statements"][0]["files"][0]["id"]
    asked = {"adviser": "technical_editors", "question": "Is the wait in the plan?", "statements": [1]}
    for action, given in (
        ("decide-admissibility", {"admissible": True, "reason": "It is about a test case."}),
        ("ask-advice", asked),
    ):
        etag = world.request("board", "GET", f"disputes/{number}").headers["ETag"]
        path = f"disputes/{number}/actions/{action}"
        assert world.request("board", "POST", path, json=given, headers={"If-Match": etag}).status_code == 200
    return number, evidence
