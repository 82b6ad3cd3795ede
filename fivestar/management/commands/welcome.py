from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """Readies a fresh installation: the demo goes into an empty database, unless this is production."""

    help = "Load the demo into an empty database and list its accounts; in production do nothing."

    def handle(self, *args, **options):
        if not settings.DEMO:
            return
        officers = get_user_model().objects
        if not officers.exists():
            call_command("demo", if_empty=True, stdout=self.stdout)
        accounts = officers.filter(is_demo=True).order_by("pk")
        if accounts:
            self.stdout.write(_("Demo accounts, all with the password %s:") % settings.DEMO_PASSWORD)
            for officer in accounts:
                self.stdout.write(f"  {officer.get_username():8}{officer.get_full_name()}")
