"""Worked examples of the API's documentation; a test sends each of them."""

from typing import Any

REPORT: dict[str, Any] = {
    "summary": "seqNo after an offline transaction: requirement and test case disagree",
    "vendor_name": "Voltwerk B.V.",
    "vendor_contact": {"name": "Jeroen Bakker", "email": "j.bakker@voltwerk.example", "phone": "+31 20 555 0188"},
    "laboratory_contact": {"name": "Petra Vogel", "email": "petra.vogel@dekra.example", "phone": "+31 26 555 0142"},
    "test_types": ["conformance_test"],
    "test_references": ["TC_E_22_CS", "TC_E_24_CS"],
    "description": "After the station was offline during a transaction, the test case expects seqNo to go on from the "
    "last value sent. E04.FR.06 has it go on from the last value generated.",
    "applicable_documentation": "Part 2, E04.FR.06 and E13.FR.02",
    "ocpp_version": "2.0.1",
    "device_type": "charging_station",
    "device": "VW-22",
    "certification_profiles": ["Core", "Advanced Security"],
    "octt_version": "Release_2026-02",
    "blocks_certification": True,
}
FILING_BODY: dict[str, Any] = {"origin": "1a", "report": REPORT}

_IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "Any text of your own; the same key makes the same thing only once.",
}

FILING: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Filing"}, "example": FILING_BODY},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["filing"],
                    "properties": {
                        "filing": {"type": "string", "description": "The same JSON as in application/json."},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                },
            },
        },
    },
    "parameters": [_IDEMPOTENCY],
}
DISPUTE_BODY: dict[str, Any] = {
    "other_party": "Voltwerk B.V.",
    "subject": "Result of TC_C_34_CS",
    "statement": "The station accepts an idToken from its cache after the CSMS has blocked it.",
    "tried": "A call with the vendor on 2 November, a new run on 4 November.",
}
DISPUTE: dict[str, Any] = {
    "parameters": [_IDEMPOTENCY],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/ReportDispute"},
                "example": DISPUTE_BODY,
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["report"],
                    "properties": {
                        "report": {"type": "string", "description": "The same JSON as in application/json."},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                },
            },
        },
    },
}
IF_MATCH: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "schema": {"type": "string", "minLength": 3, "example": '"OCA-2026-0042-v3"'},
            "description": "The ETag of what you read.",
        }
    ],
}
CASE: dict[str, Any] = {"number": "OCA-2026-0042", "version": 1, "origin": "1a", "severity": None, "outcome": None}
CASE_LIST: dict[str, Any] = {"items": [{"number": "OCA-2026-0042", "summary": REPORT["summary"]}], "next_cursor": None}
ANALYSIS = {
    "outcome": "specification",
    "issue": "E04.FR.06 and E13.FR.02 leave open whether messages that were never sent use up a number.",
    "cause": "Two requirements can be read in two ways.",
    "argumentation": "The test case takes one reading, the station the other.",
}
PREVIEW: dict[str, Any] = {"action": "record-analysis", "with": ANALYSIS}
ACTIONS: dict[str, dict[str, Any]] = {
    "record-analysis": ANALYSIS,
    "decide-in-group": {"group": "twg", "decision": "confirmed", "argumentation": "Both readings are in the field."},
    "record-erratum": {
        "kind": "clarification",
        "title": "seqNo of messages generated offline",
        "document": "OCPP 2.0.1 Edition 3, part 2",
        "requirements": ["E04.FR.06"],
        "new_text": "A Charging Station SHALL number messages in the order in which they were generated.",
    },
    "contact-cwg": {"request": "Let TC_E_22_CS and TC_E_24_CS accept the numbers generated offline."},
    "propose-severity": {
        "group": "twg",
        "level": "high",
        "interoperability": "Back ends drop such messages.",
        "manual_actions": "Vendors update firmware.",
        "malfunction": "No.",
        "notice": "Transaction messages generated offline must be numbered as they are generated.",
    },
    "decide-certification": {"certified": True, "reason": "The device follows the clarified requirement."},
    "assign-case": {"person_id": 5},
    "add-message": {"body": "Attached is the second run with the OCTT's own trace.", "visibility": "parties"},
}
CALL: dict[str, Any] = {
    "group": "twg",
    "title": "Extra call on offline transactions",
    "starts_at": "2026-11-26T15:00:00+01:00",
    "minutes": 45,
    "join_how": "https://meet.oca.example/twg",
}
SERIES: dict[str, Any] = {
    "group": "cwg",
    "title": "CWG call",
    "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "first_at_local": "2026-12-02T14:00:00",
    "minutes": 60,
    "join_how": "https://meet.oca.example/cwg",
}
MAIL: dict[str, Any] = {
    "id": 17,
    "state": "quarantined",
    "cause": "unknown_sender",
    "reason": "lena.kowalski@lab.example belongs to no known laboratory, vendor or person.",
    "number": None,
    "sender": "lena.kowalski@lab.example",
    "subject": "Issue with TC_E_22_CS",
    "href": "/api/v1/mails/17",
}
MAILS: dict[str, Any] = {"items": [MAIL], "next_cursor": None}
MAIL_FILING: dict[str, Any] = {"laboratory_id": 1, "report": REPORT}
MAIL_FILED: dict[str, Any] = {"id": 17, "state": "filed", "number": "OCA-2026-0042", "href": "/api/v1/mails/17"}
RELEASE: dict[str, Any] = {
    "kind": "erratum",
    "content": {
        "title": "Errata 2026-11: seqNo of messages generated offline",
        "text": "Laboratories accept the numbers generated offline.",
        "available_on": "2026-11-25",
        "active_on": "2026-12-09",
        "final": True,
        "document": "OCPP 2.0.1",
        "document_version": "2.0.1",
        "edition": "Edition 3",
        "part": "Part 2",
        "page": "212",
        "release_month": "2026-11-01",
        "touches": ["E04.FR.06"],
        "old_text": "seqNo SHALL be incremented for each message sent.",
        "new_text": "seqNo SHALL be incremented for each message generated.",
        "tracker_number": "[4711]",
        "erratum_class": "minor",
    },
}
CORRECTION_OF_A_RELEASE: dict[str, Any] = {
    "version": 1,
    "reason": "The page was wrong.",
    "content": {**RELEASE["content"], "page": "214"},
}
