"""Lists and letters on their pages: looked at, confirmed, followed; typed beside the original."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.channels.inbox.models import Incoming
from huisheng.channels.letters import reading
from huisheng.channels.letters.actions import bring_in
from huisheng.channels.letters.models import Batch, Letter, Register
from huisheng.channels.letters.tests.papers import SAID, word
from huisheng.channels.letters.tests.sheets import line, table, xlsx
from huisheng.desks.letters import lists
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.kernel.asks import Upload
from huisheng.lifecycle.attachments.tests.made import picture
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

NEW = {"register": "new", "label": "省级平台转办", "channel": "province"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ATTACHMENTS = tmp_path
    monkeypatch.setattr(reading, "has_ocr", lambda: False)


def sent(client: Any, upload: Upload, **given: str) -> Any:
    return client.post("/letters/", {**NEW, **given, "file": SimpleUploadedFile(upload.name, upload.data)})


def test_a_list_from_the_file_to_its_orders(world: World, as_: As) -> None:
    client = as_("agent")
    assert "来信和列表" in said(client.get("/letters/"))
    answer = sent(client, xlsx([line(1), line(2, 受理时间="上周"), line(3, 诉求类型="民生")]))
    assert answer.status_code == 303
    there = answer["Location"]
    page = said(client.get(there))
    for words in (
        "还没有导入",
        "确认导入 2 件（有错的 1 行不导入）",
        "“上周”不是时间",
        "由系统按内容判断",
        "第1件：路灯不亮",
    ):
        assert words in page
    assert "19900000001" not in page, "no telephone stands on a page"
    assert "第1件" not in said(client.get(f"{there}?only=wrong"))
    assert not Incoming.objects.exists()
    assert client.get(f"{there}do/confirm/").status_code == 405
    assert client.post(f"{there}do/confirm/").status_code == 303
    page = said(client.get(there))
    for words in ("已经导入完", "已立单 <b>2</b>", "没有导入 <b>1</b>", "来件时间：“上周”不是时间"):
        assert words in page
    number = WorkOrder.objects.order_by("pk")[0].number
    assert f'href="/orders/{number}/"' in page
    assert "已经确认过" in said(client.post(f"{there}do/confirm/"))
    page = said(client.get("/letters/"))
    assert "已导入" in page and "省级平台.xlsx" in page
    again = sent(client, table([line(1)]), register=str(Register.objects.get().pk))
    page = said(client.get(again["Location"]))
    assert "没有可以导入的行" in page and "已导入过 1" in page


def test_columns_are_said_by_hand(world: World, as_: As) -> None:
    client = as_("dispatcher")
    there = sent(client, xlsx([line(1)], ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]))["Location"]
    page = said(client.get(there))
    assert "没有认出这几列：来源编号、内容" in page and "确认导入" not in page
    assert "还没有指明这几列" in said(client.post(f"{there}do/confirm/"))
    twice = client.post(f"{there}do/columns/", {"column-ref": "乙", "column-words": "乙"})
    assert twice.status_code == 422 and "同一列" in said(twice)
    assert client.post(f"{there}do/columns/", {"column-ref": "乙", "column-words": "己"}).status_code == 303
    assert "确认导入 1 件" in said(client.get(there))


def test_a_large_one_is_followed(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_AT_ONCE", 1)
    client = as_("agent")
    there = sent(client, table([line(1), line(2)]))["Location"]
    client.post(f"{there}do/confirm/")
    assert "正在后台导入：0 / 2 行" in said(client.get(there))
    assert "0 / 2" in said(client.get(f"{there}progress/", headers={"HX-Request": "true"}))
    assert "正在导入" in said(client.get("/letters/"))
    bring_in.do(Batch.objects.get().pk, at=NOW)
    assert client.get(f"{there}progress/", headers={"HX-Request": "true"})["HX-Redirect"] == there
    assert "已立单 <b>2</b>" in said(client.get(there))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"label": ""}, "请填写列表名称"),
        ({"channel": "x"}, "来件渠道不在可选范围"),
        ({"register": "999"}, "请选择这张表是哪个列表的"),
        ({"register": "x"}, "请选择这张表是哪个列表的"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(
    world: World, as_: As, given: dict[str, str], sentence: str
) -> None:
    answer = sent(as_("agent"), table([line(1)]), **given)
    page = said(answer)
    assert answer.status_code == 422 and sentence in page
    assert given.get("label", "省级平台转办") in page and not Batch.objects.exists()


def test_files_that_are_none(world: World, as_: As) -> None:
    client = as_("agent")
    assert "请选择要导入的表格" in said(client.post("/letters/", NEW))
    for data, sentence in ((b"x" * (10 * 1024 * 1024 + 1), "超过10兆"), (b"PK\x03\x04", "打不开"), (b"\0", "不是表格")):
        Register.objects.all().delete()
        assert sentence in said(sent(client, Upload("a.csv", data, len(data))))
    assert not Batch.objects.exists()


def test_a_stranger_finds_nothing(world: World, as_: As) -> None:
    there = sent(as_("agent"), table([line(1)]))["Location"]
    for code in ("dispatcher", "d-linhe"):
        client = as_(code)
        assert client.get(there).status_code == 404 == client.post(f"{there}do/confirm/").status_code
        assert "省级平台.xlsx" not in said(client.get("/letters/"))
    for code in ("h-water", "admin", "leader", "visitor"):
        assert as_(code).get("/letters/").status_code == 403 and as_(code).get(there).status_code == 403
    assert as_("agent").post(f"{there}do/else/").status_code == 404
    key = Register.objects.get().pk
    as_("d-linhe").post(f"/letters/end/{key}/")
    assert Register.objects.get().ended_at is None
    agent = as_("agent")
    assert agent.post(f"/letters/end/{key}/").status_code == 303
    assert "已停用" in said(agent.get("/letters/"))
    agent.post(f"/letters/end/{key}/")
    assert "没有这个列表" in said(agent.get("/letters/"))


def test_a_letter_is_typed_beside_its_file(world: World, as_: As) -> None:
    client = as_("agent")
    data = word()
    answer = client.post("/letters/typing/", {"file": SimpleUploadedFile("来信.docx", data)})
    there = answer["Location"]
    page = said(client.get(there))
    assert SAID in page and "来信.docx" in page and "打开原件" in page
    file = client.get(f"{there}file/")
    assert file.content == data and file["Content-Disposition"].startswith("attachment")
    assert "来信.docx" in said(client.get("/letters/typing/"))
    wrong = client.post(
        there, {"words": SAID, "kind": "help", "channel": "mail", "written": "昨天", "category": "没有的"}
    )
    assert wrong.status_code == 422 and SAID in said(wrong)
    wrong = client.post(there, {"words": "改过的字", "kind": "help", "channel": "mail", "written": "昨天"})
    assert wrong.status_code == 422 and "来信日期不对" in said(wrong) and "改过的字" in said(wrong)
    form = {"words": SAID, "kind": "help", "channel": "mail", "name": "演示甲", "phone": "19900000001"}
    assert client.post(there, form).status_code == 303
    done = client.get("/letters/typing/")
    order = WorkOrder.objects.get()
    assert f"工单号 {order.number}" in said(done) and client.get(there).status_code == 404
    assert "来信.docx" in said(as_("dispatcher").get(f"/orders/{order.number}/"))


def test_a_scan_stands_beside_the_form_and_may_be_dropped(world: World, as_: As) -> None:
    client = as_("dispatcher")
    assert "请选择来信的文件" in said(client.post("/letters/typing/"))
    bad = client.post("/letters/typing/", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert bad.status_code == 422 and "“a.exe”不是照片" in said(bad)
    answer = client.post("/letters/typing/", {"file": SimpleUploadedFile("扫描.png", picture("PNG"))})
    there = answer["Location"]
    page = said(client.get(there))
    assert "没有装文字识别" in page and f'src="{there}file/"' in page
    assert client.get(f"{there}file/")["Content-Disposition"].startswith("inline")
    for code in ("agent", "d-linhe"):
        assert as_(code).get(there).status_code == 404 == as_(code).get(f"{there}file/").status_code
        assert as_(code).post(f"{there}drop/").status_code == 404
    assert client.post(f"{there}drop/").status_code == 303 and not Letter.objects.exists()
