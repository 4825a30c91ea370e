"""``huisheng circular NAME``: a city's circular made from its figures, as text or as a document."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huisheng.measures.figure import Window

HELP = "按数据生成通报；加 --docx、--pdf、--xlsx、--html 输出文件"
DATABASE = "app"
FORMS = ("docx", "pdf", "xlsx", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The composition's name, other days, and where to write."""
    parser.add_argument("name", metavar="名称", help="如 dongchangfu-2024-02")
    parser.add_argument("--first", metavar="日期", help="起始日期（默认用通报自己的时段）")
    parser.add_argument("--last", metavar="日期", help="截止日期")
    for form in FORMS:
        parser.add_argument(f"--{form}", metavar="文件", help=f"写成 {form.upper()}")
    parser.add_argument("--template", metavar="文件", help="本市的 Word 模板（与 --docx 同用）")


def run(args: argparse.Namespace) -> int:
    """Make it; the text to standard output unless a file is asked for. Says what the checker finds."""
    from huisheng.circular.checker import check_document
    from huisheng.circular.composition import plan
    from huisheng.circular.composition.compose import compose
    from huisheng.circular.composition.periods import around
    from huisheng.circular.printing import to_text
    from huisheng.circular.render import to_docx, to_html, to_pdf, to_xlsx
    from huisheng.kernel.errors import Refusal
    from huisheng.measures.source import Mistakes

    try:
        periods = around(plan.load(args.name).periods.kind, _window(args)) if args.first or args.last else None
        made = compose(args.name, periods=periods)
        template = Path(args.template).read_bytes() if args.template else None
    except Mistakes as wrong:
        raise Refusal("mistakes", f"通报的格式文件有误，请改正后重试：\n{wrong}") from None
    except OSError as error:
        raise Refusal("no_file", f"打不开模板 {args.template}：{error.strerror}。") from None
    makers = {
        "docx": lambda: to_docx(made, template),
        "pdf": lambda: to_pdf(made),
        "xlsx": lambda: to_xlsx(made),
        "html": lambda: to_html(made, page=True).encode(),
    }
    written = [form for form in FORMS if getattr(args, form)]
    for form in written:
        _write(Path(getattr(args, form)), makers[form]())
    if not written:
        print(to_text(made))
    found = check_document(made)
    for one in found:
        said = f"印的是 {one.printed}，算出来是 {one.computed}。{one.explanation}"
        print(f"校核 {one.severity.value}：{one.place.text} {said}")
    return 1 if found else 0


def _write(path: Path, content: bytes) -> None:
    from huisheng.kernel.errors import Refusal

    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refusal("no_file", f"写不了 {path}：{error.strerror}。") from None
    print(f"已写入 {path}")


def _window(args: argparse.Namespace) -> Window:
    from huisheng.kernel.amounts import Day
    from huisheng.kernel.errors import Refusal
    from huisheng.measures.figure import Window

    first, last = Day("first", "起始日期").read(args.first), Day("last", "截止日期").read(args.last)
    if first is None or last is None or first > last:
        raise Refusal("backwards", "起始日期和截止日期都要写，并且起始不晚于截止。", field="first")
    return Window(first, last)
