"""``manage.py import_divisions FOLDER --under 4108``: places from the official division list."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from fivestar.changes.deeds import Refused
from fivestar.csvfile import FileRefused
from villages.actions import Differences, compare, import_divisions
from villages.divisions import count_lines, read_divisions
from villages.models import Village


@dataclass(frozen=True)
class Console:
    """Whoever sits at the server: no officer, but the change log says where it came from."""

    title: str
    officer: None = None


class Command(BaseCommand):
    help = "Bring places to what the official division list says: enter new ones, rename, report what is missing."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="has provinces.csv, cities.csv, areas.csv, streets.csv and villages.csv"
        )
        parser.add_argument(
            "--under", required=True, metavar="CODE", help="a province, city, county or township, e.g. 4108"
        )
        parser.add_argument(
            "--retire", action="store_true", help="retire units that the list no longer has, as of today"
        )
        parser.add_argument("--dry-run", action="store_true", help="report only; save nothing")

    def handle(self, *, folder: Path, under: str, retire: bool, dry_run: bool, verbosity: int, **options) -> None:
        quiet = not verbosity or None  # None: a bar where a person looks on, none in a log file
        try:
            with bar(_("Reading"), count_lines(folder), quiet) as step:
                divisions = read_divisions(folder, under, step)
            differences = compare(divisions)
            self._report(differences, retire)
            if dry_run:
                self.stdout.write(_("Dry run: nothing was saved."))
                return
            places = sum(map(len, [*differences.new.values(), *differences.renamed.values()]))
            places += len(differences.missing[Village]) if retire else 0
            with bar(_("Saving"), places, quiet) as step:
                changeset = import_divisions(
                    divisions=divisions, retire=retire, progress=step, by=Console(_("command line"))
                )
        except FileRefused as refused:
            end = _("Nothing was saved.")
            raise CommandError("\n".join([*map(str, refused.problems), end])) from refused
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        self.stdout.write(_("Saved.") if changeset.pk else _("Everything is as the list says; nothing was saved."))

    def _report(self, differences: Differences, retire: bool) -> None:
        for model, rows in differences.new.items():
            if rows:
                told = {"count": len(rows), "places": model._meta.verbose_name_plural}
                self.stdout.write(_("New: %(count)s %(places)s.") % told)
        for pairs in differences.renamed.values():
            for row, old in pairs:
                told = {"code": row.code, "old": old, "new": row.name}
                self.stdout.write(_("Renamed: %(code)s %(old)s → %(new)s") % told)
        for model, places in differences.missing.items():
            for code, name in places:
                told = {"code": code, "name": name}
                if model is Village and retire:
                    self.stdout.write(_("Not in the list, is retired: %(code)s %(name)s") % told)
                else:
                    self.stdout.write(_("Not in the list, stays: %(code)s %(name)s") % told)


@contextmanager
def bar(title: str, total: int, quiet: bool | None):
    """A progress bar; yields what moves it on, by one if no number is given."""
    with tqdm(total=total, desc=title, disable=quiet) as shown:
        step: Callable[..., object] = shown.update
        yield step
