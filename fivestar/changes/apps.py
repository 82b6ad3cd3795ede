from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from . import guard


class ChangesConfig(AppConfig):
    name = "fivestar.changes"
    label = "changes"
    verbose_name = _("Change log")

    def ready(self) -> None:
        pre_migrate.connect(guard.before_migrations, sender=self)
        post_migrate.connect(guard.after_migrations, sender=self)
