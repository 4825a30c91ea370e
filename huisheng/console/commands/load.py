"""``huisheng load ORDERS``: make the demo city large."""

import argparse
import sys

HELP = "把演示城市扩充到若干件工单（测性能用），如 huisheng load 1000000"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many, over how long."""
    parser.add_argument("orders", metavar="件数", type=int, help="新增多少件工单")
    parser.add_argument("--weeks", metavar="周", type=int, default=104, help="受理时间分布在最近多少周（默认104）")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="用N个进程（默认1）")


def run(args: argparse.Namespace) -> int:
    """Progress on stderr; one line on stdout when it is done."""
    from huisheng.kernel import clock
    from huisheng.rehearsal.load.load import Progress, load

    end = "\r" if sys.stderr.isatty() else "\n"

    def tell(progress: Progress) -> None:
        if sys.stderr.isatty() or progress.done % 50_000 < 1_000:
            print(f"已写入 {progress.done:,}/{progress.orders:,} 件", end=end, file=sys.stderr, flush=True)

    done = load(args.orders, tell, now=clock.now(), weeks=args.weeks, jobs=args.jobs)
    rate = done.done / max(done.seconds, 0.001)
    print(f"已写入 {done.done:,} 件工单，用时 {done.seconds:.1f} 秒（每秒 {rate:,.0f} 件）。")
    print("统计和检索由后台进程跟上；没有运行时，请执行 huisheng facts follow 和 huisheng search follow。")
    return 0
