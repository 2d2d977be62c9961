"""Every answer that is not a success is a problem (RFC 9457) that says what to do and gives nothing away."""

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from issuetracker.app import create_app
from issuetracker.extensions import db
from issuetracker.http_errors import STATUS
from tests.post_office import PostOffice
from tests.world import World, make_config


def test_what_is_not_there_and_what_cannot_be_done_are_problems(desk: World) -> None:
    for path in (
        "nowhere",
        "cases/",
        "cases/OCA-2026-0001/nothing",
        "files/x",
        "files/99999999999999999999999",
        "calls/-1",
        "calls/" + "9" * 5000,
        "cases/%00",
        "docs/../../app.py",
        "docs/%00",
    ):
        response = desk.request("office", "GET", path)
        assert (response.status_code, response.content_type) == (404, "application/problem+json"), path
        assert response.json["status"] == 404
    wrong = desk.request("office", "DELETE", "cases")
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert {"GET", "POST"} <= {method.strip() for method in wrong.headers["Allow"].split(",")}


def test_head_and_options_answer_without_a_body_or_a_change(desk: World) -> None:
    number = desk.file()
    for path in ("cases", f"cases/{number}", "me", "calls"):
        whole, head = desk.request("office", "GET", path), desk.request("office", "HEAD", path)
        assert (head.status_code, head.data, head.content_type) == (200, b"", whole.content_type)
        assert head.content_length == whole.content_length
    asked = desk.request("office", "OPTIONS", "cases")
    assert (asked.status_code, asked.data) == (200, b"")
    assert {"GET", "HEAD", "OPTIONS", "POST"} == {method.strip() for method in asked.headers["Allow"].split(",")}
    assert desk.client.options("/api/v1/cases").status_code == 401


def test_every_answer_says_not_to_be_sniffed_framed_or_kept(desk: World) -> None:
    for path in ("/api/v1/cases", "/api/v1/nowhere", "/healthz", "/api/v1/docs", "/api/v1/openapi.json"):
        headers = desk.request("office", "GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["Referrer-Policy"] == "same-origin", path
    assert desk.request("office", "GET", "cases").headers["Cache-Control"] == "private, no-cache"


def test_a_failure_on_our_side_gives_a_reference_and_no_detail(world: World) -> None:
    with world.app.app_context():
        kind = db.engine.dialect.name
        db.session.execute(text("ALTER TABLE messages RENAME TO gone"))
        db.session.commit()
    try:
        number = world.file()
        failed = world.request("office", "GET", f"cases/{number}/messages")
        assert failed.content_type == "application/problem+json"
        for word in ("Traceback", "sqlalchemy", "psycopg", "SELECT", "messages.", ".py"):
            assert word not in failed.text
        if kind == "postgresql":  # SQLite calls a missing table an operational error, like a database that is away
            assert failed.status_code == 500
            assert re.search(r"reference: [0-9a-f]{12}", failed.json["detail"])
    finally:
        with world.app.app_context():
            db.session.execute(text("ALTER TABLE gone RENAME TO messages"))
            db.session.commit()


def test_a_fault_of_ours_is_not_told_as_a_database_that_is_away(desk: World) -> None:
    with desk.app.app_context():
        db.session.execute(text("ALTER TABLE messages RENAME TO gone"))
        db.session.commit()
    assert desk.request("office", "GET", f"cases/{desk.file()}/messages").status_code == 500


def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(tmp_path: Path) -> None:
    config = make_config("postgresql+psycopg://desk@127.0.0.1:1/desk", tmp_path, None)
    client = create_app(config).test_client()
    for path in ("/healthz", "/api/v1/cases"):
        away = client.get(path, headers={"Authorization": "Bearer oca_any"})
        assert (away.status_code, away.content_type) == (503, "application/problem+json")
        assert away.headers["Retry-After"] == "10"
        assert "127.0.0.1" not in away.text
    page = client.get("/sign-in")
    client.set_cookie("desk", "any")
    assert client.get("/work").status_code in (302, 503)
    assert page.status_code in (200, 503)


def test_too_many_requests_are_told_when_to_come_back(desk: World, tmp_path: Path, post_office: PostOffice) -> None:
    limited = create_app(replace(desk.config, rate_limit="5/minute", filing_rate_limit="2/minute"))
    client = limited.test_client()

    def ask(who: str, method: str = "GET", path: str = "/api/v1/me") -> tuple[int, str, str]:
        headers = {"Authorization": f"Bearer {desk.keys[who]}"}
        response = client.open(path, method=method, headers=headers, json={} if method == "POST" else None)
        return response.status_code, response.content_type, response.headers.get("Retry-After", "")

    assert [ask("office")[0] for _ in range(5)] == [200] * 5
    status, kind, after = ask("office")
    assert (status, kind) == (429, "application/problem+json")
    assert 0 < int(after) <= 65
    assert ask("board")[0] == 200
    assert [ask("laboratory", "POST", "/api/v1/cases")[0] for _ in range(3)] == [422, 422, 429]
    with limited.app_context():
        db.engine.dispose()


def test_the_documentation_is_served_without_any_other_host(desk: World) -> None:
    page = desk.client.get("/api/v1/docs")
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "http" not in policy
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert addresses
    assert [address for address in addresses if not address.startswith("/api/v1/")] == []
    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|style=", page.text) == []
    for address in addresses:
        with desk.client.get(address) as asset:
            assert asset.status_code == 200, address
    with desk.client.get("/api/v1/docs/init.js") as script:
        assert "http" not in script.text


def test_every_refusal_has_its_place_on_the_page_of_problems(desk: World) -> None:
    page = desk.client.get("/api/v1/problems")
    assert page.mimetype == "text/html"
    for refusal, status in STATUS.items():
        assert f'id="{refusal.__name__}">{status} ' in page.text
        assert refusal.sentence().split("“")[0][:20].split("'")[0] in page.text


def test_the_type_of_a_problem_is_an_address_on_that_page(desk: World) -> None:
    page = desk.client.get("/api/v1/problems").text
    number = desk.file()
    for response in (
        desk.client.get("/api/v1/cases"),
        desk.request("vendor", "GET", "calls"),
        desk.request("office", "GET", "cases/OCA-2026-0999"),
        desk.request("laboratory", "POST", "cases", json={"report": {}}),
        desk.try_action("editor", number, "reopen", reason="x"),
        desk.try_action("laboratory", number, "record-analysis", outcome="octt", issue="x", cause="x"),
    ):
        path, _, anchor = response.json["type"].partition("#")
        assert (path, f'id="{anchor}"' in page) == ("/api/v1/problems", True), response.text
        assert response.json["title"]
        assert response.json["instance"].startswith("/api/v1/")


def test_the_service_says_that_it_is_well(desk: World) -> None:
    well = desk.client.get("/healthz")
    assert (well.status_code, well.json["status"]) == (200, "ok")


def test_an_address_that_is_none_says_where_all_are(world: World) -> None:
    answer = world.request("editor", "POST", f"cases/{world.file()}/actions/nonsense", json={})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "/api/v1/openapi.json" in answer.json["detail"]
