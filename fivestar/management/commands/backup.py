from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from fivestar.backup import BackupFailedError, back_up, prune


class Command(BaseCommand):
    """Saves everything that people entered, and proves that it can be had back."""

    help = (
        "Save the database and the uploads into a folder, restore them to scratch and check them. "
        "/readyz tells the age of the last backup that passed."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="each backup becomes a folder in it, named by its time")
        parser.add_argument("--keep", type=int, default=30, help="how many stay, the oldest go (default: %(default)s)")

    def handle(self, *args, folder: Path, keep: int, **options):
        if keep < 1:
            raise CommandError(_("At least one backup has to be kept."))
        try:
            backup = back_up(folder)
        except BackupFailedError as failed:
            raise CommandError(_("No backup was made. %s") % failed) from failed
        told = {
            "folder": backup.folder,
            "rows": sum(backup.rows.values()),
            "tables": len(backup.rows),
            "uploads": backup.uploads,
            "size": filesizeformat(backup.size),
        }
        self.stdout.write(_("%(folder)s: %(rows)s rows in %(tables)s tables, %(uploads)s uploads, %(size)s.") % told)
        self.stdout.write(_("Restored to scratch, the same rows were found. %s") % backup.log)
        for path in prune(folder, keep):
            self.stdout.write(_("Deleted: %s") % path.name)
