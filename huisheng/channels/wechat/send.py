"""A message goes out: freely to who wrote in the last two days, else by a template; who has left isn't written to."""

from huisheng.channels.outbox.contract import Later, Never, Parcel
from huisheng.channels.wechat import api, reads, rules
from huisheng.channels.wechat.models import Account

_NO_ACCOUNT = "平台没有正在使用的公众号，请管理员登记后再发。"
_TOO_LATE = (45015, 45047, 48001)  # wrote too long ago, was written to too often, or the account may not write freely
_LEFT = (43004, 43019, 40003)  # follows us no more, has shut us out, is nobody
_BUSY = (-1, 45009, 45011)
_THING = 20  # characters of a template's "thing"


def send(parcel: Parcel) -> str:
    """Send it; the key of a template message, by which its receipt comes, or "". Later, Never."""
    account = reads.sending(parcel.platform, parcel.source)
    if account is None:
        raise Later(_NO_ACCOUNT)
    try:
        return _sent(account, parcel)
    except api.Away as away:
        raise Later(str(away)) from None
    except api.Said as said:
        raise _meant(said.code) from None


def _sent(account: Account, parcel: Parcel) -> str:
    body = {"touser": parcel.address, "msgtype": "text", "text": {"content": parcel.text}}
    try:
        api.post(account, "/cgi-bin/message/custom/send", body)
    except api.Said as said:
        if said.code not in _TOO_LATE or not account.template_id:
            raise
    else:
        return ""
    held = {"subject": parcel.subject, "text": parcel.text}
    data = {
        name: {"value": held[what][:_THING] if name.startswith("thing") else held[what]}
        for name, what in rules.fields_of_template(account.template_fields)
    }
    whom = {"touser": parcel.address, "template_id": account.template_id, "client_msg_id": parcel.key}
    got = api.post(account, "/cgi-bin/message/template/send", {**whom, "data": data})
    return str(got.get("msgid", ""))


def _meant(code: int) -> Later | Never:
    if code in _LEFT:
        return Never("市民已取消关注或拒收，微信发不到，请改用电话联系。")
    if code in _TOO_LATE:
        return Never("市民超过48小时没有在公众号里说话，公众号又没有可用的模板，请改用电话联系。")
    if code in _BUSY:
        return Later("微信接口繁忙，稍后再试。")
    return Later(f"微信接口拒绝了这条消息（errcode {code}），请管理员核对公众号设置。")
