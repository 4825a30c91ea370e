"""``huisheng outlines``: a city's outlines loaded, or boxes instead; shown and dropped."""

import json
from pathlib import Path

import pytest

from huisheng.console.tests.test_open311 import call
from huisheng.kernel.errors import Refusal
from huisheng.portal.tests.citizen import mapped
from tests.cast import World


def test_loaded_shown_and_dropped(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped(world)
    assert call("outlines", "schematic", "yunshan", "115", "36", "116", "37") == 0
    assert call("outlines", "show", "yunshan") == 0
    said = capsys.readouterr().out
    assert "已画出3个地区的示意方格" in said and "示意图：" in said and "东山街道" in said
    path = tmp_path / "a.geojson"
    ring = [[115, 36], [116, 36], [116, 37], [115, 36]]
    area = {"properties": {"name": "云东区"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    assert call("outlines", "load", "yunshan", str(path), "--approval", "湘S(2024)001号") == 0
    assert call("outlines", "show", "yunshan") == 0
    assert "1个地区，审图号：湘S(2024)001号：云东区" in capsys.readouterr().out
    for words in (
        ("load", "yunshan", str(path)),
        ("load", "yunshan", str(tmp_path / "none"), "--approval", "x"),
        ("schematic", "yunshan", "116", "36", "115", "37"),
        ("schematic", "yunshan", "x", "36", "115", "37"),
        ("schematic", "linhe", "115", "36", "116", "37"),
    ):
        with pytest.raises(Refusal):
            call("outlines", *words)
    assert call("outlines", "drop", "yunshan") == 0 and call("outlines", "drop", "yunshan") == 0
    assert call("outlines", "show", "yunshan") == 0
    assert capsys.readouterr().out.split() == ["已删去。", "没有轮廓。", "没有轮廓。"]
