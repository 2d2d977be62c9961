"""Logs say whose they are: what OCPP's own fields name is kept from texts that others read (P-51)."""

from io import BufferedReader, BytesIO

import pytest

from issuetracker.services.log_identifiers import READ, Found, found_in

BOOT = (
    '[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"VW Star 22","vendorName":"Voltwerk",'
    '"serialNumber":"VW22-0815","modem":{"iccid":"8931440400000000001","imsi":""}}}]'
)


def found(content: bytes) -> list[Found]:
    return found_in(BufferedReader(BytesIO(content)))  # type: ignore[arg-type]  (BytesIO stands for a file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp949"])
def test_a_boot_notification_names_the_station_in_any_encoding_and_the_line_is_told(encoding: str) -> None:
    log = f"14:00 시작\n14:01 {BOOT}\n14:02 {BOOT}\n"
    assert found(log.encode(encoding)) == [
        ("VW Star 22", "a device", 2),
        ("Voltwerk", "a vendor", 2),
        ("VW22-0815", "a serial number", 2),
        ("8931440400000000001", "the number of a SIM card", 2),
    ]


def test_messages_written_as_strings_and_tokens_of_both_versions_are_read() -> None:
    quoted = '\n"msg": "' + BOOT.replace('"', '\\"') + '"'
    assert ("VW22-0815", "a serial number", 2) in found(quoted.encode())
    tokens = b'{"idToken":{"idToken":"04E91C5A","type":"ISO14443"}}\n{"idTag":"CARD-7","chargePointModel" : "2026"}'
    assert found(tokens) == [("04E91C5A", "a token", 1), ("CARD-7", "a token", 2)]


def test_what_is_no_text_and_what_lies_beyond_the_bound_is_not_read() -> None:
    assert found(b"PK\x03\x04\0\0" + BOOT.encode()) == []
    assert found(b"x\n" * (READ // 2) + BOOT.encode()) == []
