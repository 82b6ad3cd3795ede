from importlib import import_module
from pkgutil import walk_packages

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fivestar.changes import guard


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        # Deeds are known by their names, and rooms join in at hooks: every process, a command's too, knows all of them.
        for module in walk_packages(self.module.__path__, f"{self.name}."):
            if {"actions", "reports"} & {*module.name.split(".")}:
                import_module(module.name)
        from campaigns.planning.models.guard import APPROVED_PLAN  # noqa: PLC0415
        from campaigns.sheets.models.guard import APPROVED_SHEET  # noqa: PLC0415

        guard.keep(APPROVED_PLAN)
        guard.keep(APPROVED_SHEET)
