"""How a matter came in (受理渠道)."""

from huisheng.kernel.labelled import Labelled


class Channel(Labelled):
    """A channel: the stored value is the identifier, ``label`` is what screens and circulars show."""

    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    APP = "app", "手机APP"
    WEB = "web", "网站"
    SMS = "sms", "短信"
    MAIL = "mail", "市长信箱"
    PROVINCE = "province", "省级平台"
    PROVINCE_WEB = "province_web", "省级网站"
    ENTERPRISE = "enterprise", "企业诉求接诉即办"
    ENTERPRISE_DIRECT = "enterprise_direct", "企业直通车"
    SNAPSHOT = "snapshot", "随手拍"
    INSPECTION = "inspection", "互联网+督查"
    PRESS = "press", "媒体"
    GOVERNOR_MAILBOX = "governor_mailbox", "省长信箱"
    LEADER_SESSION = "leader_session", "领导接听"
    POLICE_110 = "police_110", "110联动"
    API = "api", "接口"
