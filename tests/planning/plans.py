"""Units of the cast's townships by name, and what their plans say."""

import datetime

import time_machine
from django.utils import timezone

from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import ChangeSet
from tests import make

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"  # 文昌, Eve's
NING, QIU = "410871101200", "410871101203"  # 宁郭, Wen's
QIN, HAN = "410871060201", "410871060001"  # 李万: a village and a community
ZHU = "410803002200"  # in the neighbouring county


def in_days(days: int, hour: int = 9):
    """A day on the county's clock, ``days`` from now."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    moment = datetime.datetime.combine(day, datetime.time(hour, 30), tzinfo=timezone.get_default_timezone())
    return time_machine.travel(moment, tick=False)


def move_to(campaign: Campaign, *phases: str) -> Campaign:
    Campaign.objects.filter(pk=campaign.pk).update(phase=phases[-1])
    return Campaign.objects.for_page().get(pk=campaign.pk)


def says(campaign: Campaign, code: str) -> tuple[str, str, str]:
    """What a plan says: its state, its stars, its reason."""
    plan = make.plan(campaign, code)
    return plan.state, " ".join(sorted(plan.mark.targets)), plan.no_target_reason


def versions(campaign: Campaign) -> dict[str, int]:
    return dict(campaign.plans.values_list("village", "version"))


def deeds_since(before: int) -> list[str]:
    return list(ChangeSet.objects.filter(pk__gt=before).values_list("deed", flat=True))
