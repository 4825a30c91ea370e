"""``huisheng check FILE [--json|--csv]``: where a published circular contradicts itself."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huisheng.circular.checker import Report

HELP = "核对一份已印发的通报：列出自相矛盾之处及计算过程"
DATABASE = "none"
_HEAD = ("位置", "规则", "程度", "印出", "算出", "计算", "说明", "原文")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and the form of the answer."""
    parser.add_argument("file", metavar="文件", help="txt、md、html、docx、xlsx 或 pdf")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="以 JSON 输出")
    form.add_argument("--csv", action="store_true", help="以 CSV 输出（UTF-8）")


def run(args: argparse.Namespace) -> int:
    """0 where nothing was found, 1 where something was; a file that can't be read is a Refusal (2)."""
    import sys
    from pathlib import Path

    from huisheng.circular.checker import check_file

    report = check_file(Path(args.file))
    made = _json(report) if args.json else _csv(report) if args.csv else _text(report)
    sys.stdout.buffer.write(made.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 1 if report.findings else 0


def _rows(report: "Report") -> list[tuple[str, ...]]:
    return [
        (
            one.place.text,
            one.rule,
            one.severity.value,
            one.printed,
            one.computed,
            one.working,
            one.explanation,
            one.quote,
        )
        for one in report.findings
    ]


def _json(report: "Report") -> str:
    import json

    keys = ("place", "rule", "severity", "printed", "computed", "working", "explanation", "quote")
    findings = [dict(zip(keys, row, strict=True)) for row in _rows(report)]
    whole = {"file": report.name, "form": report.form, "findings": findings}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _csv(report: "Report") -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    # a cell that begins like a formula is one for a spreadsheet, and the text is a stranger's
    writer.writerows(
        [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in row]
        for row in [_HEAD, *_rows(report)]
    )
    return out.getvalue()


def _text(report: "Report") -> str:
    from huisheng.circular.checker import Severity

    if not report.findings:
        return f"{report.name}：没有发现矛盾。\n"
    counts = "，".join(f"{kind.value}{report.count(kind)}处" for kind in Severity if report.count(kind))
    lines = [f"{report.name}：{counts}。"]
    for number, one in enumerate(report.findings, 1):
        lines += [f"{number}. 【{one.severity.value}】{one.place.text}（{one.rule}）", f"   印出：{one.printed}"]
        lines += [f"   算出：{one.computed}"] if one.computed else []
        lines += [f"   计算：{one.working}", f"   说明：{one.explanation}"]
    return "\n".join(lines) + "\n"
