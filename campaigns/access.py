"""Who may do what (权限): what a seat may do at a place of the campaign. It imports no record."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from villages.access import Seat, is_first
from villages.choices import Role

if TYPE_CHECKING:
    from villages.models import County, Township

LEADERS = (Role.COUNTY_LEADER, Role.CITY_LEADER, Role.PROVINCE_LEADER)


def runs(seat: Seat, county: "County") -> bool:
    """Whether the seat is the office that runs the county's campaign."""
    return seat.holds(Role.COUNTY_OFFICE) and seat.sits_in(county)


def enters(seat: Seat, township: "Township") -> bool:
    """Whether the seat may enter and submit the township's plans: the township itself, or its county's office."""
    return (seat.holds(Role.TOWNSHIP_ORGANIZER) and seat.sits_in(township)) or runs(seat, township.county)


def shows_in_hall(seat: Seat, place: "County | Township") -> bool:
    """Whether the seat may show a place's wall chart on a screen for everybody: a township its own, the county office
    its county's and its townships'."""
    return (seat.holds(Role.TOWNSHIP_ORGANIZER) and seat.sits_in(place)) or runs(seat, getattr(place, "county", place))


def reads_county(seat: Seat, county: "County") -> bool:
    """Whether the county's dashboards are meant for this seat. A township reads its own pages only."""
    return seat.reaches(county) and not seat.holds(Role.TOWNSHIP_ORGANIZER)


def sees_open_findings(seat: Seat) -> bool:
    """Findings are neutral until confirmed: those who can mend them see all, the others confirmed ones only."""
    return seat.holds(Role.COUNTY_OFFICE, Role.TOWNSHIP_ORGANIZER)


def checks(seat: Seat, county: "County") -> bool:
    """Whether the seat may check tasks of the county's ledgers: its office; its task forces, of their stars."""
    return seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE) and seat.sits_in(county)


def gives_opinions(seat: Seat, county: "County") -> bool:
    """Whether the seat may comment on the county's plans: its task forces on any unit, not only on their stars; its
    leaders; its office, for those who write letters."""
    return seat.holds(Role.TASK_FORCE, Role.COUNTY_LEADER, Role.COUNTY_OFFICE) and seat.sits_in(county)


def keeps_days_off(seat: Seat) -> bool:
    """Whether the seat may edit the table of days off, which is the whole installation's: its administrator."""
    return is_first(seat) or (seat.holds(Role.ADMINISTRATOR) and seat.officer.is_superuser)


def writes_problems(seat: Seat, county: "County", township: "Township | None" = None) -> bool:
    """Whether the seat may write problems of some unit down: its township, its county's office and task forces."""
    if seat.holds(Role.TOWNSHIP_ORGANIZER):
        return township is not None and seat.sits_in(township)
    return seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE) and seat.sits_in(county)


def enters_visits(seat: Seat, county: "County", township: "Township | None" = None) -> bool:
    """Whether the seat may write down what contact leaders found in some unit: its township, its county's office, and
    the county's leaders, none of whom has to."""
    if seat.holds(Role.TOWNSHIP_ORGANIZER):
        return township is not None and seat.sits_in(township)
    return seat.holds(Role.COUNTY_OFFICE, Role.COUNTY_LEADER) and seat.sits_in(county)


def speaks_as(seat: Seat) -> str:
    """From whom an opinion given from this seat is; empty for an office, which enters those of others."""
    if seat.post is None or seat.holds(Role.COUNTY_OFFICE):
        return ""
    with translation.override(settings.LANGUAGE_CODE):  # it is kept: the language of a screen must not change it
        door = seat.post.title or str(seat.post.get_role_display())
    return f"{seat.officer}（{door}）" if seat.holds(Role.COUNTY_LEADER) else door
