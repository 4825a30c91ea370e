from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "huisheng.ledger"
    label = "ledger"
    verbose_name = "账本"
