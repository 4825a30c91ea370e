"""Plain files: small, ours or vendored once with version and licence."""

import re
from pathlib import Path

import pytest

from tests.house import tree

CSS_LIMIT = 30 * 1024
VENDORED = sorted(path for path in (tree.STATIC / "vendor").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_a_vendored_file_has_version_and_licence(folder: Path) -> None:
    version = (folder / "VERSION").read_text(encoding="utf-8")
    assert re.search(r"\d+\.\d+\.\d+", version.splitlines()[0]), "VERSION begins with name and version"
    assert len((folder / "LICENSE").read_text(encoding="utf-8")) > 200
    assert folder.name in tree.ROOT.joinpath("NOTICE").read_text(encoding="utf-8").lower(), "NOTICE names it"


def test_the_style_sheet_stays_small() -> None:
    size = (tree.STATIC / "huisheng.css").stat().st_size
    assert size <= CSS_LIMIT, f"{size} bytes"


def test_the_desks_own_shapes_stay_few() -> None:
    size = (tree.STATIC / "desks.css").stat().st_size
    assert size <= CSS_LIMIT, f"{size} bytes"


def _desks() -> list[str]:
    return [folder.name for folder in (tree.ROOT / "huisheng" / "desks").iterdir() if (folder / "urls.py").is_file()]


def test_nothing_lies_about() -> None:
    styles = {"tokens.css", "huisheng.css", "portal.css", "desks.css", "print.css", "document.css", "wall.css"}
    scripts = {"huisheng.js", "live.js", *(f"{desk}.js" for desk in _desks()), "chart.js", "portal.js", "quiz.js"}
    known = {*styles, *scripts, "icons.svg", "favicon.svg", "vendor"}
    tree.nothing(sorted(path.name for path in tree.STATIC.iterdir() if path.name not in known))


def test_no_style_loads_from_elsewhere() -> None:
    tree.nothing(
        re.findall(r"@import|url\((?!['\"]?(?:data:|#|icons))[^)]*\)", (tree.STATIC / "huisheng.css").read_text())
    )
