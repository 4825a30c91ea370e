"""``huisheng COMMAND``: finds the command's file, opens what it needs, and says every failure as a sentence.

Exit codes: 0 done, 1 looked and found something wrong, 2 refused or failed, 130 interrupted. A traceback goes only
into var/log/console.log.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from huisheng.console import commands, failures, places
from huisheng.console.database import Serving, set_django_up
from huisheng.console.postgres import Cluster


class Parser(argparse.ArgumentParser):
    """Answers a wrong command line in Chinese, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{failures.argument_sentence(message)}用法见 {self.prog} --help。\n")


def names() -> list[str]:
    """Every command: the files of ``commands/``."""
    return sorted(found.name.replace("_", "-") for found in pkgutil.iter_modules(commands.__path__))


def load(name: str) -> ModuleType:
    """The module of a command."""
    return importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}")


def build(wanted: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the command that is asked for is imported, all of them where help or nonsense is asked for."""
    parser = Parser(prog="huisheng", description="回声：市民热线系统")
    subparsers = parser.add_subparsers(dest="command", metavar="命令", required=True, parser_class=Parser)
    known = names()
    for name in [wanted[0]] if wanted and wanted[0] in known else known:
        module = load(name)
        subparser = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(subparser)
        subparser.set_defaults(module=module)
    return parser


def carry_out(args: argparse.Namespace) -> int:
    """Open what the command's file asks for, and run it."""
    if args.module.DATABASE == "none":
        return int(args.module.run(args))
    with Serving(Cluster(places.var())) as database:
        set_django_up(database.url)
        return int(args.module.run(args))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is returned."""
    wanted = list(sys.argv[1:] if argv is None else argv)
    try:
        code = carry_out(build(wanted).parse_args(wanted))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # ``huisheng table … | head`` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as failure:  # the one place where a failure meets a person
        if failures.in_chain(failure, KeyboardInterrupt):  # what was being cleaned up meanwhile failed over it
            return _interrupted()
        print(failures.sentence(failure), file=sys.stderr)
        return 2


def _interrupted() -> int:
    print("已中断。", file=sys.stderr)
    return 130
