import datetime

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.evidence.actions import sweep_unused
from campaigns.evidence.models import EvidenceFile
from fivestar import vault
from fivestar.changes.models import Change


class Command(BaseCommand):
    """Removes evidence files that have served nothing for long; run it each night, after the backup."""

    help = (
        "Remove files that serve no task any more. One that is found unused is marked first and goes when it still is "
        "so many days later; the change log keeps its name. Says also whether contents of files are missing."
    )

    def add_arguments(self, parser):
        days = settings.UNUSED_FILES_STAY.days
        parser.add_argument("--days", type=int, default=days, help="how long unused files stay (default: %(default)s)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would go and what is missing")

    def handle(self, *args, days: int, dry_run: bool, **options):
        stay = datetime.timedelta(days=days)
        before = timezone.now() - stay
        if dry_run:
            going = EvidenceFile.objects.unused().filter(unused_since__lt=before).select_related("township")
            for file in going.order_by("township", "name"):
                self.stdout.write(_("Would go: %(name)s (%(place)s)") % {"name": file.name, "place": file.township})
        else:
            done = sweep_unused(by=None, before=before)
            for change in done.changes.filter(kind=Change.Kind.DELETED) if done.pk else ():
                self.stdout.write(_("Removed: %(name)s (%(place)s)") % {"name": change.name, "place": change.place})
        needed = set(EvidenceFile.objects.values_list("digest", flat=True))
        found = set()
        for path, age in vault.contents():
            digest = path.name.partition(".")[0]
            found.add(digest)
            # A content without a record may be an upload of this moment: it has the same time as a file.
            if digest not in needed and age > stay.total_seconds() and not dry_run:
                path.unlink()
        missing = EvidenceFile.objects.filter(digest__in=needed - found).select_related("township")
        for file in missing.order_by("township", "name"):
            self.stderr.write(
                _("The content of %(name)s (%(place)s) is missing; a backup may have it: %(path)s")
                % {"name": file.name, "place": file.township, "path": vault.path_of(file.digest)}
            )
        self.stdout.write(_("%(n)s files have records.") % {"n": EvidenceFile.objects.count()})
