"""Counties of a township or two, where one rule can be seen at a time."""

from campaigns.planning.choices import FindingCode
from campaigns.planning.rules.facts import Facts, Finding, PlaceFacts
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.findings import reconcile
from tests.planning.rules import jiaozuo


def villages(five, four, three, two, one, **stars) -> Figures:
    """A column that states every level, and every star where it states one: those that are not named as 0."""
    return jiaozuo.villages(
        five, four, three, two, one, **(dict.fromkeys(jiaozuo.STARS["village"], 0) | stars if stars else {})
    )


def keys(found) -> list[str]:
    return [finding.key for finding in found]


def the(found, code) -> Finding:
    (one,) = [finding for finding in found if finding.code == code]
    return one


def small(declared=None, entered=None, units=3, *, plan=None, **changes) -> Facts:
    """A county with one township of a few villages, and a plan of its own where one is given."""
    columns = {("declared", "village"): declared, ("entered", "village"): entered}
    place = PlaceFacts(
        "410871101", "宁郭镇", {"village": units}, {key: value for key, value in columns.items() if value}
    )
    county = PlaceFacts("410871", "示范区", {"village": units}, {("plan", "village"): plan} if plan else {})
    return Facts(2022, county, (place,), jiaozuo.STARS, **changes)


def declaring(*columns, plan, units=9, source="declared") -> tuple[Finding, ...]:
    """Townships of nine villages that declare one column each; None declares nothing."""
    places = tuple(
        PlaceFacts(f"41087110{n}", f"第{n}镇", {"village": units}, {(source, "village"): column} if column else {})
        for n, column in enumerate(columns, start=1)
    )
    county = PlaceFacts("410871", "示范区", {"village": units * len(columns)}, {("plan", "village"): plan})
    found = reconcile(Facts(2022, county, places, jiaozuo.STARS))
    return tuple(one for one in found if one.code != FindingCode.UNFILLED)
