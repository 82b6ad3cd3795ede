"""Loads the demo, or moves its deadlines."""

import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from campaigns.demo.autumn import Autumn
from campaigns.demo.load import Loader
from campaigns.ledger.actions.schedule import reschedule
from campaigns.ledger.reports.schedule import schedule
from campaigns.year.actions import change_campaign
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from villages.access import Seat
from villages.choices import Role
from villages.models import Officer, Province

SEASONS = {"planning": Loader, "autumn": Autumn}


class Command(BaseCommand):
    help = (
        "Loads the demo county and its neighbour into an empty database, dated back from today: in the middle of "
        "planning, or in autumn with plans approved and tasks at work. "
        "On a loaded demo, --today moves the days so that plans are due in twelve days, or the assessment is in five "
        "weeks."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--today",
            nargs="?",
            const=timezone.localdate(),
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day from which everything is dated; without a value the present one",
        )
        parser.add_argument("--season", choices=SEASONS, default=settings.DEMO_SEASON)
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")

    def handle(self, *args, today, season, if_empty, **options):
        if not settings.DEMO:
            raise CommandError("This is a production installation: it takes no demo. Take PRODUCTION out first.")
        if not Province.objects.exists() and not Officer.objects.exists():
            with transaction.atomic():
                SEASONS[season](today or timezone.localdate()).load()
            self.stdout.write(self.style.SUCCESS("The demo is loaded."))
        elif today is not None and Officer.objects.filter(is_demo=True).exists():
            for campaign in Campaign.objects.exclude(phase=Phase.CLOSED).select_related("county"):
                self._move(campaign, today)
        elif if_empty:
            self.stdout.write("There is data already; nothing was loaded.")
        else:
            raise CommandError("There is data already. The demo is loaded into an empty database only.")

    def _move(self, campaign: Campaign, today: datetime.date) -> None:
        """Shift a campaign's dates, and the days of its ledgers with them, as deeds of its own office."""
        anchor, days = ("plan_due", 12) if campaign.phase == Phase.PLANNING else ("assessment_on", 35)
        shift = today + datetime.timedelta(days=days) - getattr(campaign, anchor)
        dates = ("planning_from", "plan_due", "sheet_due", "assessment_on", "rating_due")
        office = Officer.objects.filter(posts__role=Role.COUNTY_OFFICE, posts__county=campaign.county).first()
        posts = tuple(office.posts.with_place())
        seat = Seat(officer=office, post=posts[0], posts=posts)
        settings = {name: day + shift for name in dates if (day := getattr(campaign, name))}
        change_campaign(by=seat, campaign=campaign, version=campaign.version, settings=settings)
        campaign.refresh_from_db()
        shown = schedule(campaign, campaign.county_id, today)
        if shown.moves:
            reschedule(by=seat, campaign=campaign, seen=shown.digest)
        self.stdout.write(f"{campaign}: {anchor} {getattr(campaign, anchor)}.")
