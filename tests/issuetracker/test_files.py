"""Files of a case: kept byte for byte under the name they had, and given only as a download (P-97)."""

import json
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from issuetracker.api.examples import FILING_BODY
from tests.world import World

LOG = bytes(range(256)) * 4


def _attach(
    desk: World, number: str, name: str = "run.log", body: bytes = LOG, who: str = "laboratory", **query: Any
) -> TestResponse:
    # Encoded in memory: the test client would leave a temporary file open for a large one.
    encoded, _, boundary = stream_encode_multipart({"files": FileStorage(BytesIO(body), name)}, use_tempfile=False)
    return desk.request(
        who,
        "POST",
        f"cases/{number}/files",
        data=encoded.read(),
        query_string=query,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )


def _id(response: TestResponse) -> int:
    assert response.status_code == 201, response.text
    made: int = response.json["items"][0]["id"]
    return made


def _fetch(desk: World, file_id: int, who: str = "laboratory", **headers: str) -> TestResponse:
    response = desk.request(who, "GET", f"files/{file_id}", headers=headers)
    response.get_data()
    response.close()
    return response


def test_a_filing_with_files_is_one_request(desk: World) -> None:
    """P-01, P-02."""
    made = desk.request(
        "laboratory",
        "POST",
        "cases",
        data={"filing": json.dumps(FILING_BODY), "files": [(BytesIO(LOG), "run.log"), (BytesIO(b"x"), "trace.pcap")]},
    )
    assert made.status_code == 201, made.text
    listed = desk.get("vendor", f"cases/{made.json['number']}/files")["items"]
    assert [(file["name"], file["size"], file["visibility"]) for file in listed] == [
        ("run.log", 1024, "parties"),
        ("trace.pcap", 1, "parties"),
    ]
    assert _fetch(desk, listed[0]["id"]).data == LOG
    assert desk.verify() == []


def test_a_filing_with_files_is_refused_like_one_without(desk: World) -> None:
    refused = desk.request("laboratory", "POST", "cases", data={"filing": "{}", "files": (BytesIO(b"x"), "a")})
    assert refused.status_code == 422
    assert desk.request("laboratory", "POST", "cases", data={"files": (BytesIO(b"x"), "a")}).status_code == 422
    many = desk.request(
        "laboratory",
        "POST",
        "cases",
        data={"filing": json.dumps(FILING_BODY), "files": [(BytesIO(b"x"), f"{n}.log") for n in range(21)]},
    )
    assert [error["field"] for error in many.json["errors"]] == ["files"]
    assert desk.get("office", "cases")["items"] == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x", "x"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("로그 파일 한빛.log", "로그 파일 한빛.log"),
        ("Übergröße – naïve.txt", "Übergröße – naïve.txt"),
        ("...", "file"),
        ("a" * 300 + ".log", "a" * 200),
        ("run\t1.log", "run1.log"),
        (" spaced .log ", "spaced .log"),
    ],
)
def test_a_file_keeps_its_name_but_never_a_directory(desk: World, given: str, kept: str) -> None:
    number = desk.file()
    file_id = _id(_attach(desk, number, given))
    assert desk.get("laboratory", f"cases/{number}/files")["items"][0]["name"] == kept
    disposition = _fetch(desk, file_id).headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "/" not in disposition.replace("UTF-8''", "").replace("%2F", "/") or given == kept


def test_a_hangul_name_comes_back_in_the_download_too(desk: World) -> None:
    from urllib.parse import quote

    number = desk.file()
    file_id = _id(_attach(desk, number, "로그.log"))
    assert quote("로그.log") in _fetch(desk, file_id).headers["Content-Disposition"]


def test_a_file_is_always_a_download_and_never_sniffed(desk: World) -> None:
    number = desk.file()
    file_id = _id(_attach(desk, number, "page.html", b"<script>alert(1)</script>"))
    response = _fetch(desk, file_id)
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.data == b"<script>alert(1)</script>"


def test_parts_of_a_file_can_be_fetched(desk: World) -> None:
    file_id = _id(_attach(desk, desk.file()))
    whole = _fetch(desk, file_id)
    assert (whole.status_code, whole.data, whole.headers["Accept-Ranges"]) == (200, LOG, "bytes")
    assert whole.content_length == 1024
    for wanted, first, last in (("bytes=0-9", 0, 9), ("bytes=1000-", 1000, 1023), ("bytes=-4", 1020, 1023)):
        part = _fetch(desk, file_id, Range=wanted)
        assert (part.status_code, part.data) == (206, LOG[first : last + 1])
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/1024"
    beyond = _fetch(desk, file_id, Range="bytes=2000-")
    assert beyond.status_code == 416
    assert beyond.content_type == "application/problem+json"
    assert beyond.headers["Content-Range"] == "bytes */1024"


def test_a_part_is_only_given_of_the_file_that_one_has_the_rest_of(desk: World) -> None:
    file_id = _id(_attach(desk, desk.file()))
    etag = _fetch(desk, file_id).headers["ETag"]
    assert _fetch(desk, file_id, **{"Range": "bytes=0-9", "If-Range": etag}).status_code == 206
    other = _fetch(desk, file_id, **{"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, LOG)
    assert _fetch(desk, file_id, **{"If-None-Match": etag}).status_code == 304


def test_an_empty_file_is_a_file(desk: World) -> None:
    file_id = _id(_attach(desk, desk.file(), "empty.log", b""))
    response = _fetch(desk, file_id)
    assert (response.status_code, response.data) == (200, b"")


def test_the_same_bytes_twice_are_two_files_of_one_object(desk: World) -> None:
    number = desk.file()
    first, second = _attach(desk, number, "a.log").json["items"][0], _attach(desk, number, "b.log").json["items"][0]
    assert first["sha256"] == second["sha256"]
    assert first["id"] != second["id"]
    stored = [path for path in desk.config.files_dir.rglob("*") if path.is_file()]
    assert len(stored) == 1


def test_an_upload_that_says_it_has_200_mb_is_refused_before_it_is_read(desk: World) -> None:
    number = desk.file()
    for path in ("/api/v1/cases", f"/api/v1/cases/{number}/files"):
        response = desk.client.post(
            path,
            headers={"Authorization": f"Bearer {desk.keys['laboratory']}"},
            environ_overrides={"CONTENT_LENGTH": str(200 << 20)},
            content_type="multipart/form-data; boundary=x",
            input_stream=BytesIO(b"--x"),
        )
        assert response.status_code == 413, response.text
        assert response.content_type == "application/problem+json"


def test_a_file_just_over_the_limit_is_refused_and_leaves_nothing_behind(desk: World) -> None:
    number = desk.file()
    limit = desk.config.max_upload_bytes
    refused = _attach(desk, number, body=b"x" * (limit + 1))
    assert (refused.status_code, refused.content_type) == (413, "application/problem+json")
    assert "At most 1 MB" in refused.json["detail"]
    assert desk.get("laboratory", f"cases/{number}/files")["items"] == []
    assert [path for path in desk.config.files_dir.rglob("*") if path.is_file()] == []
    assert _attach(desk, number, body=b"x" * limit).status_code == 201
    assert _attach(desk, number, body=b"x" * (3 * limit)).status_code == 413


def test_a_json_body_over_the_limit_is_refused(desk: World) -> None:
    response = desk.request(
        "laboratory", "POST", "cases", data=b'"' + b"x" * (3 << 20) + b'"', content_type="application/json"
    )
    assert (response.status_code, response.content_type) == (413, "application/problem+json")


def test_who_attaches_says_who_sees_it_and_never_what_they_would_not_see(desk: World) -> None:
    """P-97."""
    number = desk.file()
    own = _id(_attach(desk, number, "own.log", visibility="laboratory"))
    both = _id(_attach(desk, number, "both.log"))
    for who, visibility in (("laboratory", "vendor"), ("laboratory", "oca"), ("vendor", "laboratory")):
        assert _attach(desk, number, who=who, visibility=visibility).status_code == 403
    assert _fetch(desk, own).status_code == 200
    assert _fetch(desk, own, "vendor").status_code == 404
    assert _fetch(desk, both, "vendor").status_code == 200
    assert [file["name"] for file in desk.get("vendor", f"cases/{number}/files")["items"]] == ["both.log"]
    internal = _id(_attach(desk, number, "note.txt", who="editor", visibility="oca"))
    assert _fetch(desk, internal).status_code == 404
    assert _fetch(desk, internal, "board").status_code == 200


def test_an_upload_without_files_says_how(desk: World) -> None:
    number = desk.file()
    for data in ({}, {"file": (BytesIO(b"x"), "a")}, {"files": "text"}):
        assert desk.request("laboratory", "POST", f"cases/{number}/files", data=data).status_code == 422


def test_bytes_that_are_gone_are_a_404_that_says_so(desk: World) -> None:
    file_id = _id(_attach(desk, desk.file()))
    for path in desk.config.files_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    response = _fetch(desk, file_id)
    assert response.status_code == 404
    assert "not in the store" in response.json["detail"]
