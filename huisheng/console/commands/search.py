"""``huisheng search rebuild|follow``: what search looks through, written from the orders."""

import argparse

HELP = "更新全文检索：rebuild 全部重写（单位改名或调整后用），follow 补读新记录"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the two."""
    parser.add_argument("what", choices=["rebuild", "follow"], metavar="rebuild|follow", help="全部重写，或补读到最新")


def run(args: argparse.Namespace) -> int:
    """Progress on stderr; one line on stdout when it is done."""
    import sys
    import time

    from huisheng.channels.telephony import transcripts
    from huisheng.lifecycle.workorder.search import follow

    rebuilds = args.what == "rebuild"
    what = "件工单" if rebuilds else "条记录"
    end = "\r" if sys.stderr.isatty() else "\n"

    def tell(done: int) -> None:
        print(f"已处理 {done:,} {what}", end=end, file=sys.stderr, flush=True)

    started = time.monotonic()
    done = follow.rebuild(progress=tell) if rebuilds else follow.catch_up(progress=tell)
    heard = transcripts.tell_search_again() if rebuilds else 0
    spent = max(time.monotonic() - started, 0.001)
    what += f"，{heard:,} 通有转写的来电" if heard else ""
    print(f"检索已更新：{done:,} {what}，用时 {spent:.1f} 秒（每秒 {done / spent:,.0f}）。")
    return 0
