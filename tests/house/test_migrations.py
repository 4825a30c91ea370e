"""The migrations say what the models say, and nothing that a person made up is lost on the way."""

import io

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_no_change_of_a_model_is_missing() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, verbosity=1)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_the_installation_has_nothing_to_complain_of() -> None:
    call_command("check", fail_level="WARNING", stdout=io.StringIO())
