"""Who keeps accounts, and who reads the records of it. In a real city neither is who runs the installation."""

from huisheng.directory import book
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled
from huisheng.rulebook import implements


class Duty(Labelled):
    """What may be kept apart."""

    ACCOUNTS = "accounts", "账号、动态口令和登录"
    RECORDS = "records", "查看记录和账号记录"
    DIRECTORY = "directory", "机构、席位、分类和参数"


_KEEPER = {Duty.ACCOUNTS: Role.SECURITY, Duty.RECORDS: Role.AUDITOR, Duty.DIRECTORY: Role.ADMIN}


@implements("pipl-2021#art-3")
def may(by: Actor, duty: Duty) -> Refusal | None:
    """Each duty has its own role. Only in a rehearsal does the administrator do both.

    The platform's own seat, which nobody signs in to, is the command line's: somebody must open the first account.
    """
    keeper = _KEEPER[duty]
    if by.role in (keeper, Role.SYSTEM) or (by.role is Role.ADMIN and is_rehearsal(by.platform)):
        return None
    sentence = f"{duty.label}由{keeper.label}掌管，{by.role.label}不能办，请找{keeper.label}。"
    return Refusal("not_yours", sentence, "pipl-2021#art-3")


def is_rehearsal(platform_id: int) -> bool:
    """Whether it is a demo world: its seats share one password, which nobody may take from the others."""
    card = book.unit(platform_id)
    return card is not None and card.rehearsal
