from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fivestar.changes import guard


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        # The timeline calls deeds by their labels, so every process has to know all of them.
        from .actions import (  # noqa: F401, PLC0415
            campaign,
            evidence,
            figures,
            filing,
            finding,
            mapping,
            opinion,
            plan,
            project,
            sheet,
            standard,
            task,
        )
        from .models.guard import APPROVED_PLAN, APPROVED_SHEET  # noqa: PLC0415

        guard.keep(APPROVED_PLAN)
        guard.keep(APPROVED_SHEET)
