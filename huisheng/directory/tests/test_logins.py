"""How long a login lasts: by platform and by role, as the rulebook says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huisheng.directory import logins
from huisheng.directory.roles import Role
from huisheng.rulebook.book import load
from huisheng.rulebook.rules import Rules

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_the_shipped_limits_bind_since_the_law_does(db: None) -> None:
    assert logins.limits(Role.AGENT, "湖南/某市", NOW) == logins.Limits(timedelta(minutes=30), timedelta(hours=12))
    before = datetime(2021, 10, 31, 1, 0, tzinfo=UTC)
    assert logins.limits(Role.AGENT, "湖南/某市", before) == logins.Limits(None, None)


def test_a_platform_and_a_role_may_have_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "parameters" / "accounts"
    folder.mkdir(parents=True)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "d.md").write_text("# 文\n\n## art-1 条\n字。\n", encoding="utf-8")
    value = '\n[[value]]\nfrom = 2021-11-01\nscope = "{}"\nis = {}\nunit = "{}"\ncite = "d#art-1"\n'
    idle = value.format("", 30, "minutes") + value.format("", 60, "minutes") + 'role = "leader"\n'
    (folder / "idle.toml").write_text(
        'label = "x"\n' + idle + value.format("湖南/某市", 15, "minutes"), encoding="utf-8"
    )
    (folder / "stay.toml").write_text('label = "y"\n' + value.format("", 12, "hours"), encoding="utf-8")
    book = load(tmp_path)
    monkeypatch.setattr(logins, "rules_at", lambda day, scope: Rules(book, day, scope))
    idles = [
        logins.limits(role, scope, NOW).idle
        for role, scope in ((Role.AGENT, "江西"), (Role.LEADER, "江西"), (Role.AGENT, "湖南/某市"))
    ]
    assert idles == [timedelta(minutes=30), timedelta(hours=1), timedelta(minutes=15)]
