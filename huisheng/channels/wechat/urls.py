"""The address that is entered at WeChat's page, below ``/api/wechat/``: the account's code."""

from django.urls import path

from huisheng.channels.wechat import web

app_name = "wechat"

urlpatterns = [path("<slug:source>", web.account, name="account")]
