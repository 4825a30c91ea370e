"""``huisheng facts rebuild|follow``: the facts that figures are counted from, folded from the ledger."""

import argparse

HELP = "由账本折算统计事实：rebuild 从头重建，follow 补读新记录"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the two."""
    parser.add_argument("what", choices=["rebuild", "follow"], metavar="rebuild|follow", help="从头重建，或补读到最新")


def run(args: argparse.Namespace) -> int:
    """Progress on stderr; one line on stdout when it is done."""
    import sys
    import time

    from huisheng.ledger import read
    from huisheng.measures import follow, store

    total = read.count() if args.what == "rebuild" else follow.behind()
    end = "\r" if sys.stderr.isatty() else "\n"

    def tell(done: int) -> None:
        print(f"已读 {done:,} / {max(total, done):,} 条", end=end, file=sys.stderr, flush=True)

    started = time.monotonic()
    done = follow.rebuild(progress=tell) if args.what == "rebuild" else follow.catch_up(progress=tell)
    spent = max(time.monotonic() - started, 0.001)
    held = store.count()
    print(
        f"账本 {done:,} 条已折算，用时 {spent:.1f} 秒（每秒 {done / spent:,.0f} 条）："
        f"工单 {held['order']:,}，派单 {held['dispatch']:,}，回访 {held['visit']:,}，督办 {held['supervision']:,}，"
        f"退单 {held['return']:,}，来电 {held['call']:,}。"
    )
    return 0
