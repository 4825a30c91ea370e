"""What may happen to an account and to a stay at the desk: codes with their words."""

from huisheng.kernel.labelled import Labelled


class Owed(Labelled):
    """What a signed-in account still owes before any other page opens, in this order."""

    CODE = "code", "输入动态口令"
    PASSWORD = "password", "改掉初始密码"  # noqa: S105  the name of a step, no secret
    FACTOR = "factor", "绑定动态口令"


class Ending(Labelled):
    """Why a login is over."""

    OUT = "out", "退出登录"
    IDLE = "idle", "很久没有操作"
    AGE = "age", "登录时间过长"
    SELF = "self", "本人从别处结束"
    ADMIN = "admin", "管理员结束"
    PASSWORD = "password", "密码改了"  # noqa: S105  the name of a reason, no secret
    FACTOR = "factor", "动态口令重置"
    HANDED = "handed", "席位移交"


class Deed(Labelled):
    """What was done to an account."""

    PASSWORD_CHANGED = "password_changed", "改密码"  # noqa: S105  a code, no secret
    PASSWORD_GIVEN = "password_given", "发放初始密码"  # noqa: S105  a code, no secret
    FACTOR_BOUND = "factor_bound", "绑定动态口令"
    FACTOR_GIVEN_UP = "factor_given_up", "解除动态口令"
    FACTOR_RESET = "factor_reset", "重置动态口令"
    CODES_RENEWED = "codes_renewed", "换新恢复码"
    CODE_SPENT = "code_spent", "用恢复码登录"
    BARRED = "barred", "动态口令连续输错，暂停"
    UNLOCKED = "unlocked", "解除暂停"
    LOGINS_ENDED = "logins_ended", "结束登录"
    HANDED_OVER = "handed_over", "移交席位"
