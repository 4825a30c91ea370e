"""``huisheng rehearse NAME``: live a published month through the real verbs."""

import argparse
import sys

HELP = "演练一个已公布的月份（可中断后继续），如 dongchangfu-2024-02"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which month."""
    parser.add_argument("name", metavar="名称", help="月份的名称，如 dongchangfu-2024-02")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="用N个进程同时演练（默认1）")
    parser.add_argument("--scale", metavar="1/N", default="1", help="按比例缩小，如 1/100（默认1，即全量）")


def _scale(said: str) -> int:
    """What "1/100" divides by. Refusal: anything else but 1."""
    from huisheng.kernel.errors import Refusal

    whole = said.strip().removeprefix("1/")
    if not whole.isascii() or not whole.isdigit() or int(whole) < 1:
        raise Refusal("bad_scale", f"比例“{said}”不对，应写成1或1/100这样的形式。", field="scale")
    return int(whole)


def run(args: argparse.Namespace) -> int:
    """A bar on a terminal, a line now and then elsewhere."""
    from huisheng.rehearsal.rehearse import Progress, rehearse

    terminal = sys.stderr.isatty()
    shown = 0.0
    first: Progress | None = None

    def tell(progress: Progress) -> None:
        nonlocal shown, first
        first = first or progress  # verbs of an earlier start don't count for this one's speed
        seconds = progress.seconds - first.seconds
        rate = (progress.verbs - first.verbs) / seconds if seconds else 0
        share = progress.done / progress.stories if progress.stories else 1
        line = f"{progress.done:,}/{progress.stories:,} 个故事，{progress.verbs:,} 个动作"
        if terminal:
            bar = "█" * int(share * 30) + "░" * (30 - int(share * 30))
            print(f"\r{bar} {share:4.0%} {line}，每秒 {rate:,.0f} 个 ", end="", file=sys.stderr, flush=True)
        elif progress.seconds - shown >= 5 or progress.done == progress.stories:
            shown = progress.seconds
            print(f"{share:.0%}，{line}", file=sys.stderr, flush=True)

    done = rehearse(args.name, tell, quiet=True, jobs=args.jobs, scale=_scale(args.scale))
    if terminal:
        print(file=sys.stderr)
    print(f"演练完成：{args.name}，{done.stories:,} 个故事，{done.verbs:,} 个动作，本次用时 {done.seconds:.0f} 秒。")
    return 0
