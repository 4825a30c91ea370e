"""``huisheng insight train|classify|hot``: learning classes from files, classifying, hot topics; no database."""

import argparse
from pathlib import Path

HELP = "洞察：train 学习分类，classify 给每件分类，hot 找热点；只读文件，不用数据库"
DATABASE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-parser an act."""
    acts = parser.add_subparsers(dest="act", metavar="train|classify|hot", required=True)
    train = acts.add_parser("train", help="从已分类的CSV文件学习，写出模型")
    train.add_argument("files", metavar="文件", type=Path, nargs="+", help="CSV，可以缺少一个文字列")
    train.add_argument("--text", metavar="列[,列]", required=True, help="标题列,正文列，如 留言主题,留言详情")
    train.add_argument("--label", metavar="列", required=True, help="分类所在的列，如 一级标签")
    train.add_argument("--out", metavar="模型", type=Path, required=True, help="模型写到哪里")
    classify = acts.add_parser("classify", help="给每一行分类：行号,类别,概率（CSV）")
    classify.add_argument("file", metavar="文件", type=Path, help="CSV")
    classify.add_argument("--model", metavar="模型", type=Path, required=True, help="train写出的模型")
    classify.add_argument("--text", metavar="列[,列]", required=True, help="标题列,正文列，如 留言主题,留言详情")
    classify.add_argument("--top", metavar="个数", type=int, default=1, help="每行给出几个可能的类别")
    classify.add_argument("--words", action="store_true", help="加一列：最能说明类别的词")
    hot = acts.add_parser("hot", help="从留言CSV找热点：谁、哪里、什么事、多久")
    hot.add_argument("file", metavar="文件", type=Path, help="CSV，有编号、用户、主题、时间、详情、点赞数等列")
    hot.add_argument("--csv", action="store_true", help="以CSV输出每个热点的每条留言")
    hot.add_argument("--from", dest="first", metavar="日期", help="从哪天起；更早的留言用来算通常水平、环比、同比")
    hot.add_argument("--to", dest="last", metavar="日期", help="到哪天止")
    hot.add_argument("--top", metavar="个数", type=int, help="列出几个；不写为5个，CSV不写为全部")


def run(args: argparse.Namespace) -> int:
    """0 done; what can't be read is a Refusal (2)."""
    return {"train": _train, "classify": _classify, "hot": _hot}[args.act](args)


def _train(args: argparse.Namespace) -> int:
    from huisheng.insight.classify import command

    for line in command.train(args.files, text=args.text, label=args.label, out=args.out):
        print(line, flush=True)
    return 0


def _classify(args: argparse.Namespace) -> int:
    import sys

    from huisheng.insight.classify import command

    told = command.classify(args.file, sys.stdout, model=args.model, text=args.text, top=args.top, words=args.words)
    print(told, file=sys.stderr)
    return 0


def _hot(args: argparse.Namespace) -> int:
    from huisheng.insight.hot import command

    return int(command.run(args))
