"""``huisheng doctor``: what is wrong with this installation, in sentences."""

import argparse

HELP = "检查本机的安装，用句子说明问题和办法"
DATABASE = "none"  # it looks at a database that may be broken


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when nothing is wrong; hints alone are nothing wrong."""
    from huisheng.console import doctor

    marks = {doctor.FINE: "正常", doctor.HINT: "提示", doctor.WRONG: "问题"}
    wrong = 0
    for finding in doctor.examine():
        print(f"[{marks[finding.grade]}] {finding.sentence}", flush=True)
        wrong += finding.grade == doctor.WRONG
    print(f"共 {wrong} 个问题。" if wrong else "没有发现问题。")
    return 1 if wrong else 0
