"""What is said at once to a citizen who has written."""

from huisheng.channels.inbox.contract import Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.wechat import reads, rules
from huisheng.channels.wechat.models import Account
from huisheng.directory import reads as directory

NO_ORDER = "没有查到您在这个公众号反映的工单，请核对工单号；用电话反映的请拨打12345查询。"
FETCHING = "已收到，正在保存，稍后登记。查进度请回复“进度”。"
_WAITING = "已收到，受理员会尽快处理。查进度请回复“进度”。"


def to(message: Incoming) -> str:
    """The answer to a message that was taken; the same when it comes again."""
    order = message.order
    if order is not None and message.outcome == Outcome.NEW:
        promise = reads.promise(order)
        return f"已受理，工单号{order.number}{promise}。补充情况请回复“补充”加内容，查进度请回复“进度”。"
    if order is not None and message.outcome == Outcome.ADDED:
        return f"已补充到工单{order.number}。"
    if message.outcome == Outcome.JUDGED:
        return "感谢您的评价。"
    return _WAITING


def guide(account: Account) -> str:
    """How to use the account."""
    return rules.HELP.format(platform=directory.unit_name(account.platform_id))
