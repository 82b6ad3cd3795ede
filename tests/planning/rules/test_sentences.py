"""Findings in words. The figures are kept, the words come with whoever reads."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from campaigns.planning.choices import FindingCode, Severity
from campaigns.planning.rules.facts import Facts, Finding, PlaceFacts, Printed
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.findings import check_unit, reconcile
from campaigns.planning.rules.sentences import plain
from tests.planning.rules import jiaozuo
from tests.planning.rules.jiaozuo import communities, facts, mark, township, villages


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def told(found, code=None) -> list[tuple[str, str]]:
    return [(one.sentence, one.hint) for one in found if code in (None, one.code)]


def stating(column, source="declared", **changes):
    place = township("李万街道", columns={(source, column.kind): column}, marks=())
    return reconcile(facts(townships=(place,), is_whole=False, **changes))


def test_the_county_as_published():
    assert told(reconcile(facts())) == [
        (
            "276 stars × 2 = 552 (10,000 yuan), 52 more than the budget of 500.",
            "As marked: 277 stars, 554. The budget covers 250 stars, 91% (250/276).",
        ),
        (
            "文昌街道 declares five stars 2, planned 1; 支部过硬 likewise 1 too many.",
            "With 1 of them at four stars, all townships together make the county's plan exactly.",
        ),
        (
            "宁郭镇, declared: 40 stars by level and 18 by star, 22 apart.",
            "18 is its number of units; its marks add up to 40.",
        ),
        (
            (
                "All townships, entered: 277 stars, 276 planned: villages, five stars 2, planned 1; "
                "four stars 9, planned 10; 支部过硬 2, planned 1."
            ),
            "See also 文昌街道, over the plan by itself.",
        ),
        ("4 of 104 villages have no target this year.", ""),
    ]


def test_what_is_left_for_townships_that_have_not_declared():
    places = [township(name, marks=(), columns=jiaozuo.DECLARED.get(name, {})) for name in jiaozuo.CODES]
    found = reconcile(facts(townships=tuple(places)))
    assert told(found, FindingCode.OVER_PLAN)[0][1] == (
        "With 1 of them at four stars, four stars 5, three stars 13, two stars 22 are left for the other townships: "
        "40 of their 41 units."
    )
    assert told(found, FindingCode.UNFILLED) == [
        ("104 of 104 villages have not been marked yet.", ""),
        ("4 of 4 communities have not been marked yet.", ""),
    ]


def test_papers_and_pilots():
    papers = (Printed("漯河", 808, 1269, "行政村", "73.39"), Printed("某镇", 1, 0, "村", "50"))
    found = reconcile(facts(pilots={5: 2}, percentages=papers))
    assert told(found, FindingCode.PILOTS) == [
        ("2 pilots try for five stars; the county plans 1 units of that level or above.", "")
    ]
    assert told(found, FindingCode.BASE) == [
        (
            "漯河: 73.39% is printed, but 808 of 1269 (行政村) are 63.67%.",
            "73.39% goes with a base of 1101.",
        ),
        (
            "某镇: 50% is printed, but the base (村) is zero.",
            "50% goes with a base of 2.",
        ),
    ]


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (
            villages(0, 0, 0, 10, 0),
            "李万街道 (villages), declared: 10 units with a target, but there are 9.",
        ),
        (
            Figures("village", {2: 9, 0: 1}),
            "李万街道 (villages), declared: 9 units with a target and 1 without, but there are 9.",
        ),
        (
            communities(0, 0, 0, 1, 0, branch=1, safety=1),
            "李万街道 (communities), declared: 1 支部过硬 stars, but 0 five-star units; they should be equal.",
        ),
        (
            communities(0, 0, 0, 2, 0, safety=3, harmony=1),
            "李万街道 (communities), declared: 平安法治 3, more than the 2 units.",
        ),
        (
            villages(2, 0, 0, 0, 0, branch=2, industry=3, ecology=2, safety=2, civility=1),
            "李万街道 (villages), declared: 文明幸福 1, fewer than the 2 five-star units.",
        ),
        (
            villages(0, 0, 1, 0, 2, industry=3, ecology=2),
            "李万街道 (villages), declared: no table of units and stars gives these figures.",
        ),
    ],
)
def test_one_column(column, sentence):
    assert sentence in [words for words, _ in told(stating(column))]


def test_why_there_is_no_table():
    (stuck,) = told(stating(villages(0, 0, 1, 0, 2, industry=3, ecology=2)), FindingCode.UNREALIZABLE)
    assert stuck[1] == "产业兴旺, 生态宜居: 5 stars together, and the levels leave room for 4."


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("share", "The share of 李万街道 (villages): five stars 2, planned 1."),
        ("declared", "李万街道 (villages) declares five stars 2, planned 1."),
        ("entered", "李万街道 (villages) has marked five stars 2, planned 1."),
    ],
)
def test_over_the_plan_by_source(source, sentence):
    assert told(stating(villages(2, 0, 0, 0, 0), source), FindingCode.OVER_PLAN) == [(sentence, "")]


def test_a_star_over_the_plan_by_more_than_the_level():
    column = villages(2, 0, 0, 0, 0, branch=3, industry=2, ecology=2, safety=2, civility=2)
    (over,) = told(stating(column), FindingCode.OVER_PLAN)
    assert over[0] == "李万街道 (villages) declares five stars 2, planned 1; 支部过硬 3, planned 1."


@pytest.mark.parametrize(
    ("units", "entered", "hint"),
    [
        (3, None, "3 is its number of units."),
        (5, villages(0, 0, 0, 1, 4), "Its marks add up to 6."),
        (5, None, ""),
    ],
)
def test_what_may_lie_behind_a_wrong_sum(units, entered, hint):
    columns = {("declared", "village"): villages(0, 0, 0, 2, 0, safety=3), ("entered", "village"): entered}
    place = PlaceFacts("410871101", "宁郭镇", {"village": units}, {key: one for key, one in columns.items() if one})
    found = reconcile(Facts(2022, jiaozuo.county(), (place,), jiaozuo.STARS, is_whole=False))
    assert told(found, FindingCode.SUM)[0][1] == hint


def test_declared_and_entered():
    place = township(
        "李万街道",
        columns={("declared", "village"): villages(0, 2, 4, 2, 0, industry=4, ecology=6, safety=6, civility=8)},
    )
    found = reconcile(facts(townships=(place,), is_whole=False))
    assert told(found, FindingCode.DECLARED_ENTERED) == [
        (
            (
                "李万街道 (villages): four stars 2 declared, 1 marked; three stars 4 declared, 5 marked; "
                "生态宜居 6 declared, 5 marked."
            ),
            "",
        )
    ]


def test_too_much_already():
    places = [
        PlaceFacts(f"41087110{n}", "某镇", {"village": 9}, {("declared", "village"): column} if column else {})
        for n, column in enumerate((villages(1, 0, 0, 0, 0), villages(1, 0, 0, 0, 0), None))
    ]
    found = reconcile(facts(townships=tuple(places), budget=None))
    assert told(found, FindingCode.PLAN_DIFFERS) == [
        ("1 townships are still missing, and yet, declared: villages, five stars 2, planned 1.", "")
    ]


def test_money_for_the_plan_but_not_for_what_is_entered():
    assert told(reconcile(facts(budget=Decimal(553))), FindingCode.BUDGET) == [
        (
            "277 stars × 2 = 554 (10,000 yuan), 1 more than the budget of 553.",
            "The budget covers 276 stars, 99% (276/277).",
        )
    ]


def test_one_unit():
    def words(targets, held=()):
        unit = replace(mark("410871060205", "village", targets, held=frozenset(held)), name="西大寨村")
        return told(check_unit(unit, star_names=jiaozuo.STARS["village"]))

    assert words({"ecology", "safety", "civility"}, {"industry", "safety", "civility"}) == [
        ("Give up 产业兴旺, which it holds?", "")
    ]
    assert words({"branch", "safety", "civility"}, {"safety", "civility"}) == [
        ("支部过硬 is marked without 产业兴旺, 生态宜居.", "支部过硬 comes with all five stars.")
    ]
    assert words({"safety", "civility", "ecology"}, {"safety"}) == [
        ("From one star to three stars, 2 levels in one year?", "")
    ]
    assert words({"safety", "civility"}) == [("From no star to two stars, 2 levels in one year?", "")]


def test_every_code_has_a_title():
    titles = [Finding(code, Severity.NOTICE, "410871", "", "plan").title for code in FindingCode]
    assert len(set(titles)) == len(titles)
    assert all(titles)


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("2.00"), "2"), (Decimal(500), "500"), (Decimal("0.00"), "0"), (Decimal("2.50"), "2.5"), (3, "3")],
)
def test_figures_are_written_plainly(value, words):
    assert plain(value) == words
