"""The API's description: valid, complete, true to what is answered, and its examples work."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from issuetracker.api import examples
from tests.world import World

METHODS = ("get", "post", "put", "patch", "delete")
PUBLIC = {"/api/v1/docs", "/api/v1/openapi.json", "/api/v1/problems"}
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


def _document(desk: World) -> dict[str, Any]:
    response = desk.client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(response.text)
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def test_the_document_is_valid_openapi_3_1(desk: World) -> None:
    document = _document(desk)
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_operation_says_what_it_does_and_how_it_refuses(desk: World) -> None:
    names: list[str] = []
    for method, path, operation in _operations(_document(desk)):
        assert operation.get("summary"), (method, path)
        assert operation.get("tags"), (method, path)
        refusals = set(operation["responses"]) - {"200", "201", "204"}
        assert any(status.startswith("4") or status == "default" for status in refusals), (method, path)
        for status in refusals:
            assert list(operation["responses"][status].get("content", {})) in ([], ["application/problem+json"]), path
        names.append(operation["operationId"]) if "operationId" in operation else None
    assert len(names) == len(set(names))


def test_every_route_of_the_api_is_in_the_document(desk: World) -> None:
    described = {(method.upper(), path) for method, path, _ in _operations(_document(desk))}
    for rule in desk.app.url_map.iter_rules():
        path = rule.rule
        if not path.startswith("/api/v1/") or path in PUBLIC or path.startswith("/api/v1/docs"):
            continue
        for place in rule.arguments:
            path = path.replace(next(p for p in path.split("/") if p.endswith(f":{place}>")), f"{{{place}}}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert (method, path) in described


def test_every_operation_but_the_public_ones_wants_a_key(desk: World) -> None:
    document = _document(desk)
    assert document["security"] == [{"key": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_the_worked_examples_are_accepted_when_they_are_sent(desk: World) -> None:
    filed = desk.request("laboratory", "POST", "cases", json=examples.FILING_BODY)
    assert filed.status_code == 201, filed.text
    number = filed.json["number"]
    assert desk.request("editor", "POST", f"cases/{number}/preview", json=examples.PREVIEW).status_code == 200
    call = {**examples.CALL}
    assert desk.request("twg_chair", "POST", "calls", json=call).status_code == 201

    desk.act("laboratory", number, "add-message", **examples.ACTIONS["add-message"])
    desk.act("office", number, "assign-case", **examples.ACTIONS["assign-case"])
    desk.act("editor", number, "record-analysis", **examples.ACTIONS["record-analysis"])
    desk.travel(datetime(2026, 3, 5, 14, 30, tzinfo=UTC))
    for who, action in (
        ("twg_chair", "decide-in-group"),
        ("twg_chair", "propose-severity"),
        ("editor", "record-erratum"),
        ("twg_chair", "contact-cwg"),
        ("cwg_chair", "decide-certification"),
    ):
        desk.act(who, number, action, **examples.ACTIONS[action])
    assert {
        "add-message",
        "assign-case",
        "record-analysis",
        "decide-in-group",
        "propose-severity",
        "record-erratum",
        "contact-cwg",
        "decide-certification",
    } == examples.ACTIONS.keys()


def test_the_examples_stand_in_the_document(desk: World) -> None:
    document = _document(desk)
    filing = document["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]
    assert filing["application/json"]["example"] == examples.FILING_BODY
    assert "multipart/form-data" in filing
    for name, example in examples.ACTIONS.items():
        body = document["paths"][f"/api/v1/cases/{{number}}/actions/{name}"]["post"]["requestBody"]
        assert body["content"]["application/json"]["example"] == example


def _schema(desk: World) -> Any:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", desk.app)
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return schema


# schemathesis does not close an answer that it has read; a file's stays open until it is collected.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", ["office", "laboratory"])
def test_made_up_requests_are_answered_as_the_document_says(desk: World, who: str) -> None:
    """Nothing that fits the document, or nearly does, makes a failure; every answer is one that is documented."""
    number = desk.file()
    desk.act("editor", number, "record-analysis", outcome="specification", issue="I.", cause="C.")
    key = {"Authorization": f"Bearer {desk.keys[who]}"}
    wrong: list[str] = []
    for result in _schema(desk).get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=5,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            if "number" in (case.path_parameters or {}):
                case.path_parameters["number"] = number
            response = case.call(headers=key)
            case.validate_response(response, checks=CHECKS)

        try:
            send()
        except Exception as error:
            wrong.append(f"{operation.label}: {error}")
    assert wrong == []
