"""The administrator's desk: what each page shows and does, what is refused in which words, and who sees nothing."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.desks.admin import labels
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.directory import book, law, reads
from huisheng.directory import load as directory_load
from huisheng.directory.models import AccessKey, Roster, Seat, ShortName, Unit
from huisheng.directory.settled import Change, RuleChange
from huisheng.kernel import clock
from huisheng.rulebook.book import shipped
from huisheng.taxonomy import atlas, catalogue
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.models import CatalogueChange, CategoryVersion, DutyRule
from tests.cast import World

TODAY = clock.local_day(NOW)
SOON = TODAY + timedelta(days=7)
SCOPE = "湖南/湘潭"
PAGES = (
    *("", "units/", "seats/", "roster/", "categories/", "duties/", "rules/", "changes/", "import/units/"),
    *("new/unit/", "new/seat/", "units/water/", "seats/agent/", "rules/deadlines.reply/", "categories/base-2013/"),
)
STRANGER: dict[str, Any] = {
    "platform": {"code": "yuan", "name": "远山市热线", "scope": "湖南/远山", "prefix": "YU"},
    "unit": [{"code": "yuan-water", "name": "远山市水务局", "kind": "department"}],
    "seat": [{"code": "yuan-admin", "role": "admin", "unit": "yuan"}],
}


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    """What one test put into memory, the next must not find."""
    yield
    book.forget()
    atlas.forget()


@pytest.fixture
def admin(as_: As) -> Client:
    """The administrator's browser."""
    return as_("admin")


def sent(client: Client, path: str, status: int = 302, /, **given: str) -> str:
    """A form is sent; what the page says, or where it leads."""
    answer = client.post(f"/admin/{path}", given)
    assert answer.status_code == status, said(answer)[:3000]
    return said(answer) if status != 302 else answer["Location"]


class TestWho:
    def test_the_administrator_reads_every_page(self, admin: Client) -> None:
        for path in PAGES:
            page = admin.get(f"/admin/{path}")
            assert page.status_code == 200 and "<h1>" in said(page), path

    def test_nobody_else_reads_any(self, as_: As) -> None:
        posts = ("new/unit/", "new/seat/", "roster/", "roster/copy/", "categories/begin/", "duties/")
        for code in ("agent", "dispatcher", "leader", "h-water", "auditor"):
            client = as_(code)
            for path in PAGES:
                assert client.get(f"/admin/{path}").status_code in (403, 404), (code, path)
            for path in posts:
                answer = client.post(f"/admin/{path}", {"begins": str(SOON), "title": "x"})
                assert answer.status_code in (403, 404), (code, path)
        assert not Change.objects.exists() and not CatalogueChange.objects.exists()

    def test_who_keeps_the_accounts_sees_parameters_alone(self, as_: As) -> None:
        client = as_("security")
        seen = {path: client.get(f"/admin/{path}").status_code for path in PAGES}
        assert {path for path, status in seen.items() if status == 200} == {"rules/", "rules/deadlines.reply/"}

    def test_another_city_s_administrator_reaches_nothing_here(self, as_: As, world: World) -> None:
        directory_load.load_city(STRANGER, password=None)
        client = as_("yuan-admin")
        for path in ("units/water/", "seats/agent/"):
            assert client.get(f"/admin/{path}").status_code == 404, path
        for path in ("units/", "seats/", "changes/", "duties/", "new/seat/"):
            assert "云山" not in said(client.get(f"/admin/{path}")), path
        given = {"ends": str(SOON), "reason": "x", "name": "改", "label": "改"}
        for path in ("units/water/do/end/", "units/water/do/change/", "seats/agent/do/close/"):
            assert client.post(f"/admin/{path}", given).status_code == 404, path
        assert client.get("/admin/rules/?platform=yunshan").status_code == 404
        assert Unit.objects.get(code="water").valid_to is None


class TestUnits:
    NEW = {"code": "qixiang", "name": "云山市气象局", "short": "市气象局", "kind": "department", "parent": "",
           "order": "40", "aliases": "气象台、天气台"}  # fmt: skip

    def test_a_unit_is_set_up_and_found_by_every_name(self, admin: Client) -> None:
        assert sent(admin, "new/unit/", **self.NEW) == "/admin/units/qixiang/"
        row = Unit.objects.get(code="qixiang")
        assert (row.valid_from, row.platform.code, row.path) == (
            TODAY + timedelta(days=1), "yunshan", f"{row.parent.path if row.parent else ''}{row.id}/",
        )  # fmt: skip
        for words in ("气象", "天气台", "QIXIANG"):
            page = said(admin.get("/admin/units/", {"q": words}))
            assert "云山市气象局" in page and "云山市水务局" not in page, words
        change = Change.objects.get()
        assert (change.done, change.key, change.details["简称"]) == ("opened", "qixiang", ["", "市气象局"])

    def test_what_is_wrong_stands_beside_its_field(self, admin: Client) -> None:
        cases: list[tuple[dict[str, str], str]] = [
            ({"code": "water"}, "单位代码water已经有了"),
            ({"code": "水务"}, "只能用字母、数字、-和_"),
            ({"code": ""}, "请填写单位代码"),
            ({"name": " "}, "请填写单位名称"),
            ({"kind": "王国"}, "不认识，请从这些中选"),
            ({"parent": "nowhere"}, "上级代码nowhere不在本平台"),
            ({"parent": "qixiang"}, "绕成了圈"),
            ({"order": "-1"}, "应为0到999999的整数"),
            ({"valid_from": "2019-13-01"}, "不是日期"),
            ({"prefix": "YS", "scope": f"{SCOPE}/气象"}, "已被别的平台使用"),
            ({"prefix": "QX", "scope": "北京/气象"}, "平台路径应在"),
            ({"prefix": "小写", "scope": f"{SCOPE}/气象"}, "大写字母或数字"),
        ]
        for given, sentence in cases:
            page = sent(admin, "new/unit/", 422, **{**self.NEW, **given})
            assert sentence in page and 'aria-invalid="true"' in page
            assert "天气台" in page, "what was typed comes back"
        assert not Unit.objects.filter(code="qixiang").exists()

    def test_a_platform_below(self, admin: Client) -> None:
        sent(admin, "new/unit/", **{**self.NEW, "prefix": "QX", "scope": f"{SCOPE}/气象"})
        row = Unit.objects.get(code="qixiang")
        assert row.is_platform and row.platform_id == row.id
        assert reads.system_actor(row.id, TODAY + timedelta(days=1)) is not None

    def test_a_new_name_keeps_the_old_one(self, admin: Client) -> None:
        given = {"name": "云山市水利局", "short": "市水利局", "kind": "department", "order": "10"}
        sent(admin, "units/water/do/change/", **given)
        row = Unit.objects.get(code="water")
        assert row.name == "云山市水利局"
        assert set(ShortName.objects.filter(unit=row).values_list("name", flat=True)) == {"云山市水务局", "市水务局"}
        page = sent(admin, "units/water/do/change/", 422, **{**given, "aliases": "云山市水务局、市水务局"})
        assert "没有要改的" in page

    def test_units_move_within_their_platform_alone(self, admin: Client, world: World) -> None:
        given = {"name": "云山市水务局", "short": "市水务局", "kind": "department", "parent": "urban 云山市城管局"}
        sent(admin, "units/water/do/change/", **given)
        water, urban = Unit.objects.get(code="water"), Unit.objects.get(code="urban")
        assert water.path == f"{urban.path}{water.id}/"
        assert Change.objects.get().done == "moved"
        assert world.seat("h-water").unit_path == water.path
        page = sent(admin, "units/urban/do/change/", 422, name="云山市城管局", kind="department", parent="water")
        assert "绕成了圈" in page
        page = sent(admin, "units/police/do/change/", 422, name="云山市公安局", kind="department", parent="linhe")
        assert "也不能改到另一个平台" in page

    def test_a_unit_ends_with_its_seats_and_stays_in_history(self, admin: Client, as_: As) -> None:
        day = str(SOON)
        assert "应在今天以后" in sent(admin, "units/police/do/end/", 422, ends=str(TODAY), reason="撤并")
        assert "请填写理由" in sent(admin, "units/police/do/end/", 422, ends=day, reason="")
        sent(admin, "units/police/do/end/", ends=day, reason="撤并")
        assert Seat.objects.get(code="h-police").valid_to == SOON
        with clock.at(clock.midnight(SOON)):
            assert as_("h-police").get("/").status_code != 200
            assert "云山市公安局" not in said(admin.get("/admin/units/"))
            assert "云山市公安局" in said(admin.get("/admin/units/?ended=1"))
            assert sent(admin, "units/police/do/undo/", 422, reason="后悔").count("已停用的请另设单位") == 1
        sent(admin, "units/police/do/undo/", reason="不撤了")
        assert Unit.objects.get(code="police").valid_to is None and Seat.objects.get(code="h-police").valid_to is None

    def test_one_with_work_in_hand_needs_a_successor(self, admin: Client, world: World) -> None:
        world.dispatched("water")
        page = said(admin.get("/admin/units/water/"))
        assert "待签收1件" in page and "YS-" not in page, "counted, not shown"
        page = sent(admin, "units/water/do/end/", 422, ends=str(SOON), reason="撤并")
        assert "还有1件没有办完的派单" in page and "请选定承接单位" in page
        for heir, words in (("water", "它自己和下属"), ("nowhere", "不属于本平台")):
            assert words in sent(admin, "units/water/do/end/", 422, ends=str(SOON), reason="撤并", successor=heir)
        sent(admin, "units/water/do/end/", ends=str(SOON), reason="撤并", successor="urban 云山市城管局")
        row = Unit.objects.get(code="water")
        assert (row.valid_to, row.successor.code if row.successor else "") == (SOON, "urban")
        assert Change.objects.get().details["没有办完的派单"] == ["", "1件"]

    def test_not_while_units_below_go_on_nor_the_platform_itself(self, admin: Client) -> None:
        assert "1个单位那时没有停用：石桥镇" in sent(admin, "units/linhe/do/end/", 422, ends=str(SOON), reason="撤并")
        assert "本平台自己不能" in sent(admin, "units/yunshan/do/end/", 422, ends=str(SOON), reason="撤并")

    def test_the_tree_costs_the_same_however_long(self, admin: Client, world: World) -> None:
        def asked() -> int:
            admin.get("/admin/units/")
            with CaptureQueriesContext(
                connection,
            ) as seen:
                admin.get("/admin/units/")
            return len(seen)

        few, top = asked(), Unit.objects.get(code="yunshan")
        for n in range(30):
            row = Unit(code=f"u{n}", name=f"演示单位{n}", short=f"单位{n}", kind="department", parent=top,
                       platform=top, path="/", valid_from=TODAY, order=100 + n)  # fmt: skip
            row.save()
            Unit.objects.filter(pk=row.pk).update(path=f"{top.path}{row.pk}/")
        book.forget()
        assert asked() == few
        assert said(admin.get("/admin/units/")).count("data-row") > 30


class TestSeats:
    NEW = {"code": "water-2", "label": "水务承办乙", "role": "handler", "unit": "water 云山市水务局"}

    def test_a_seat_is_set_up_without_an_account(self, admin: Client) -> None:
        sent(admin, "new/seat/", **self.NEW)
        row = Seat.objects.get(code="water-2")
        assert (row.user, row.unit.code, row.valid_from) == (None, "water", TODAY + timedelta(days=1))
        assert "请安全管理员移交" in said(admin.get("/admin/seats/water-2/"))

    def test_what_is_wrong(self, admin: Client) -> None:
        cases: list[tuple[dict[str, str], str]] = [
            ({"code": "agent"}, "席位代码agent已经有了"),
            ({"unit": "nowhere"}, "单位代码nowhere不在本平台"),
            ({"role": "system"}, "不认识，请从这些中选"),
            ({"role": "auditor", "confidential": "1"}, "不能有保密权限"),
            ({"confidential": "1", "reason": ""}, "请填写理由"),
        ]
        for given, sentence in cases:
            assert sentence in sent(admin, "new/seat/", 422, **{**self.NEW, **given})
        assert not Seat.objects.filter(code="water-2").exists()

    def test_the_right_to_confidential_orders_needs_a_reason(self, admin: Client) -> None:
        given = {"label": "坐席甲", "confidential": "1"}
        assert "请填写理由" in sent(admin, "seats/agent/do/change/", 422, **given)
        sent(admin, "seats/agent/do/change/", **given, reason="专席")
        assert Seat.objects.get(code="agent").may_see_confidential
        assert Change.objects.get().details == {"保密权限": ["否", "是"]}

    def test_closed_today_nobody_works_on_it(self, admin: Client, as_: As) -> None:
        Roster.objects.create(seat=Seat.objects.get(code="agent"), day=SOON, begins="08:00", ends="16:00")
        assert as_("agent").get("/").status_code == 200
        assert "不能停用自己的席位" in said(admin.get("/admin/seats/admin/"))
        assert "不能早于今天" in sent(admin, "seats/agent/do/close/", 422, ends="2019-11-01", reason="撤席")
        sent(admin, "seats/agent/do/close/", ends=str(TODAY), reason="撤席")
        assert as_("agent").get("/").status_code != 200
        assert not Roster.objects.exists()
        assert "/admin/seats/agent/" not in said(admin.get("/admin/seats/"))
        assert "/admin/seats/agent/" in said(admin.get("/admin/seats/?ended=1"))

    def test_pages_by_key(self, admin: Client) -> None:
        unit = Unit.objects.get(code="water")
        Seat.objects.bulk_create(
            Seat(code=f"z{n:03}", label=f"演示席{n}", role="handler", unit=unit, valid_from=TODAY) for n in range(70)
        )
        first = said(admin.get("/admin/seats/?q=演示席"))
        more = re.search(r'href="(\?[^"]*after=z049[^"]*)"', first)
        assert first.count("data-row") == 50 and more is not None
        assert said(admin.get("/admin/seats/" + more[1].replace("&amp;", "&"))).count("data-row") == 20
        assert "没有这样的席位" in said(admin.get("/admin/seats/?q=没有的"))


class TestRoster:
    def test_a_week_is_written_and_copied(self, admin: Client, world: World) -> None:
        page = said(admin.get("/admin/roster/"))
        assert "坐席甲" in page and "派单员甲" not in page
        given = {
            "week": "2019-11-04",
            "role": "agent",
            "agent@2019-11-06": "８：００-16 16:00－24:00",
            "agent@2019-11-04": "00:00-08:00",
        }
        sent(admin, "roster/", **given)
        turns = [(str(r.day), str(r.begins)[:5], str(r.ends)[:5]) for r in Roster.objects.all()]
        assert turns == [("2019-11-06", "08:00", "16:00"), ("2019-11-06", "16:00", "00:00")], "yesterday stays"
        on_duty = reads.on_duty(world.platform, clock.midnight(date(2019, 11, 6)) + timedelta(hours=23))
        assert on_duty == [Seat.objects.get(code="agent").id]
        sent(admin, "roster/copy/", week="2019-11-11", role="agent")
        assert Roster.objects.filter(day=date(2019, 11, 13)).count() == 2
        page = said(admin.get("/admin/roster/?week=2019-11-13&role=agent"))
        assert "08:00-16:00 16:00-24:00" in page
        assert [c.done for c in Change.objects.order_by("pk")] == ["changed", "copied"]
        sent(admin, "roster/copy/", week="2019-11-11", role="agent")
        assert Roster.objects.count() == 4, "what is set isn't set twice"

    def test_what_can_t_be_read_is_said_and_stays(self, admin: Client) -> None:
        cases = [
            ("早班", "看不懂"),
            ("08:00-25:00", "看不懂"),
            ("08:00-08:00", "看不懂"),
            ("08:00-16:00 15:00-20:00", "互相重叠"),
            ("22:00-06:00 23:00-24:00", "互相重叠"),
            ("1-2 3-4 5-6 7-8 9-10", "最多4个班次"),
        ]
        for typed, sentence in cases:
            given = {
                "week": "2019-11-04",
                "role": "agent",
                "agent@2019-11-06": typed,
                "agent@2019-11-07": "08:00-16:00",
            }
            page = sent(admin, "roster/", 422, **given)
            assert sentence in page and "坐席甲11月6日" in page and typed in page
            assert not Roster.objects.exists(), "nothing half done"

    def test_a_week_that_is_over_is_only_read(self, admin: Client) -> None:
        page = said(admin.get("/admin/roster/?week=2019-10-28"))
        assert "这一周已经过去" in page and "保存排班" not in page
        assert "已经过去" in sent(admin, "roster/", 422, week="2019-10-28", **{"agent@2019-10-28": "08:00-16:00"})
        given = {"week": "2019-11-04", "h-nobody@2019-11-06": "8-16"}
        assert admin.post("/admin/roster/", given).status_code == 404


class TestRules:
    def proposed(self, admin: Client, **changed: str) -> tuple[str, dict[str, str]]:
        """The form as the page has it, some of it changed."""
        page = said(admin.get("/admin/rules/deadlines.reply/"))
        given = dict(re.findall(r'name="(is\d+)"\s+id="[^"]*"\s+value="([^"]*)"', page))
        given |= {"begins": str(SOON), "source": "云政办〔2019〕7号第2条", "reason": "提速", **changed}
        return page, given

    def test_proposed_by_one_and_confirmed_by_another(self, admin: Client, as_: As, world: World) -> None:
        page, given = self.proposed(admin, is0="3")
        assert "5个工作日" in page and "等第二个席位确认" in page
        sent(admin, "rules/deadlines.reply/", **given)
        row = RuleChange.objects.get()
        security = as_("security")
        waiting = said(security.get("/admin/rules/"))
        assert "等确认的" in waiting and "一般：3个工作日" in waiting and "云政办" in waiting
        sent(security, f"rules/change/{row.pk}/do/confirm/")
        assert law.at(SOON, SCOPE).get("deadlines.reply").count == 3
        page = said(admin.get("/admin/rules/deadlines.reply/"))
        assert "待生效" in page and "到那天生效" in page
        assert f"{SOON} 起有新值" in said(admin.get("/admin/rules/?q=答复"))
        with clock.at(clock.midnight(SOON)):
            page = said(admin.get("/admin/rules/?q=答复"))
            assert "本平台自定" in page and f"/rulebook/city/art-{row.pk}/" in page
            assert "云政办〔2019〕7号第2条" in said(admin.get(f"/rulebook/city/art-{row.pk}/"))

    def test_what_is_wrong_and_what_was_typed(self, admin: Client) -> None:
        cases: list[tuple[dict[str, str], str]] = [
            ({"begins": str(TODAY)}, "只能从将来的日子改起"),
            ({"begins": "以后"}, "应为日期"),
            ({"is0": "三"}, "应为不小于0的整数"),
            ({"source": ""}, "请填写依据"),
            ({"reason": ""}, "请填写理由"),
            ({}, "没有要改的"),
        ]
        for changed, sentence in cases:
            _, given = self.proposed(admin, **{"is0": "3" if changed else "5", **changed})
            page = sent(admin, "rules/deadlines.reply/", 422, **given)
            assert sentence in page
        assert not RuleChange.objects.exists()

    def test_codes_are_shown_and_taken_as_people_say_them(self, admin: Client, as_: As) -> None:
        every = said(admin.get("/admin/rules/"))
        assert "非本单位职责、非本辖区" in every
        for code in ("渠道enterprise", "类别consult", "not_my_duty", "no_visit", ">phone<", "cross_region"):
            assert code not in every, code
        here = "rules/returns.grounds/"
        page = said(admin.get(f"/admin/{here}"))
        assert 'value="非本单位职责、非本辖区、诉求内容与事实不符、市民已撤诉、其他"' in page
        assert "可填：非本单位职责" in page
        given = {"begins": str(SOON), "source": "云政办〔2019〕7号第2条", "reason": "少一些"}
        wrong = sent(admin, here, 422, **given, is0="非本单位职责、没空")
        assert "里的“没空”系统不认识，只能用：" in wrong and "市民已撤诉" in wrong and "citizen_withdrew" not in wrong
        assert 'value="非本单位职责、没空"' in wrong
        sent(admin, here, **given, is0="非本辖区，非本单位职责 OTHER")
        assert RuleChange.objects.get().held[0]["is"] == ["not_my_area", "not_my_duty", "other"]
        assert "一般：非本辖区、非本单位职责、其他" in said(as_("security").get("/admin/rules/"))
        assert "其他→非本辖区、非本单位职责、其他" in said(admin.get("/admin/changes/"))

    def test_every_code_of_the_rulebook_has_a_label(self) -> None:
        for one in shipped().values:
            shown = labels.value(one) + labels.conditions(one.conditions)
            assert not re.search("(?<![A-Za-z])[a-z]{2,}", shown), (one.name, shown)
        assert labels.conditions((("urgent", True), ("channel", "enterprise"))) == "急件、渠道：企业诉求接诉即办"
        assert labels.conditions((("grade", 2), ("role", "agent"))) == "等级2、岗位：坐席"

    def test_what_no_platform_sets(self, admin: Client) -> None:
        assert "由上级统一规定" in said(admin.get("/admin/rules/rankings.notice/"))
        assert admin.get("/admin/rules/no.such/").status_code == 404
        assert "没有这样的参数" in said(admin.get("/admin/rules/?q=没有这个"))

    def test_withdrawn(self, admin: Client) -> None:
        _, given = self.proposed(admin, is0="3")
        sent(admin, "rules/deadlines.reply/", **given)
        key = RuleChange.objects.get().pk
        assert "请填写理由" in sent(admin, f"rules/change/{key}/do/withdraw/", 422, reason="")
        sent(admin, f"rules/change/{key}/do/withdraw/", reason="文件没发")
        assert "撤回" in said(admin.get("/admin/rules/deadlines.reply/"))
        assert admin.post(f"/admin/rules/change/{key}/do/nonsense/").status_code == 404
        assert admin.post("/admin/rules/change/999999/do/confirm/").status_code == 404


class TestCategories:
    def begun(self, admin: Client) -> str:
        return sent(admin, "categories/begin/", title="云山市分类（新版）", begins=str(SOON))

    def test_a_new_version_from_a_day_to_come(self, admin: Client) -> None:
        DutyRule.objects.create(platform="yunshan", version=CategoryVersion.objects.get(code="base-2013"),
                                category="01", unit_code="urban", valid_from=TODAY)  # fmt: skip
        atlas.forget()
        here = self.begun(admin)
        code = here.split("/")[-2]
        old, new = catalogue.tree("base-2013"), catalogue.tree(code)
        assert {one: card.full_name for one, card in old.items()} == {one: card.full_name for one, card in new.items()}
        sent(admin, f"categories/{code}/do/add/", above="01 环境保护", name="电磁与电梯噪声")
        sent(admin, f"categories/{code}/do/rename/", category="0101", name="噪声扰民")
        sent(admin, f"categories/{code}/do/end/", category="0107")
        fresh = catalogue.tree(code)
        assert fresh["0108"].initials == "dcydtzs" and fresh["0101"].full_name == "环境保护 / 噪声扰民"
        assert "0107" not in fresh and "010701" not in fresh
        assert catalogue.tree("base-2013")["0101"].name == "噪声污染", "the past stays"
        for day, held in ((SOON - timedelta(days=1), "base-2013"), (SOON, code)):
            version = taxonomy.version_at(day, SCOPE)
            assert version is not None and version.code == held
        assert [d.unit for d in taxonomy.duties("yunshan", code, "010101", "", SOON)] == ["urban"], "with its catalogue"
        assert "dcydtzs" in said(admin.get(f"/admin/categories/{code}/?q=dcyd"))

    def test_once_begun_it_stays(self, admin: Client) -> None:
        code = self.begun(admin).split("/")[-2]
        assert "已有一版" in sent(admin, "categories/begin/", 422, title="又一版", begins=str(SOON))
        with clock.at(clock.midnight(SOON)):
            for deed in ("add", "rename", "end", "withdraw"):
                page = sent(admin, f"categories/{code}/do/{deed}/", 422, name="改", category="0101", reason="改")
                assert "已经启用，不能再改" in page, deed
        page = sent(admin, "categories/base-2013/do/rename/", 422, name="改", category="0101")
        assert "不是本平台的" in page
        sent(admin, f"categories/{code}/do/withdraw/", reason="不改了")
        assert not CategoryVersion.objects.filter(code=code).exists()

    def test_what_is_wrong(self, admin: Client) -> None:
        assert "只能从将来的日子启用" in sent(admin, "categories/begin/", 422, title="新", begins=str(TODAY))
        assert "请填写版本名称" in sent(admin, "categories/begin/", 422, title="", begins=str(SOON))
        code = self.begun(admin).split("/")[-2]
        assert "同一级已有" in sent(admin, f"categories/{code}/do/add/", 422, above="01", name="噪声污染")
        assert "已是第三级" in sent(admin, f"categories/{code}/do/add/", 422, above="010101", name="更细")
        assert admin.get("/admin/categories/no-such/").status_code == 404


class TestDuties:
    NEW = {"category": "0101 噪声污染", "unit": "urban 云山市城管局", "clause": "《演示目录》第3条"}

    def test_a_line_gives_way_to_the_next(self, admin: Client) -> None:
        sent(admin, "duties/", **self.NEW, valid_from=str(TODAY))
        sent(admin, "duties/", **{**self.NEW, "unit": "police"}, valid_from=str(SOON))
        rows = list(DutyRule.objects.order_by("valid_from").values_list("unit_code", "valid_from", "valid_to"))
        assert rows == [("urban", TODAY, SOON), ("police", SOON, None)]
        for day, unit in ((TODAY, "urban"), (SOON, "police")):
            assert [d.unit for d in taxonomy.duties("yunshan", "base-2013", "010101", "", day)] == [unit]
        assert "待启用" in said(admin.get("/admin/duties/"))
        assert CatalogueChange.objects.filter(matter="duty").count() == 2

    def test_what_is_wrong(self, admin: Client) -> None:
        cases: list[tuple[dict[str, str], str]] = [
            ({"category": "9999"}, "分类9999不在"),
            ({"category": "1"}, "应为2、4或6位数字"),
            ({"unit": "nowhere"}, "单位nowhere不在本平台"),
            ({"region": "nowhere"}, "区划nowhere不在本平台"),
            ({"co_units": "urban"}, "已是主办"),
            ({"valid_from": str(TODAY - timedelta(days=1))}, "已经过去"),
            ({"valid_from": str(SOON), "valid_to": str(SOON)}, "应晚于启用日期"),
        ]
        for given, sentence in cases:
            assert sentence in sent(admin, "duties/", 422, **{**self.NEW, **given})
        assert not DutyRule.objects.exists()

    def test_gaps_and_contradictions(self, admin: Client) -> None:
        page = said(admin.get("/admin/duties/"))
        assert "个类别没有全部区划都管的单位" in page and "?category=01#new" in page
        sent(admin, "duties/", **self.NEW, valid_from=str(TODAY))
        page = said(admin.get("/admin/duties/"))
        assert "?category=01#new" not in page and "?category=0102#new" in page and "?category=0101#new" not in page
        sent(admin, "units/urban/do/end/", ends=str(SOON), reason="撤并")
        page = said(admin.get("/admin/duties/"))
        assert "1 处矛盾" in page and f"云山市城管局将于{SOON}停用" in page
        key = DutyRule.objects.get().pk
        assert "请填写理由" in sent(admin, f"duties/{key}/end/", 422, ends=str(SOON), reason="")
        sent(admin, f"duties/{key}/end/", ends=str(SOON), reason="撤并")
        assert "处矛盾" not in said(admin.get("/admin/duties/"))
        assert admin.post("/admin/duties/999999/end/", {"ends": str(SOON), "reason": "x"}).status_code == 404


class TestKeys:
    def test_issued_once_used_and_revoked(self, as_: As) -> None:
        security = as_("security")
        answer = said(security.post("/account/keys/", {"seat": "agent", "label": "门户网站"}))
        told = re.search(r'class="mono token">([\w-]{43})<', answer)
        assert told is not None
        page = said(security.get("/account/keys/"))
        assert told[1] not in page and "还没有用过" in page
        answer_ = Client().get("/api/v1/orders", HTTP_AUTHORIZATION=f"Bearer {told[1]}")
        assert answer_.status_code == 200
        assert AccessKey.objects.get().used_at == NOW
        assert security.post(f"/account/keys/{AccessKey.objects.get().pk}/revoke/").status_code == 302
        assert Client().get("/api/v1/orders", HTTP_AUTHORIZATION=f"Bearer {told[1]}").status_code == 401
        assert [c.done for c in Change.objects.order_by("pk")] == ["opened", "ended"]

    def test_in_a_real_city_the_administrator_issues_none(self, as_: As) -> None:
        Unit.objects.update(rehearsal=False)
        book.forget()
        for code in ("admin", "auditor", "agent"):
            client = as_(code)
            assert client.get("/account/keys/").status_code != 200, code
        assert not AccessKey.objects.exists()

    def test_not_for_every_seat(self, as_: As) -> None:
        answer = as_("security").post("/account/keys/", {"seat": "admin", "label": "试"})
        assert answer.status_code == 422 and "不能使用接口密钥" in said(answer)


def test_changes_are_searched_and_paged(admin: Client, as_: As) -> None:
    for n in range(60):
        sent(admin, "new/seat/", code=f"n{n:02}", label=f"演示席{n}", role="handler", unit="water")
    first = said(admin.get("/admin/changes/"))
    more = re.search(r'href="(\?[^"]*before=\d+)"', first)
    assert first.count("新设席位") == 50 and more is not None
    assert said(admin.get("/admin/changes/" + more[1].replace("&amp;", "&"))).count("新设席位") == 10
    assert said(admin.get("/admin/changes/?key=n07")).count("新设席位") == 1
    assert said(admin.get("/admin/changes/?seat=nobody")).count("新设席位") == 0
    assert said(admin.get(f"/admin/changes/?from={SOON}")).count("新设席位") == 0
    assert said(admin.get("/admin/changes/?of=catalogue")).count("新设席位") == 0
    assert said(as_("auditor").get("/account/records/?what=changes")).count("新设席位") == 50
