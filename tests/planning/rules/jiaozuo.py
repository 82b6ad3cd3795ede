"""The published plan of 焦作城乡一体化示范区, 2022, as values: 104 villages and 4 communities in six townships.

What the county, 文昌街道, 李万街道 and 宁郭镇 state is as published, slips included; the other townships' marks and
which unit takes which star are made to fit.
"""

from decimal import Decimal

from campaigns.planning.rules.facts import Facts, PlaceFacts
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.marks import UnitMark
from campaigns.planning.rules.realizable import witness

STARS = {
    "village": {
        "branch": "支部过硬",
        "industry": "产业兴旺",
        "ecology": "生态宜居",
        "safety": "平安法治",
        "civility": "文明幸福",
    },
    "community": {
        "branch": "支部过硬",
        "sharing": "共建共享",
        "safety": "平安法治",
        "harmony": "幸福和谐",
        "business": "宜业兴业",
    },
}


def villages(five, four, three, two, one, **stars) -> Figures:
    return Figures("village", {5: five, 4: four, 3: three, 2: two, 1: one}, stars)


def communities(five, four, three, two, one, **stars) -> Figures:
    return Figures("community", {5: five, 4: four, 3: three, 2: two, 1: one}, stars)


COUNTY = villages(1, 10, 41, 48, 0, industry=34, ecology=73, safety=62, civility=94, branch=1)
COUNTY_COMMUNITIES = communities(0, 1, 2, 1, 0, sharing=3, safety=2, harmony=4, business=3)
WENCHANG = villages(2, 2, 19, 12, 0, industry=8, ecology=35, safety=19, civility=35, branch=2)
NINGGUO = villages(0, 1, 4, 12, 0, ecology=7, safety=6, civility=4, industry=1)
LIWAN = villages(0, 1, 5, 2, 0)
LIWAN_COMMUNITIES = communities(0, 0, 2, 0, 0)
CHAOYANG = villages(0, 1, 4, 22, 0)

# What each township's plan sheets add up to.
ENTERED = {
    "李万街道": villages(0, 1, 5, 2, 0, branch=0, industry=4, ecology=5, safety=6, civility=8),
    "文苑街道": villages(0, 2, 4, 6, 0, branch=0, industry=6, ecology=7, safety=7, civility=12),
    "文昌街道": WENCHANG,
    "阳庙镇": villages(0, 1, 5, 9, 0, branch=0, industry=7, ecology=9, safety=10, civility=11),
    "宁郭镇": villages(0, 1, 4, 12, 0, branch=0, industry=1, ecology=11, safety=13, civility=15),
    "苏家作乡": villages(0, 2, 4, 7, 0, branch=0, industry=8, ecology=6, safety=7, civility=13),
}
ENTERED_COMMUNITIES = {
    "李万街道": communities(0, 0, 2, 0, 0, branch=0, sharing=2, safety=1, harmony=2, business=1),
    "文苑街道": communities(0, 1, 0, 1, 0, branch=0, sharing=1, safety=1, harmony=2, business=2),
}
DECLARED = {
    "文昌街道": {("declared", "village"): WENCHANG},
    "宁郭镇": {("declared", "village"): NINGGUO},
    "李万街道": {("declared", "village"): LIWAN, ("declared", "community"): LIWAN_COMMUNITIES},
}
CODES = {
    "李万街道": "410871060",
    "文苑街道": "410871061",
    "文昌街道": "410871062",
    "阳庙镇": "410871100",
    "宁郭镇": "410871101",
    "苏家作乡": "410871203",
}
VILLAGES = {"李万街道": 9, "文苑街道": 12, "文昌街道": 36, "阳庙镇": 15, "宁郭镇": 18, "苏家作乡": 14}
# 文昌's two five-star villages; the others have no name here.
NAMES = {"410871062201": "辛庄村", "410871062202": "姚郭庄村"}


def mark(code: str, kind: str, targets=(), **more) -> UnitMark:
    return UnitMark(code, NAMES.get(code, code), kind, frozenset(targets), **more)


def marks(township: str) -> tuple[UnitMark, ...]:
    """A mark for each unit: the highest level first, those without a target last."""
    made = []
    for kind, entered, first, units in (
        ("village", ENTERED[township], 201, VILLAGES[township]),
        ("community", ENTERED_COMMUNITIES.get(township), 1, 2),
    ):
        rows = witness(entered, capstone=True) if entered else ()
        made += [mark(f"{CODES[township]}{first + n:03}", kind, row) for n, row in enumerate(rows)]
        if entered:
            made += [
                mark(f"{CODES[township]}{first + n:03}", kind, no_target=True, no_target_reason="集中整改")
                for n in range(len(rows), units)
            ]
    return tuple(made)


def township(name: str, **changes) -> PlaceFacts:
    """One township; ``columns`` and ``marks`` may be given otherwise."""
    units = {"village": VILLAGES[name]}
    if name in ENTERED_COMMUNITIES:
        units["community"] = 2
    given = {"columns": DECLARED.get(name, {}), "marks": marks(name)} | changes
    return PlaceFacts(CODES[name], name, units, **given)


def county(**changes) -> PlaceFacts:
    columns = {("plan", "village"): COUNTY, ("plan", "community"): COUNTY_COMMUNITIES}
    return PlaceFacts("410871", "示范区", **({"units": {"village": 104, "community": 4}, "columns": columns} | changes))


def facts(**changes) -> Facts:
    """The demo county with everything entered, 500 万元 set aside and 2 万元 for each star."""
    given = {
        "year": 2022,
        "county": county(),
        "townships": tuple(township(name) for name in CODES),
        "star_names": STARS,
        "budget": Decimal("500.00"),
        "rate": Decimal("2.00"),
    } | changes
    return Facts(**given)
