"""A browser without a screen, signed in as a seat of the cast, a day after the cast's first morning."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from huisheng.kernel import clock
from tests.cast import START, World

As = Callable[[str], Client]
NOW = START + timedelta(days=1)


@pytest.fixture(autouse=True)
def hour() -> Iterator[None]:
    """The pages live on that day; what the cast did before lies in the past."""
    with clock.at(NOW):
        yield


@pytest.fixture
def as_(world: World) -> As:
    """``as_("agent")``: a client of that seat. Not through the door: argon2 takes its time, and has its own tests."""

    def signed_in(code: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=code), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
