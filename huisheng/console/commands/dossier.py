"""``huisheng dossier export|recompute|diff``: a period frozen in one file, counted again and compared anywhere."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from huisheng.kernel.errors import Refusal

if TYPE_CHECKING:
    from huisheng.measures.figure import Scope

HELP = "统计档案：export 导出，recompute 离线重算核对，diff 比较两份"
DATABASE = "none"  # only export needs one, and opens it itself


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three acts, each with its own words."""
    acts = parser.add_subparsers(dest="act", metavar="export|recompute|diff", required=True, parser_class=type(parser))
    export = acts.add_parser("export", help="导出一个平台、一个时段的统计档案", description="导出统计档案")
    export.add_argument("what", nargs="+", metavar="平台 起日 止日 | 统计表", help="如 liaocheng 2024-02-01 2024-02-29")
    export.add_argument("file", type=Path, metavar="文件", help="写到哪里，如 2024-02.zip；不覆盖已有文件")
    recompute = acts.add_parser("recompute", help="核对并重算一份档案，不用数据库", description="核对并重算")
    recompute.add_argument("file", type=Path, metavar="文件")
    diff = acts.add_parser("diff", help="比较同一时段的两份档案，不用数据库", description="比较两份档案")
    diff.add_argument("old", type=Path, metavar="旧档案")
    diff.add_argument("new", type=Path, metavar="新档案")
    diff.add_argument("--csv", action="store_true", help="只输出变化的数字，CSV 格式（UTF-8）")


def run(args: argparse.Namespace) -> int:
    """0 where all is well or the same, 1 where figures differ."""
    return {"export": _export, "recompute": _recompute, "diff": _diff}[args.act](args)


def _export(args: argparse.Namespace) -> int:
    from huisheng.console import places
    from huisheng.console.database import Serving, set_django_up
    from huisheng.console.postgres import Cluster

    with Serving(Cluster(places.var())) as database:
        set_django_up(database.url)
        return _write(args.what, args.file)


def _write(what: list[str], file: Path) -> int:
    from huisheng.measures.dossier.freeze import freeze
    from huisheng.scoring import kept

    terminal = sys.stderr.isatty()

    def tell(label: str, rows: int) -> None:
        print(
            f"{chr(13) if terminal else ''}{label} {rows:,} 行 ",
            end="" if terminal else "\n",
            file=sys.stderr,
            flush=True,
        )

    if not file.resolve().parent.is_dir():
        raise Refusal("no_folder", f"没有 {file.resolve().parent} 这个目录，请先建立。", field="file")
    scopes, tables = _chosen(what)
    made = freeze(file, scopes, schemes=kept.files(tables), finish=kept.finish(tables), progress=tell)
    if terminal:
        print(file=sys.stderr)
    print(
        f"已导出 {made.path}：{sum(made.rows.values()):,} 行事实，{made.figures:,} 个数字，"
        f"{len(tables)} 张考核表，{made.size:,} 字节。\n指纹 {made.fingerprint}（请与文件分开保存或公布）"
    )
    return 0


def _chosen(what: list[str]) -> tuple[list["Scope"], list[str]]:
    """The scopes of ``PLATFORM FIRST LAST`` or of a published table, and the scored tables of that period."""
    from huisheng.directory import reads as directory
    from huisheng.measures import sheet
    from huisheng.measures.figure import Scope, Window
    from huisheng.scoring import sheets

    if len(what) == 1:
        plan = sheets.load(what[0]) if what[0] in sheets.names() else sheet.load(what[0])
        code, window, windows = plan.platform, plan.window, dict(plan.windows)
    elif len(what) == 3:
        code, window, windows = what[0], Window(_day(what[1]), _day(what[2])), {}
    else:
        raise Refusal(
            "bad_words", "请写“平台 起日 止日 文件”，或“统计表名称 文件”。用法见 huisheng dossier export --help。"
        )
    if window.first > window.last:
        raise Refusal("bad_window", f"起日 {window.first} 晚于止日 {window.last}，请对调。")
    platform = directory.platform_by_code(code, window.last).id
    scored = [one for one in map(sheets.load, sheets.names()) if (one.platform, one.window) == (code, window)]
    scopes = [Scope(platform, window, one) for one in (windows, *(one.windows for one in scored))]
    return list({repr(scope): scope for scope in scopes}.values()), [one.name for one in scored]


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Refusal("bad_day", f"“{words[:20]}”不是日期，应如 2024-02-29。") from None


def _recompute(args: argparse.Namespace) -> int:
    from huisheng.measures.dossier import words
    from huisheng.measures.dossier.recompute import recompute
    from huisheng.scoring import kept

    made = recompute(args.file)
    print("\n".join(words.recomputed(made)))
    scores, tables = kept.recheck(made), made.frozen.under("results")
    if tables and not scores:
        print(f"一致：{len(tables)} 张考核表由数字重新评分，全部与档案所载相同。")
    for one in scores[:200]:
        print(f"  {one.table} {one.unit}“{one.column}”：档案 {one.kept or '无'}，重算 {one.again or '无'}")
    return 1 if made.differences or scores else 0


def _diff(args: argparse.Namespace) -> int:
    from huisheng.measures.dossier import words
    from huisheng.measures.dossier.difference import difference

    found = difference(args.old, args.new)
    if args.csv:
        sys.stdout.buffer.write(words.to_csv(found))
        sys.stdout.buffer.flush()
    else:
        print("\n".join(words.changes(found)))
    return 1 if found.figures else 0
