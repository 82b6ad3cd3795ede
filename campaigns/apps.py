from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fivestar.changes import guard


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        # The timeline calls deeds by their names, and rooms join in at hooks: every process has to know all of them.
        for shelf in ("actions", "reports"):
            package = import_module(f"{self.name}.{shelf}")
            for module in iter_modules(package.__path__, f"{package.__name__}."):
                import_module(module.name)
        from .models.guard import APPROVED_PLAN, APPROVED_SHEET  # noqa: PLC0415

        guard.keep(APPROVED_PLAN)
        guard.keep(APPROVED_SHEET)
