"""A frozen month: the same bytes, the same figures without a database, and what is wrong said by name."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction

from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor, position
from huisheng.measures import follow, reckon
from huisheng.measures.definition import shipped
from huisheng.measures.dossier import archive, export, frozen, lines, recompute, words
from huisheng.measures.dossier.archive import Writer, open_archive
from huisheng.measures.dossier.difference import difference
from huisheng.measures.dossier.freeze import freeze
from huisheng.measures.dossier.frozen import thaw
from huisheng.measures.figure import Scope, Window
from huisheng.measures.tests import anything
from huisheng.measures.tests.conftest import Tell, write_down
from huisheng.measures.tests.stories import PLATFORM, Story, at, random_ledger

NOVEMBER = Scope(PLATFORM, Window(date(2019, 11, 1), date(2019, 11, 30)))
Change = Callable[[dict[str, bytes]], object]


def month_in(folder: Path) -> Path:
    """The dossier of what is in the ledger."""
    path = folder / "month.zip"
    freeze(path, [NOVEMBER], schemes={"a.toml": b"x = 1\n"}, finish=lambda told: {"n.json": b"%d" % len(told)})
    return path


@pytest.fixture
def live_month(tell: Tell, tmp_path: Path) -> Path:
    """The dossier of a small random ledger, and the ledger."""
    tell(random_ledger(1, orders=12, calls=4))
    return month_in(tmp_path)


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same dossier, made once; its ledger is gone."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(cursor, "horizon", lambda: 2**62)
        write_down(random_ledger(1, orders=12, calls=4))
        path = month_in(tmp_path_factory.mktemp("month"))
        transaction.set_rollback(True)
    return path


@pytest.fixture
def month(once: Path, tmp_path: Path) -> Path:
    """The dossier of a small random ledger."""
    return Path(shutil.copy(once, tmp_path / "month.zip"))


def refused(path: Path) -> str:
    with pytest.raises(Refusal) as caught:
        thaw(path)
    return caught.value.sentence


def remade(path: Path, change: Change) -> Path:
    """The dossier written again by its own writer with other members: every hash fits."""
    held = open_archive(path)
    members = {n: bytes(v) for n, v in held.members.items() if n not in (archive.MANIFEST, archive.FINGERPRINT)}
    change(members)
    other = path.with_name(f"remade-{len(list(path.parent.iterdir()))}.zip")
    writer = Writer(other, {key: value for key, value in held.manifest.items() if key not in ("members", "format")})
    for name, content in members.items():
        writer.add(name, content)
    writer.finish()
    return other


def test_the_figures_are_the_same_without_a_database(live_month: Path) -> None:
    made = recompute.recompute(live_month)
    assert made.differences == []
    assert made.told == [reckon.figures_by([n for n in shipped() if "@" in n], NOVEMBER, made.frozen.bys)]
    said = words.recomputed(made)
    assert said[-1].startswith("一致：") and f"{made.figures:,} 个数字" in said[-1]
    assert made.frozen.fingerprint in said[0]
    assert (made.frozen.under("schemes"), made.frozen.under("results")) == ({"a.toml": b"x = 1\n"}, {"n.json": b"1"})


def test_the_same_ledger_gives_the_same_bytes(live_month: Path, tmp_path: Path) -> None:
    again = freeze(tmp_path / "b.zip", [NOVEMBER], schemes={"a.toml": b"x = 1\n"}, finish=lambda told: {"n.json": b"1"})
    assert live_month.read_bytes() == again.path.read_bytes()
    assert again.size == live_month.stat().st_size


def test_rows_are_in_groups_of_a_fixed_size_however_the_csv_was_cut(
    live_month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, int]] = []
    groups = []
    for number, block in enumerate((1, 1000, 10**6)):
        with monkeypatch.context() as patch:
            patch.setattr(export, "_GROUP", 5)
            patch.setattr(export, "_BLOCK", block)
            path = tmp_path / f"{number}.zip"
            freeze(path, [NOVEMBER], progress=lambda label, rows: heard.append((label, rows)))
        members = open_archive(path).members
        groups.append(bytes(members["facts/order.parquet"]))
    assert groups[0] == groups[1] == groups[2]
    assert pq.ParquetFile(pa.BufferReader(groups[0])).num_row_groups == 3
    assert ("工单", 12) in heard


def test_where_the_ledger_stood_is_kept(live_month: Path) -> None:
    told = json.loads(bytes(open_archive(live_month).members["ledger.json"]))
    here = position.of(follow.NAME)
    assert (told["txid"], told["entry"], told["hash"]) == (here.txid, here.entry, here.hash)
    assert told["entries"] > 0 and len(told["hash"]) == 64 and told["seal_day"] is None
    assert position.of("nobody") == position.Position(0, 0, 0, "", None, "", "")


def test_no_reference_of_a_call_leaves_the_house(db: None, tmp_path: Path) -> None:
    anything.fill(shipped(), 5, 40)
    freeze(tmp_path / "a.zip", [Scope(1, NOVEMBER.window)], catch_up=False)
    calls = thaw(tmp_path / "a.zip").tables["order"].column("call").to_pylist()
    assert set(calls) == {"", "*"}


def test_every_changed_byte_is_found(month: Path, tmp_path: Path) -> None:
    whole = month.read_bytes()
    members = open_archive(month).members
    inside = {name: whole.index(bytes(view)[:60]) + len(view) // 2 for name, view in members.items() if len(view) > 60}
    for name, place in inside.items():
        bad = tmp_path / "bad.zip"
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert name in refused(bad), name
    for place in [*range(80), *range(len(whole) - 400, len(whole)), *range(80, len(whole), len(whole) // 150)]:
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert refused(bad)
    for cut in (len(whole) - 1, len(whole) // 2, 30, 10):
        bad.write_bytes(whole[:cut])
        assert "损坏" in (told := refused(bad)) or "与导出时不一致" in told
    bad.write_bytes(whole + b"x")
    assert "头部或目录区" in refused(bad)


def repacked(path: Path, change: Callable[[dict[str, bytes]], object], how: int = zipfile.ZIP_DEFLATED) -> Path:
    """As a person would with a zip program."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    other = path.with_name("repacked.zip")
    with zipfile.ZipFile(other, "w", how) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return other


def test_a_missing_member_and_an_extra_one_are_named(month: Path) -> None:
    for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        assert "缺少 units.json" in refused(repacked(month, lambda m: m.pop("units.json"), how))
        assert "多出" in refused(repacked(month, lambda m: m.update({"../../etc/cron": b"x"}), how))
        assert "units.json" in refused(repacked(month, lambda m: m.update({"units.json": b"[]"}), zipfile.ZIP_STORED))
        assert refused(repacked(month, lambda m: None, how))
        assert refused(repacked(month, lambda m: m.pop("manifest.json"), how))
    with zipfile.ZipFile(month, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("units.json", b"[]")
    assert "units.json 重复" in refused(month)


def test_what_is_no_dossier_is_said(tmp_path: Path, month: Path) -> None:
    file = tmp_path / "x.zip"
    assert "没有" in refused(file)
    assert "没有" in refused(tmp_path)
    file.write_bytes(b"")
    assert "空文件" in refused(file)
    file.write_bytes("不是压缩包".encode())
    assert "不是档案文件" in refused(file)
    with file.open("wb") as hole:
        hole.truncate(2**32 + 1)
    assert "4 GiB" in refused(file)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", b" " * 200_000_000)
    assert "重新打包" in refused(file)
    link = zipfile.ZipInfo("facts/order.parquet")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert "缺少 manifest.json" in refused(file)


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (b"{", "manifest.json 读不懂"),
        (b"[]", "manifest.json 读不懂"),
        (b"[" * 100_000, "manifest.json 读不懂"),
        (b'{"format": 9, "members": {}}', "这份档案是第9版格式"),
        (b'{"format": 1, "members": {}}', "多出 units.json"),
        (b" " * 70_000_000, "manifest.json 过大"),
    ],
)
def test_a_manifest_that_is_none(tmp_path: Path, manifest: bytes, expected: str) -> None:
    from hashlib import sha256

    path = tmp_path / "x.zip"
    writer = Writer(path, {})
    writer.add("units.json", b"[]")
    writer.add(archive.MANIFEST, manifest)
    writer.add(archive.FINGERPRINT, f"{sha256(manifest).hexdigest()}  manifest.json\n".encode())
    writer._file.write(archive._directory(writer._central, writer._file.tell()))
    writer._file.close()
    writer._part.rename(path)
    assert expected in refused(path)


PLAIN = """
fact = "order"
anchor = "accepted_at"
[[measure]]
name = "a"
label = "a"
version = 1
unit = "件"
cite = "domain#art-1"
"""


def _definition(extra: str) -> Change:
    return lambda m: m.update({"definitions/z.toml": (PLAIN + extra).encode()})


def _facts(change: Callable[[pa.Table], pa.Table]) -> Change:
    def do(members: dict[str, bytes]) -> None:
        out = pa.BufferOutputStream()
        table = change(pq.read_table(pa.BufferReader(members["facts/order.parquet"])))
        pq.write_table(table, out)
        members["facts/order.parquet"] = out.getvalue().to_pybytes()

    return do


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_definition('numerator = "number in (select 1)"'), "定义不能用"),
        (_definition("numerator = \"read_csv('/etc/passwd') = 1\""), "没有“read_csv”这一列"),
        (_definition("numerator = \"number = ''; drop table x\""), "定义不能用"),
        (lambda m: m.pop("figures.json"), "没有 figures.json"),
        (lambda m: m.update({"figures.json": b"{}"}), "figures.json 读不懂"),
        (lambda m: m.update({"units.json": b"{"}), "units.json 读不懂"),
        (lambda m: m.update({"facts/order.parquet": b"PAR1"}), "不是合格的 Parquet"),
        (
            _facts(
                lambda t: t.set_column(t.schema.get_field_index("platform"), "platform", pa.array(["x"] * t.num_rows))
            ),
            "类型不对",
        ),
        (lambda m: [m.pop(n) for n in list(m) if n.startswith("definitions/")], "在档案的指标定义中没有"),
        (lambda m: m.update({"rulebook/documents/domain.md": b"## art-1"}), "定义不能用"),
    ],
)
def test_a_hostile_dossier_whose_hashes_fit(month: Path, change: Change, expected: str) -> None:
    assert expected in refused(remade(month, change))


def test_facts_that_would_not_fit_into_memory_are_not_read(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen, "_ROWS", 5)
    assert "解开后过大" in refused(month)


def test_a_definition_that_the_facts_cannot_answer(month: Path) -> None:
    for change in (
        _facts(lambda t: t.drop_columns(["kind"])),
        lambda m: m.pop("facts/order.parquet"),
        _definition("numerator = \"accepted_at = '某日'\"\n"),
    ):
        with pytest.raises(Refusal, match="无法重算|无法计算"):
            recompute.recompute(remade(month, change))


def test_figures_that_are_not_the_facts_are_named(month: Path) -> None:
    def lie(members: dict[str, bytes]) -> None:
        scopes, bys, kept = lines.decode(members["figures.json"])
        place = next(n for n, one in enumerate(kept) if one.definition == "accepted@1" and one.by is None)
        kept[place] = lines.Line("accepted@1", 0, None, None, 99, None, "99", ())
        members["figures.json"] = lines.encode(scopes, bys, kept[:-1])

    made = recompute.recompute(remade(month, lie))
    told = words.recomputed(made)
    assert len(made.differences) == 2
    assert any("受理数（全部）：档案 99件，重算 12件" in line for line in told)
    assert any("档案 无，重算" in line for line in told)


def test_engine_of_a_dossier_sees_only_its_tables(month: Path) -> None:
    import duckdb

    engine = thaw(month).engine
    for query in (
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY fact_order TO '/tmp/stolen.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT * FROM engine",
    ):
        with pytest.raises(duckdb.Error):
            engine.execute(query)


def handled(key: int, unit: int, when: int = 1) -> Story:
    return Story(key).accept(at(when)).send(unit, due=at(when + 5)).sign().reply().conclude()


def test_two_dossiers_are_compared(tell: Tell, tmp_path: Path) -> None:
    first, second = handled(1, 10), handled(2, 10)
    tell(first.entries)
    old, new = tmp_path / "old.zip", tmp_path / "new.zip"
    freeze(old, [NOVEMBER], schemes={"gone.toml": b"1", "same.toml": b"1"})
    tell(second.entries)
    freeze(new, [NOVEMBER], schemes={"same.toml": b"2", "new.toml": b"1"})
    found = difference(old, new)
    told = "\n".join(words.changes(found))
    assert set(found.files) == {"schemes/gone.toml 删去", "schemes/same.toml 改动", "schemes/new.toml 新增"}
    assert "工单：新增 1 行，减少 0 行，改变 0 行" in told
    assert "受理数（全部）：1件 → 2件" in told
    assert any((one.label, one.part, len(one.came)) == ("交办数", "单位10", 1) for one in found.figures)
    one = next(one for one in found.figures if one.label == "受理数" and one.part == "全部")
    assert (len(one.came), one.went) == (1, ())
    assert one.came[0] in told and not one.came[0].isdigit()
    back = difference(new, old)
    gone = next(one for one in back.figures if one.label == "受理数" and one.part == "kind=complaint")
    assert (gone.came, gone.went, gone.old and gone.old.numerator) == ((), (), 2)
    lines_ = words.to_csv(found).decode().split("\r\n")
    assert lines_[0].startswith("指标,定义,范围,原分子") and any(
        row.startswith("受理数,accepted@1,全部,1,,1件,2,,2件") for row in lines_
    )
    same = difference(old, old)
    assert words.changes(same)[-1] == "两份档案相同。"
    rate = next(one for one in found.figures if one.label == "按期办结率" and one.part == "全部")
    assert (words.value(rate.old, "%"), words.value(rate.new, "%")) == ("100.00%（1/1）", "100.00%（2/2）")
    assert len(rate.came) == 1


def test_a_change_of_a_row_and_of_a_definition_is_told(month: Path) -> None:
    def other(members: dict[str, bytes]) -> None:
        text = members["definitions/intake.toml"].decode()
        start = text.index('name = "accepted"\n')
        members["definitions/intake.toml"] = (
            text[:start] + text[start:].replace("version = 1", "version = 2", 1)
        ).encode()
        scopes, bys, kept = lines.decode(members["figures.json"])
        eleven = lines.Line("accepted@2", 0, None, None, 11, None, "11", ())
        rest = [one for one in kept if one.definition != "accepted@1"]
        new = [*rest, eleven]
        members["figures.json"] = lines.encode(scopes, bys, new)
        _facts(lambda t: t.set_column(t.schema.get_field_index("kind"), "kind", pa.array(["=x"] * t.num_rows)))(members)

    changed = remade(month, other)
    found = difference(month, changed)
    told = "\n".join(words.changes(found))
    assert "改变 12 行（kind 12）" in told
    assert "受理数（全部）：12件 → 11件（定义由 accepted@1 改为 accepted@2）" in told
    assert any(one.part.startswith("kind=") and words.value(one.new, "件") == "无" for one in found.figures)


def test_numbers_without_orders_columns_and_tables_that_one_side_lacks(month: Path) -> None:
    def poorer(members: dict[str, bytes]) -> None:
        _facts(lambda t: t.drop_columns(["number"]).slice(0, 6))(members)
        members.pop("facts/given.parquet")
        scopes, bys, kept = lines.decode(members["figures.json"])
        six = lines.Line("accepted@1", 0, None, None, 6, None, "6", ())
        some = [six, *(one for one in kept if one.definition != "accepted@1")]
        members["figures.json"] = lines.encode(scopes, bys, some)

    found = difference(remade(month, poorer), month)
    one = next(one for one in found.figures if one.label == "受理数" and one.part == "全部")
    assert len(one.came) == 6
    back = difference(month, remade(month, poorer))
    gone = next(one for one in back.figures if one.label == "受理数" and one.part == "全部")
    assert len(gone.went) == 6
    assert "受理数" in words.to_csv(back).decode()

    def unsaid(members: dict[str, bytes]) -> None:
        scopes, bys, kept = lines.decode(members["figures.json"])
        rest = [one for one in kept if one.definition != "accepted@1"]
        members["figures.json"] = lines.encode(scopes, bys, rest)

    nameless = remade(month, _facts(lambda t: t.drop_columns(["number"])))
    found = difference(remade(month, unsaid), nameless)
    one = next(one for one in found.figures if one.label == "受理数" and one.part == "全部")
    assert one.old is None and len(one.came) == 12 and all(number.isdigit() for number in one.came)


def test_only_one_platform_and_one_period(db: None, month: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="只能是一个平台"):
        freeze(tmp_path / "x.zip", [NOVEMBER, Scope(2, NOVEMBER.window)])
    other = Scope(PLATFORM, Window(date(2019, 10, 1), date(2019, 10, 31)))
    freeze(tmp_path / "y.zip", [other])
    with pytest.raises(Refusal, match="平台或时段不同"):
        difference(month, tmp_path / "y.zip")


def test_a_file_is_never_overwritten_and_appears_only_when_whole(db: None, month: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="已存在"):
        freeze(month, [NOVEMBER])

    def broken(told: object) -> dict[str, bytes]:
        raise RuntimeError("the power fails")

    before = sorted(tmp_path.iterdir())
    with pytest.raises(RuntimeError):
        freeze(tmp_path / "half.zip", [NOVEMBER], finish=broken)
    with pytest.raises(Refusal, match="不能有名为"):
        freeze(tmp_path / "half.zip", [NOVEMBER], schemes={"../x": b""})
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.django_db(transaction=True)
def test_everything_is_seen_at_one_instant(tmp_path: Path) -> None:
    def look(told: object) -> dict[str, bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
            return {"n.json": json.dumps(cursor.fetchone()).encode()}

    freeze(tmp_path / "a.zip", [NOVEMBER], finish=look, catch_up=False)
    assert thaw(tmp_path / "a.zip").under("results") == {"n.json": b'["repeatable read", "on"]'}


def test_a_dossier_larger_than_a_zip_can_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_LARGEST", archive._CHUNK + 10)
    writer = Writer(tmp_path / "x.zip", {})
    with pytest.raises(Refusal, match="超过 4 GiB"):
        writer.add("a.bin", b"x" * 11)
    writer.abandon()


def test_figures_json_that_is_not_ours() -> None:
    good = json.loads(lines.encode([NOVEMBER], [None], [lines.Line("a@1", 0, None, True, 1, 2, "50.00", (("因", 1),))]))
    assert lines.decode(json.dumps(good).encode())[2][0].key is True
    for place, bad in ((1, 7), (1, "x"), (3, 1.5), (4, "1"), (4, True), (6, 3), (7, 4), (0, 3)):
        wrong = json.loads(json.dumps(good))
        wrong["figures"][0][place] = bad
        with pytest.raises(Refusal, match="读不懂"):
            lines.decode(json.dumps(wrong).encode())


def test_long_lists_are_cut_in_the_text(month: Path) -> None:
    made = recompute.recompute(month)
    one = recompute.Difference(made.frozen.kept[0], None)
    long = recompute.Recomputed(made.frozen, made.told, [one] * 250, made.figures)
    assert words.recomputed(long)[-1] == "  ……另有 50 个，见 --csv。"
    assert words._orders([str(n) for n in range(30)]).endswith(" 等30件")
    assert words._harmless("=1+1") == "'=1+1" and words._harmless("-") == "-"


def test_recompute_needs_no_database(month: Path, tmp_path: Path) -> None:
    """The command on a machine whose database is nowhere and whose var is a file that nobody may make a folder of."""
    nowhere = tmp_path / "nowhere"
    nowhere.write_bytes(b"")
    given = {name: value for name, value in os.environ.items() if not name.startswith(("HUISHENG", "DJANGO"))}
    given |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "HUISHENG_VAR": str(nowhere)}
    file = remade(month, lambda m: m.pop("results/n.json"))
    command = [sys.executable, "-m", "huisheng.console", "dossier", "recompute", str(file)]
    fine = subprocess.run(command, env=given, capture_output=True, check=False)
    assert (fine.returncode, fine.stderr) == (0, b"")
    assert "一致：" in fine.stdout.decode()
