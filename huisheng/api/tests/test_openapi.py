"""The document by which programs are written: complete, and true."""

import json
from typing import Any

import pytest
from django.test import Client

from huisheng.lifecycle.verbs import ACCEPT, VERBS
from huisheng.lifecycle.workorder import lists


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    said: dict[str, Any] = json.loads(response.content)
    return said


def _body(document: dict[str, Any], path: str) -> dict[str, Any]:
    content: dict[str, Any] = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return content


def test_every_verb_has_its_path_and_fields(document: dict[str, Any]) -> None:
    paths = {f"/api/v1/orders/{{number}}/{name}" for name in VERBS}
    assert set(document["paths"]) == paths | {"/api/v1/orders", "/api/v1/orders/{number}"}
    for name, module in VERBS.items():
        path = f"/api/v1/orders/{{number}}/{name}"
        schema, operation = _body(document, path), document["paths"][path]["post"]
        assert set(schema["properties"]) == {ask.name for ask in module.VERB.asks} | {"seen"}, name
        assert set(schema.get("required", ())) == {ask.name for ask in module.VERB.asks if ask.required}, name
        assert operation["summary"] == module.VERB.label
        assert [p["name"] for p in operation["parameters"]] == ["number"]
        assert operation["security"] == [{"Key": []}]


def test_intake_and_lists_say_what_they_take(document: dict[str, Any]) -> None:
    schema = _body(document, "/api/v1/orders")
    assert set(schema["properties"]) == {ask.name for ask in ACCEPT.VERB.asks}
    assert schema["properties"]["title"] == {"title": "标题", "type": "string", "maxLength": 100}
    assert set(schema["properties"]["kind"]["enum"]) >= {"complaint", "help", "consult"}
    assert schema["properties"]["urgent"]["type"] == "boolean"
    asked = document["paths"]["/api/v1/orders"]["get"]["parameters"]
    assert {parameter["name"] for parameter in asked} == set(lists.FILTERS)


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names)) == len(VERBS) + 3


def test_types_of_fields(document: dict[str, Any]) -> None:
    send = _body(document, "/api/v1/orders/{number}/send")["properties"]
    assert send["unit"]["type"] == "string" and send["co_units"]["type"] == "array"
    extension = _body(document, "/api/v1/orders/{number}/ask_extension")["properties"]["days"]
    assert extension["type"] == "integer" and extension["minimum"] <= extension["maximum"]


def test_no_page_loads_scripts_from_abroad(db: None) -> None:
    assert Client().get("/api/v1/docs").status_code == 404
