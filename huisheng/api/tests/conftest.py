"""A program that calls: one key a seat, JSON in and out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from huisheng.directory.actions import issue_key
from huisheng.kernel import clock
from tests.cast import MATTER, World

# every text that points at the citizen, as no answer may hold it
SECRETS = (str(MATTER["phone"]), str(MATTER["caller_name"]))


@dataclass
class Answer:
    """Status, headers and what the JSON says."""

    status: int
    said: Any
    headers: Mapping[str, str]

    def refusal(self, status: int, code: str) -> str:
        """The sentence of the refusal, which must be this one and speak Chinese."""
        assert (self.status, self.said.get("code")) == (status, code), self.said
        assert set(self.said) == {"code", "sentence", "cite", "field"}
        sentence = str(self.said["sentence"])
        assert sentence.endswith("。") and any("\u4e00" <= character <= "\u9fff" for character in sentence)
        return sentence


@dataclass
class Caller:
    """The program. ``as_`` chooses the seat; every answer is searched for the citizen's full name and phone."""

    world: World
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, seat: str) -> str:
        """The seat's key, issued at the first call."""
        if seat not in self.tokens:
            by = self.world.seat("admin")
            self.tokens[seat] = issue_key.do(seat, by=by, label="测试", at=clock.now())
        return self.tokens[seat]

    def get(self, path: str, as_: str = "agent", **filters: str) -> Answer:
        """GET below /api/v1."""
        return self._answer(self.client.get(f"/api/v1{path}", filters, headers=self._headers(as_)))

    def post(self, path: str, body: object = None, as_: str = "agent", *, raw: bytes | None = None) -> Answer:
        """POST below /api/v1, as the world's hour; ``raw`` instead of JSON."""
        data = json.dumps({} if body is None else body).encode() if raw is None else raw
        self.world.pass_(minutes=2)
        with self.world.hour():
            made = self.client.post(f"/api/v1{path}", data, content_type="application/json", headers=self._headers(as_))
        return self._answer(made)

    def accept(self, ref: str, **changed: Any) -> Answer:
        """Take the cast's matter under this reference."""
        return self.post("/orders", {**MATTER, "source_ref": ref, **changed})

    def number(self, key: int) -> str:
        """The number of an order of the world."""
        return self.world.matter(key).order.number

    def _headers(self, seat: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(seat)}"} if seat else {}

    def _answer(self, response: Any) -> Answer:
        body = response.content.decode()
        assert not any(secret in body for secret in SECRETS), body
        assert response.headers["Content-Type"].startswith("application/json"), body
        return Answer(response.status_code, json.loads(body), response.headers)


@pytest.fixture
def caller(world: World) -> Caller:
    """A program with keys to the cast's seats."""
    return Caller(world)
