"""A city's own files stand beside the shipped ones."""

from pathlib import Path

import pytest

from huisheng.kernel import own


def test_own_files_join_and_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped, mine = tmp_path / "shipped", tmp_path / "own" / "schemes"
    shipped.mkdir()
    mine.mkdir(parents=True)
    for path in (shipped / "b.toml", shipped / "c.toml", mine / "a.toml", mine / "b.toml", mine / "note.txt"):
        path.touch()
    monkeypatch.setenv("HUISHENG_OWN", str(tmp_path / "own"))
    assert own.files("schemes", shipped, shipped) == own.files("schemes", shipped)
    assert list(own.files("schemes", shipped, mine)) == ["a", "b"]
    assert own.files("schemes", shipped) == {"a": mine / "a.toml", "b": mine / "b.toml", "c": shipped / "c.toml"}


def test_without_a_setting_they_lie_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUISHENG_OWN", raising=False)
    monkeypatch.setenv("HUISHENG_VAR", str(tmp_path))
    assert own.folder() == tmp_path / "own"
    assert own.files("schemes", tmp_path) == {}
