from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...chain import walk
from ...models import ORIGIN, ChangeSet


class Command(BaseCommand):
    """Reads the change log from its beginning and says whether anything in it was rewritten."""

    help = (
        "Check the change log. Prints the digest of its head: send it somewhere outside this installation, "
        "and give it back later with --known, which also shows whether the end of the log was cut off."
    )

    def add_arguments(self, parser):
        parser.add_argument("--known", metavar="DIGEST", help="a head that was printed earlier; it must still be there")

    def handle(self, *args, known: str | None, **options):
        number, head, is_known = 0, ORIGIN, known in (None, ORIGIN)
        for link in walk():
            if not link.is_sealed:
                raise CommandError(_("%s has been rewritten.") % _named(link.changeset))
            if not link.follows:
                raise CommandError(_("What stood before %s is missing or was rewritten.") % _named(link.changeset))
            number, head = number + 1, link.changeset.digest
            is_known = is_known or head == known
        if not is_known:
            raise CommandError(
                _("The log no longer contains %s: its end was cut off or all of it was replaced.") % known
            )
        self.stdout.write(
            ngettext(
                "%(number)s change set is as it was written.",
                "%(number)s change sets are as they were written.",
                number,
            )
            % {"number": number}
        )
        self.stdout.write(head)


def _named(changeset: ChangeSet) -> str:
    return _("Change set %(number)s (%(deed)s, %(day)s)") % {
        "number": changeset.pk,
        "deed": changeset.deed,
        "day": f"{changeset.at:%Y-%m-%d %H:%M:%S}",
    }
