from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "huisheng.lifecycle.sessions"
    label = "leader_sessions"  # "sessions" is Django's own
    verbose_name = "领导接听"
