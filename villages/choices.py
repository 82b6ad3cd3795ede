"""Fixed values of places and posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """What a unit is registered as, and what it may be rated by."""

    VILLAGE = "village", _("village")
    COMMUNITY = "community", _("community")


class TownshipKind(models.TextChoices):
    XIANG = "xiang", _("rural township")
    TOWN = "town", _("town")
    STREET = "street", _("street")
    OTHER = "other", _("other")


class Role(models.TextChoices):
    COUNTY_OFFICE = "county_office", _("county office")
    COUNTY_LEADER = "county_leader", _("county leader")
    TASK_FORCE = "task_force", _("task force")
    TOWNSHIP_ORGANIZER = "township_organizer", _("township organizer")
    CITY_LEADER = "city_leader", _("city leader")
    PROVINCE_LEADER = "province_leader", _("province leader")
    ADMINISTRATOR = "administrator", _("administrator")


POST_LEVELS = ("province", "city", "county", "township")


PLACE_OF_ROLE = {
    Role.TOWNSHIP_ORGANIZER: "township",
    Role.COUNTY_OFFICE: "county",
    Role.COUNTY_LEADER: "county",
    Role.TASK_FORCE: "county",
    Role.CITY_LEADER: "city",
    Role.PROVINCE_LEADER: "province",
}
