"""Imports from XLSX: every mistake of every line is said, nothing is stored before 确认导入, then all or nothing."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huisheng.desks.admin.imports import SHEETS
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.directory import book
from huisheng.directory.models import Seat, ShortName, Unit
from huisheng.directory.settled import Change, Headings, Upload
from huisheng.kernel import clock, workbook
from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import atlas, catalogue
from huisheng.taxonomy.models import DutyRule
from tests.cast import World

TODAY = clock.local_day(NOW)
SOON = TODAY + timedelta(days=7)
UNITS = ["单位代码", "单位名称", "简称", "类别", "上级代码", "顺序", "联系点", "启用日期", "其他名称"]


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    yield
    book.forget()
    atlas.forget()


@pytest.fixture
def admin(as_: As) -> Client:
    return as_("admin")


def xlsx(headings: Sequence[str], *rows: Sequence[object], hidden: bool = False, title: str = "") -> bytes:
    """A file as a spreadsheet writes it; words that begin with "=" are formulas."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    if hidden:
        secret = made.add_worksheet("底稿")
        secret.write_row(0, 0, ["单位代码", "单位名称"])
        secret.hide()
    sheet = made.add_worksheet("表")
    sheet.activate()
    sheet.set_first_sheet()
    top = 0
    if title:
        sheet.write(0, 0, title)
        top = 1
    sheet.write_row(top, 0, list(headings))
    for no, row in enumerate(rows, top + 1):
        for place, value in enumerate(row):
            sheet.write(no, place, value)
    made.close()
    return out.getvalue()


def upload(client: Client, what: str, data: bytes, **given: str) -> Any:
    file = SimpleUploadedFile("名单.xlsx", data)
    return client.post(f"/admin/import/{what}/", {"file": file, **given})


def look(client: Client, what: str, data: bytes, **given: str) -> tuple[str, str]:
    """Where the look stands, and what it says."""
    answer = upload(client, what, data, **given)
    assert answer.status_code == 302, said(answer)[-4000:]
    return answer["Location"], said(client.get(answer["Location"]))


def confirm(client: Client, where: str, page: str) -> Any:
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return client.post(f"{where}do/confirm/", {"seen": seen[1] if seen else ""})


def states(page: str) -> dict[str, str]:
    """Line number -> its state."""
    return dict(
        re.findall(
            r'<tr data-state="\w+">\s*<td class="num">(\d+)</td>\s*<td class="nowrap">.*?<b>(\S+)</b>', page, re.DOTALL
        )
    )


class TestUnits:
    ROWS = (
        ["qx", "云山市气象局𠮷", "市气象局", "部门", "", 40, "否", datetime(2019, 12, 2), "气象台、天气台"],
        ["qx-zhan", "气象站", "", "other", "ｑｘ", "１２", "", "2019年12月3日", ""],
        ["water", "云山市水利局", "", "department", "", "", "", "", ""],
        ["urban", "云山市城管局", "市城管局", "部门", "", 20, "", "", ""],
    )

    def test_looked_at_then_confirmed_then_once_more(self, admin: Client) -> None:
        where, page = look(admin, "units", xlsx(UNITS, *self.ROWS))
        assert states(page) == {"2": "新增", "3": "新增", "4": "修改", "5": "不变"}
        assert "云山市水务局→云山市水利局" in page and "确认导入 3 行" in page and "𠮷" in page
        assert not Unit.objects.filter(code="qx").exists() and not Change.objects.exists(), "nothing yet"
        assert confirm(admin, where, page).status_code == 302
        post, above = Unit.objects.get(code="qx-zhan"), Unit.objects.get(code="qx")
        assert (post.parent_id, post.path, post.order, post.valid_from) == (
            above.id, f"{above.path}{post.id}/", 12, date(2019, 12, 3),
        )  # fmt: skip
        assert (above.name, above.valid_from) == ("云山市气象局𠮷", date(2019, 12, 2))
        assert set(ShortName.objects.filter(unit=above).values_list("name", flat=True)) == {"气象台", "天气台"}
        assert Change.objects.count() == 3 and "导入：名单.xlsx" in Change.objects.all()[0].reason
        where, page = look(admin, "units", xlsx(UNITS, *self.ROWS))
        assert set(states(page).values()) == {"不变"} and "没有变化" in page
        confirm(admin, where, page)
        assert Change.objects.count() == 3, "once more changes nothing"

    def test_every_mistake_of_every_line(self, admin: Client) -> None:
        rows = (
            ["好好", "", "", "王国", "", "-1", "也许", "2019-02-30", ""],
            ["a1", "甲", "", "部门", "b1", "", "", "", ""],
            ["b1", "乙", "", "部门", "a1", "", "", "", ""],
            ["b1", "丙", "", "部门", "a1", "", "", "", ""],
            ["c1", "丁", "", "部门", "nowhere", "=1+1", "", 1900000, ""],
            ["linhe", "临河区人民政府", "", "县市区", "water", "", "", "", ""],
            ["water", "云山市水务局", "", "部门", "", "", "", "2020-05-01", ""],
            ["ok", "好的", "", "部门", "", "", "", "", ""],
        )
        where, page = look(admin, "units", xlsx(UNITS, *rows))
        for sentence in (
            "单位代码“好好”只能用字母、数字", "请填写单位名称", "类别“王国”不认识", "顺序“-1”应为0到999999的整数",
            "联系点“也许”应填“是”或“否”", "启用日期“2019-02-30”不是日期", "绕成了圈", "单位代码b1在第4行已经有了",
            "上级代码nowhere不在本平台", "这一格是公式", "启用日期“1900000”不是日期", "二级平台不能改上级",
            "已经过去，或要改到过去",
        ):  # fmt: skip
            assert sentence in page, sentence
        assert states(page)["9"] == "新增" and list(states(page).values()).count("有错") == 7
        assert "7 行有错" in page and "确认导入" not in page
        answer = confirm(admin, where, page)
        assert answer.status_code == 422 and "一行都没有导入" in said(answer)
        assert not Unit.objects.filter(code="ok").exists() and not Change.objects.exists()
        assert said(admin.get(f"{where}?only=wrong")).count("data-state") == 7

    def test_headings_of_their_own_are_learnt(self, admin: Client) -> None:
        data = xlsx(["机构号", "机构", "性质"], ["qx", "云山市气象局", "部门"], title="云山市机构一览表")
        where, page = look(admin, "units", data)
        assert "表里没有这几列：单位代码、单位名称、类别" in page
        given = {"column-code": "机构号", "column-name": "机构", "column-kind": "性质"}
        twice = admin.post(f"{where}do/columns/", {**given, "column-kind": "机构"})
        assert twice.status_code == 422 and "同一列选给了两个" in said(twice)
        assert "没有“不在”这一列" in said(admin.post(f"{where}do/columns/", {**given, "column-kind": "不在"}))
        assert admin.post(f"{where}do/columns/", given).status_code == 302
        assert "新增" in said(admin.get(where)) and Headings.objects.count() == 1
        _, page = look(admin, "units", data)
        assert states(page) == {"3": "新增"}, "the title above the headings is no line; the columns are known"

    def test_what_changed_meanwhile_is_looked_at_again(self, admin: Client) -> None:
        where, page = look(admin, "units", xlsx(UNITS, *self.ROWS))
        Unit.objects.filter(code="water").update(name="云山市水利局")
        answer = confirm(admin, where, page)
        assert answer.status_code == 422 and "系统里的数据变了" in said(answer)
        assert not Unit.objects.filter(code="qx").exists()

    def test_somebody_else_s_sheet(self, admin: Client, as_: As) -> None:
        where, page = look(admin, "units", xlsx(UNITS, *self.ROWS))
        for code in ("security", "agent", "h-water"):
            client = as_(code)
            assert client.get(where).status_code in (403, 404), code
            assert confirm(client, where, page).status_code in (403, 404), code
            assert upload(client, "units", xlsx(UNITS, *self.ROWS)).status_code == 403, code
            assert client.get("/admin/import/units/template.xlsx").status_code == 403, code

    def test_few_sheets_are_kept(self, admin: Client) -> None:
        for _ in range(7):
            look(admin, "units", xlsx(UNITS, *self.ROWS))
        assert Upload.objects.count() == 5


class TestSeats:
    HEAD = ("席位代码", "席位名称", "角色", "单位代码", "保密权限", "启用日期")

    def test_seats(self, admin: Client) -> None:
        rows = (
            ["w-2", "水务承办乙", "承办人", "water", "否", ""],
            ["agent", "坐席甲（一号）", "坐席", "yunshan", "", ""],
        )
        where, page = look(admin, "seats", xlsx(self.HEAD, *rows))
        assert states(page) == {"2": "新增", "3": "修改"}
        confirm(admin, where, page)
        assert Seat.objects.get(code="w-2").user is None
        assert Seat.objects.get(code="agent").label == "坐席甲（一号）"

    def test_what_is_wrong_with_them(self, admin: Client) -> None:
        rows = (
            ["agent", "坐席甲", "派单员", "yunshan", "", ""],
            ["h-water", "水务承办甲", "承办人", "urban", "", ""],
            ["yunshan-system", "系统", "坐席", "yunshan", "", ""],
            ["x", "审计员乙", "审计员", "yunshan", "是", ""],
            ["y", "承办", "承办人", "nowhere", "", ""],
            ["y", "承办", "系统", "water", "", ""],
        )
        _, page = look(admin, "seats", xlsx(self.HEAD, *rows))
        for sentence in ("席位的角色不能改", "席位不能换单位", "已被别的平台或系统使用", "不能有保密权限",
                         "单位代码nowhere不在本平台", "席位代码y在第6行已经有了", "角色“系统”不认识"):  # fmt: skip
            assert sentence in page, sentence


class TestTaxonomy:
    def version(self, admin: Client) -> str:
        answer = admin.post("/admin/categories/begin/", {"title": "新版", "begins": str(SOON)})
        return str(answer["Location"].split("/")[-2])

    def test_categories_into_a_coming_version(self, admin: Client) -> None:
        refused = upload(admin, "categories", xlsx(["分类代码", "类别名称"], ["01", "环保"]), into="base-2013")
        assert refused.status_code == 422 and "不是本平台的" in said(refused)
        assert "请先到“分类”" in said(upload(admin, "categories", xlsx(["分类代码"], ["01"]), into=""))
        code = self.version(admin)
        rows = (
            ["01", "环保", ""],
            ["0108", "电磁", "否"],
            ["010801", "基站", ""],
            ["0107", "环评与环保管理", "是"],
            ["0101", "噪声污染", ""],
        )
        where, page = look(admin, "categories", xlsx(["分类代码", "类别名称", "停用"], *rows), into=code)
        assert states(page) == {"2": "修改", "3": "新增", "4": "新增", "5": "修改", "6": "不变"}
        assert confirm(admin, where, page).status_code == 302
        tree = catalogue.tree(code)
        assert tree["010801"].full_name == "环保 / 电磁 / 基站" and "010701" not in tree
        bad = (
            ["0199", "好", ""],
            ["0199", "又", ""],
            ["9901", "没有上级", ""],
            ["1", "短", ""],
            ["0102", "大气", "是"],
            ["010201", "油烟", ""],
        )
        _, page = look(admin, "categories", xlsx(["分类代码", "类别名称", "停用"], *bad), into=code)
        for sentence in ("分类代码0199在第2行已经有了", "分类9901没有上级99", "应为2、4或6位数字", "在这张表里停用了"):
            assert sentence in page, sentence

    def test_the_duty_catalogue(self, admin: Client) -> None:
        head = ("分类代码", "区划代码", "承办单位代码", "协办单位代码", "依据条款", "启用日期", "停用日期")
        rows = (
            ["0101", "", "urban", "water、police", "第3条", str(TODAY), ""],
            ["0101", "", "police", "", "", SOON, ""],
        )
        where, page = look(admin, "duties", xlsx(head, *rows))
        assert states(page) == {"2": "新增", "3": "新增"}
        assert confirm(admin, where, page).status_code == 302
        kept = list(DutyRule.objects.order_by("valid_from").values_list("unit_code", "valid_to"))
        assert kept == [("urban", SOON), ("police", None)]
        where, page = look(admin, "duties", xlsx(head, [*rows[0][:6], str(SOON)], rows[1]))
        assert set(states(page).values()) == {"不变"}
        bad = (
            ["0101", "", "water", "", "", str(TODAY), ""],
            ["0102", "", "nowhere", "urban", "", "", ""],
            ["0103", "", "urban", "urban", "", "2019-01-01", "2018-01-01"],
            ["9999", "nowhere", "urban", "", "", "", ""],
            ["0104", "", "urban", "", "", str(SOON), str(SOON + timedelta(days=9))],
            ["0104", "", "water", "", "", str(SOON + timedelta(days=1)), ""],
        )
        _, page = look(admin, "duties", xlsx(head, *bad))
        for sentence in (
            "已经生效，不能改写", "单位nowhere不在本平台", "已是主办", "应晚于启用日期", "已经过去",
            "分类9999不在", "区划nowhere不在", "和第6行的有效期重叠",
        ):  # fmt: skip
            assert sentence in page, sentence


class TestFiles:
    def refused(self, data: bytes) -> str:
        with pytest.raises(Refusal) as caught:
            workbook.read(data)
        assert caught.value.field == "file"
        return caught.value.sentence

    def changed(self, name: str, words: bytes) -> bytes:
        """A sound file with a part of another content."""
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(xlsx(UNITS, ["a", "b"]))) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for part in old.namelist():
                if part != name:
                    new.writestr(part, old.read(part))
            new.writestr(name, words)
        return out.getvalue()

    def test_what_is_no_table(self) -> None:
        for data in (b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\x00" * 100, self.changed("xl/workbook.xml", b"<broken")):
            assert "打不开" in self.refused(data)
        assert "加了密码的文件或旧的.xls" in self.refused(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
        assert "超过10兆" in self.refused(b"x" * (workbook.BYTES + 1))

    def test_what_would_do_more_than_be_read(self) -> None:
        assert "有宏" in self.refused(self.changed("xl/vbaProject.bin", b"x"))
        evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        assert "不该有的声明" in self.refused(self.changed("xl/sharedStrings.xml", evil))
        assert "不该有的声明" in self.refused(self.changed("xl/sharedStrings.xml", evil.decode().encode("utf-16")))
        assert "解开后过大" in self.refused(self.changed("xl/media/x.bin", b"\0" * (workbook.UNPACKED + 1)))

    def test_sheets_without_lines(self) -> None:
        assert "没有数据" in self.refused(xlsx(UNITS))
        assert "表是空的" in self.refused(xlsx([]))
        assert "前5行里没有表头" in self.refused(xlsx(["a"], *[["x"]] * 9))
        assert "出现了两次" in self.refused(xlsx(["单位代码", "单位代码"], ["a", "b"]))

    def test_hidden_and_further_sheets_are_said(self) -> None:
        assert "隐藏的工作表没有读：底稿" in workbook.read(xlsx(UNITS, ["a", "b"], hidden=True)).notes[0]
        made = openpyxl.Workbook()
        made.active.append(["代码", "名称"])
        made.active.append(["a", "b"])
        made.create_sheet("第二张")
        out = io.BytesIO()
        made.save(out)
        assert "第二张" in workbook.read(out.getvalue()).notes[0]

    def test_cells_are_words(self) -> None:
        sheet = workbook.read(
            xlsx(["a", "b", "c", "d", "e"], [1.0, 2.5, True, datetime(2020, 1, 2, 3, 4), "  𠮷\u202e \x07x"])
        )
        assert sheet.rows == [(2, ["1", "2.5", "是", "2020-01-02 03:04", "𠮷 x"])]
        long = workbook.read(xlsx(["a", "b"], ["x" * 3000, "=HYPERLINK(1)"]))
        assert [(no, column) for no, column, _ in long.mistakes] == [(2, "a"), (2, "b")]

    def test_too_many_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "ROWS", 3)
        assert "行数超过3" in self.refused(xlsx(["a", "b"], *[["x", "y"]] * 20))

    def test_nothing_uploaded(self, admin: Client) -> None:
        assert "请选择要导入的.xlsx文件" in said(admin.post("/admin/import/units/"))
        assert admin.get("/admin/import/nothing/").status_code == 404

    def test_templates_come_back_as_they_went(self, admin: Client, world: World) -> None:
        for what, (_, columns, _) in SHEETS.items():
            answer = admin.get(f"/admin/import/{what}/template.xlsx")
            assert answer["Content-Disposition"] == f'attachment; filename="huisheng-{what}.xlsx"'
            sheet = workbook.read(answer.content)
            assert sheet.headings == [column.label for column in columns]
            assert sheet.rows[0][1] == [column.example for column in columns]
