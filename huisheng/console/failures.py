"""What went wrong, as a sentence for a person; the traceback goes into a file."""

import errno
import os
import re
import time
import traceback

import psycopg

from huisheng.console import places
from huisheng.console.postgres import open_log
from huisheng.kernel.errors import Refusal

_BY_NUMBER = {
    errno.ENOSPC: "磁盘已满，写不下去。请腾出空间后重试",
    errno.EDQUOT: "磁盘配额已用完。请腾出空间后重试",
    errno.EACCES: "没有权限读写。请换用安装本系统的账号，或修正权限后重试",
    errno.EPERM: "没有权限。请换用安装本系统的账号后重试",
    errno.EROFS: "目录是只读的。请用 HUISHENG_VAR 指定可写的目录",
    errno.EMFILE: "打开的文件过多。请提高 ulimit -n 后重试",
}
_ARGUMENTS = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}。"),
    (r"argument (.+): invalid choice: '(.*?)' \(choose from (.+)\)", "{0} 不能是“{1}”，可用：{2}。"),
    (r"argument (.+): invalid .+ value: '(.*)'", "{0} 的值“{1}”不对。"),
    (r"argument (.+): expected .+", "{0} 后面缺少值或值太多。"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}。"),
)


def sentence(failure: Exception) -> str:
    """The sentence for any failure. What isn't a refusal leaves its traceback in var/log/console.log."""
    if isinstance(failure, Refusal):
        return failure.sentence
    where = _keep(failure)
    if (lost := in_chain(failure, psycopg.errors.DiskFull)) is not None:
        return f"数据库所在磁盘已满：{_first_line(lost)}。请腾出空间后重试。{where}"
    if (lost := in_chain(failure, psycopg.errors.InsufficientPrivilege)) is not None:
        return f"数据库账号没有这项权限：{_first_line(lost)}。请用 huisheng doctor 检查。{where}"
    if (lost := in_chain(failure, psycopg.errors.UndefinedTable)) is not None:
        return f"数据库缺少表：{_first_line(lost)}。请运行 huisheng migrate。{where}"
    if (lost := in_chain(failure, psycopg.OperationalError)) is not None:
        return f"连不上数据库或连接中断：{_first_line(lost)}。请用 huisheng doctor 检查。{where}"
    if isinstance(failure, OSError) and failure.errno is not None:
        reason = _BY_NUMBER.get(failure.errno, os.strerror(failure.errno))
        return f"{reason}{f'（{failure.filename}）' if failure.filename else ''}。{where}"
    return f"程序出错，未能完成：{type(failure).__name__}。{where or '请稍后重试。'}"


def argument_sentence(message: str) -> str:
    """argparse's English, in Chinese."""
    for pattern, chinese in _ARGUMENTS:
        found = re.fullmatch(pattern, message)
        if found:
            return chinese.format(*(part.replace("'", "") for part in found.groups()))
    return f"命令行不对：{message}。"


def _keep(failure: Exception) -> str:
    """Write the traceback down; the empty string where even that is impossible (a full disk)."""
    try:
        path = places.log("console")
        with open_log(path) as log:
            stamp = time.strftime("%Y-%m-%d %H:%M:%S%z")
            log.write(f"{stamp}\n{''.join(traceback.format_exception(failure))}\n".encode(errors="replace"))
    except OSError:
        return ""
    return f"详细记录见 {path}。"


def in_chain(failure: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """The failure itself or what caused it: Django wraps the database's own."""
    while failure is not None and not isinstance(failure, kind):
        failure = failure.__cause__ or failure.__context__
    return failure


def _first_line(failure: BaseException) -> str:
    lines = str(failure).strip().splitlines()
    return lines[0].rstrip("。.") if lines else type(failure).__name__
