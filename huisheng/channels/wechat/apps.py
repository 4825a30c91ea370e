from django.apps import AppConfig


class WeChatConfig(AppConfig):
    name = "huisheng.channels.wechat"
    label = "wechat"
    verbose_name = "微信"
