"""One story told with the data of either of two parties, for comparing what others can see of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.journeys import steps
from tests.world import World


@dataclass(frozen=True)
class PartyA:
    """All that is confidential of the case's vendor and laboratory contact."""

    vendor: str
    vendor_person: str
    laboratory_person: str
    domain: str
    phone: str
    device: str
    log: str
    aside: str

    def report(self) -> dict[str, Any]:
        words = f"{self.vendor_person} of {self.vendor} runs a {self.device} ({self.phone})"
        return {
            "summary": f"{self.device}: seqNo after an offline transaction",
            "vendor_name": self.vendor,
            "vendor_contact": {"name": self.vendor_person, "email": f"v@{self.domain}", "phone": self.phone},
            "laboratory_contact": {"name": self.laboratory_person, "email": f"l@{self.domain}", "phone": self.phone},
            "device": self.device,
            "description": f"{words}.\n{self.log}\nE04.FR.06 asks to go on.",
            "applicable_documentation": f"Manual of the {self.device}, E04.FR.06",
        }


A1 = PartyA(
    "Voltwerk B.V.",
    "Jeroen Bakker",
    "Petra Vogel",
    "voltwerk.example",
    "+31 20 555 0188",
    "VW-22",
    '[2,"4711","TransactionEvent",{"seqNo":7}]',
    "We ship in May.",
)
A2 = PartyA(
    "한빛충전",
    "김서연",
    "Ludwig Größer",
    "hanbit.example",
    "+82 2 555 7731",
    "HB Säule 9000",
    '[3,"9",{"currentTime":"2026-03-02T08:00:00Z"}]',
    "Our back end is by somebody else, and we were in a hurry.",
)
WORDS = [
    word for a in (A1, A2) for word in (a.vendor, a.vendor_person, a.laboratory_person, a.device, a.phone, a.domain)
]


def tell_the_story(world: World, a: PartyA, before_the_call: Callable[[], None] = lambda: None) -> None:
    """The same story with party A's own words; `before_the_call` looks at it while the TWG has it on its agenda.

    The analysis is what the group reads (P-31): it names party A, which members must not see, but has no confidence of
    theirs. Those are in the conversation and in what is written to both parties.
    """
    number = world.file(**a.report())
    world.file(
        "other_laboratory",
        vendor_name="Nordlader AB",
        device="NL-7",
        summary="Another issue",
        vendor_contact={"name": "Åsa Lindqvist", "email": "asa@nordlader.example"},
        laboratory_contact={"name": "Jihoon Park", "email": "other_laboratory@ktc.example"},
    )
    steps.upload(world, "laboratory", number, f"{a.device}.log", a.log.encode())
    world.act("laboratory", number, "add-message", body=a.aside, visibility="parties")
    world.act(
        "editor",
        number,
        "record-analysis",
        outcome="specification",
        issue=f"The {a.device} of {a.vendor}.",
        cause=f"{a.vendor_person} of {a.domain} set it so.",
        argumentation=a.aside,
    )
    call = world.case(number)["calls"]["twg"]["id"]
    world.request("twg_chair", "PATCH", f"calls/{call}/agenda/{number}", json={"note": f"{a.vendor_person} joins."})
    world.act("twg_member", number, "add-message", body="We read it the same way.")
    before_the_call()
    steps.decide(world, number, "twg")
    steps.approve(world, number, "twg", "high", "Number messages as they are generated.")
    found = world.get("office", f"cases/{number}/applicability")["items"]
    world.act("office", number, "contact-certified-vendors", certificates=[item["number"] for item in found])
    world.act("editor", number, "record-erratum", kind="clarification", title="seqNo", document="Part 2", new_text="n.")
    world.act("twg_chair", number, "contact-cwg", request=f"As seen with {a.vendor}.")
    steps.decide(world, number, "cwg")
    script = steps.upload(world, "editor", number, "replay.py", b"print()", "oca").json["items"][0]["id"]
    world.act(
        "office",
        number,
        "provide-script",
        name="replay",
        test_references=["TC_E_22_CS"],
        octt_versions=["x"],
        instructions="Run it.",
        file_id=script,
        laboratory_ids=[world.ids["ktc"]],
    )
    world.act("cwg_chair", number, "report-octt-bug", title="seqNo", technical_content="It expects n+1.")
    world.ticket_action(number, "accept-octt-bug")
    world.act("cwg_chair", number, "inform-laboratories", text="TC_E_22_CS expects n+1.")
    world.act("cwg_chair", number, "decide-certification", certified=True, reason=f"The {a.device} is right.")
    world.act(
        "office",
        number,
        "distribute-update",
        title="Errata",
        text="seqNo.",
        available_on="2026-03-02",
        active_on="2026-03-09",
    )
