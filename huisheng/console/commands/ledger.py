"""``huisheng ledger verify|replay|seal``: is the record whole, and do the live tables say what it says?"""

import argparse
import sys

HELP = "核验账本：verify 散列与封存，replay 重放与现行表比对，seal 封存到昨天"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    parser.add_argument("act", metavar="verify|replay|seal", choices=("verify", "replay", "seal"))


def run(args: argparse.Namespace) -> int:
    """0 where all is well, 1 where something is wrong, which is named."""
    return {"verify": _verify, "replay": _replay, "seal": _seal}[args.act]()


def _tell(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r已读 {done:,} 条", end="", file=sys.stderr, flush=True)


def _report(faults: list[str], fine: str) -> int:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for fault in faults[:100]:
        print(fault)
    if len(faults) > 100:
        print(f"……另有{len(faults) - 100}处。")
    print(f"发现{len(faults)}处问题。" if faults else fine)
    return 1 if faults else 0


def _verify() -> int:
    from huisheng.ledger.verify import verify

    verdict = verify(_tell)
    read = f"{verdict.entries:,}条记录、{verdict.streams:,}条链、{verdict.seals}个日封存"
    return _report(verdict.faults, f"账本完好：{read}，另有{verdict.unsealed:,}条尚未封存。")


def _replay() -> int:
    from huisheng.workers.nightly import compare

    checked = compare(_tell)
    counted = f"{checked.orders:,}件工单、{checked.calls:,}通来电、{checked.happenings:,}条记事"
    return _report(checked.faults, f"重放一致：{counted}与现行表相符。")


def _seal() -> int:
    from huisheng.workers.nightly import seal_yesterday

    sealed = seal_yesterday()
    print(f"已封存到{sealed.day}，{sealed.count:,}条，根 {sealed.root}" if sealed else "昨天及以前都已封存。")
    return 0
