from django.apps import AppConfig
from django.core import checks

from . import production, upgrade


class FrameConfig(AppConfig):
    """The frame itself, so that Django finds its checks and commands."""

    name = "fivestar"

    def ready(self):
        checks.register(production.check_demo_accounts, checks.Tags.database)
        checks.register(upgrade.check_databases, checks.Tags.database)
        checks.register(production.check_plain_http, checks.Tags.security, deploy=True)
