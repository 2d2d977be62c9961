"""`Idempotency-Key`: the same filing sent twice makes one case, on a slow line and at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from werkzeug.test import TestResponse

from issuetracker.api.examples import FILING_BODY, REPORT
from tests.post_office import PostOffice
from tests.world import World, open_world


def _send(desk: World, key: str, who: str = "laboratory", body: Any = None) -> TestResponse:
    return desk.request(who, "POST", "cases", json=body or FILING_BODY, headers={"Idempotency-Key": key})


def _numbers(desk: World) -> list[str]:
    return [item["number"] for item in desk.get("office", "cases")["items"]]


def test_the_same_key_and_filing_answer_with_the_same_case(desk: World) -> None:
    first, again = _send(desk, "bench-3/42"), _send(desk, "bench-3/42")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert _numbers(desk) == ["OCA-2026-0001"]
    assert [letter.subject.split()[0] for letter in desk.tick()] == ["[OCA-2026-0001]"] * 2


def test_the_same_key_with_another_filing_is_refused(desk: World) -> None:
    _send(desk, "k")
    other = _send(desk, "k", body={"report": {**REPORT, "summary": "Another"}})
    assert other.status_code == 422
    assert other.json["errors"][0]["field"] == "Idempotency-Key"
    assert len(_numbers(desk)) == 1


def test_a_key_is_the_persons_own(desk: World) -> None:
    assert _send(desk, "k").json["number"] != _send(desk, "k", who="other_laboratory").json["number"]


def test_without_a_key_every_filing_is_a_case(desk: World) -> None:
    assert desk.file() != desk.file()


def test_a_filing_that_was_refused_may_be_mended_under_the_same_key(desk: World) -> None:
    assert _send(desk, "k", body={"report": {}}).status_code == 422
    assert _send(desk, "k").status_code == 201


def test_a_key_that_is_too_long_is_refused(desk: World) -> None:
    assert _send(desk, "k" * 201).status_code == 422
    assert _send(desk, "k" * 200).status_code == 201


def test_files_belong_to_what_is_repeated(desk: World) -> None:
    def send(log: bytes) -> TestResponse:
        import json

        return desk.request(
            "laboratory",
            "POST",
            "cases",
            headers={"Idempotency-Key": "k"},
            data={"filing": json.dumps(FILING_BODY), "files": (BytesIO(log), "run.log")},
        )

    first = send(b"one")
    assert (first.status_code, send(b"one").status_code, send(b"two").status_code) == (201, 200, 422)
    assert len(desk.get("laboratory", f"cases/{first.json['number']}/files")["items"]) == 1


def test_a_key_is_remembered_for_a_week(desk: World) -> None:
    first = _send(desk, "k")
    desk.travel(timedelta(days=6, hours=23))
    desk.tick()
    assert _send(desk, "k").json["number"] == first.json["number"]
    desk.travel(timedelta(hours=2))
    desk.tick()
    assert _send(desk, "k").json["number"] != first.json["number"]


@pytest.fixture
def busy(database_url: str, tmp_path: Path, post_office: PostOffice) -> Any:
    """A desk that several threads use at once."""
    with open_world(database_url, tmp_path, post_office) as opened:
        yield opened


def test_the_same_key_many_times_at_once_makes_one_case(busy: World) -> None:
    together = Barrier(6)

    def send(_: int) -> TestResponse:
        client = busy.app.test_client()
        together.wait(timeout=20)
        return client.post(
            "/api/v1/cases",
            json=FILING_BODY,
            headers={"Authorization": f"Bearer {busy.keys['laboratory']}", "Idempotency-Key": "at once"},
        )

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(send, range(6)))
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert [answer.status_code for answer in answers].count(201) == 1
    # Its number may be a later one: those that came too late took theirs, and leave a gap.
    numbers = {answer.json["number"] for answer in answers if answer.status_code < 300}
    assert numbers == {item["number"] for item in busy.get("office", "cases")["items"]}
    for answer in answers:
        if answer.status_code == 409:
            assert answer.content_type == "application/problem+json"
    assert len(busy.get("office", "cases")["items"]) == 1
    assert busy.verify() == []


def test_many_filings_at_once_get_numbers_without_gaps(busy: World) -> None:
    together = Barrier(6)

    def send(_: int) -> TestResponse:
        client = busy.app.test_client()
        together.wait(timeout=20)
        return client.post(
            "/api/v1/cases", json=FILING_BODY, headers={"Authorization": f"Bearer {busy.keys['laboratory']}"}
        )

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(send, range(6)))
    assert sorted(answer.json["number"] for answer in answers) == [f"OCA-2026-{n:04}" for n in range(1, 7)]
