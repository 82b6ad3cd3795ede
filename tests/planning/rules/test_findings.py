"""What a county's figures say against each other: the published plan of 2022, and what holds of every finding."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.planning.choices import FindingCode, Severity
from campaigns.planning.rules.facts import Facts, Finding, PlaceFacts, Printed
from campaigns.planning.rules.figures import Figures, add_up, count
from campaigns.planning.rules.findings import reconcile
from tests.planning.rules import jiaozuo
from tests.planning.rules.jiaozuo import facts, mark, township, villages
from tests.planning.rules.small import keys, the

# The published plan, with everything entered.


def test_the_county_as_published():
    assert keys(reconcile(facts())) == [
        "budget:410871::plan:",
        "over_plan:410871062:village:declared:",
        "sum:410871101:village:declared:",
        "plan_differs:410871::entered:",
        "no_target:410871:village:entered:",
    ]


def test_wenchang_declares_two_five_star_villages_where_the_county_plans_one():
    over = the(reconcile(facts()), FindingCode.OVER_PLAN)
    assert over.figures == (
        ("village.level.5.declared", 2),
        ("village.level.5.plan", 1),
        ("village.star.branch.declared", 2),
        ("village.star.branch.plan", 1),
    )
    assert over.units == ("410871062201", "410871062202")
    assert [jiaozuo.NAMES[code] for code in over.units] == ["辛庄村", "姚郭庄村"]


def test_with_one_of_them_lowered_to_four_stars_the_townships_make_the_plan_exactly():
    over = the(reconcile(facts()), FindingCode.OVER_PLAN)
    assert {("lowered", 1), ("to", 4)} <= set(over.context)
    assert "rest" not in dict(over.context)


def test_with_three_townships_known_it_leaves_40_units_for_the_others():
    """The three that published their figures; of the other three nothing is known yet."""
    places = [township(name, marks=(), columns=jiaozuo.DECLARED.get(name, {})) for name in jiaozuo.CODES]
    context = dict(the(reconcile(facts(townships=tuple(places))), FindingCode.OVER_PLAN).context)
    assert (context["lowered"], context["to"]) == (1, 4)
    assert [context[f"rest.{level}"] for level in (5, 4, 3, 2, 1)] == [0, 5, 13, 22, 0]
    assert (context["rest"], context["rest_units"]) == (40, 12 + 15 + 14)


def test_ningguo_has_40_stars_by_level_and_18_by_star():
    slip = the(reconcile(facts()), FindingCode.SUM)
    assert slip.figures == (("by_level", 40), ("by_star", 18))
    assert {("same", 18), ("entered", 40)} <= set(slip.context)


def test_277_stars_are_entered_against_276_planned():
    apart = the(reconcile(facts()), FindingCode.PLAN_DIFFERS)
    assert apart.figures == (
        ("plan", 276),
        ("entered", 277),
        ("village.level.5.entered", 2),
        ("village.level.5.plan", 1),
        ("village.level.4.entered", 9),
        ("village.level.4.plan", 10),
        ("village.star.branch.entered", 2),
        ("village.star.branch.plan", 1),
    )
    assert apart.units == ("410871062201", "410871062202")


def test_276_stars_cost_552_against_500():
    dear = the(reconcile(facts()), FindingCode.BUDGET)
    assert dict(dear.figures) == {
        "plan": 276,
        "plan.cost": 552,
        "entered": 277,
        "entered.cost": 554,
        "rate": 2,
        "budget": 500,
        "short": 52,
        "covered": 250,
        "percent": Decimal("90.6"),
    }


def test_four_of_104_villages_are_without_a_target():
    without = the(reconcile(facts()), FindingCode.NO_TARGET)
    assert without.figures[:2] == (("without", 4), ("units", 104))
    assert [code[:9] for code in without.units] == ["410871060", "410871062", "410871101", "410871203"]


def test_two_pilots_from_four_to_five_where_the_plan_has_one_five_star_unit():
    pilots = the(reconcile(facts(pilots={5: 2})), FindingCode.PILOTS)
    assert (pilots.subject, pilots.figures) == ("5", (("level", 5), ("pilots", 2), ("plan", 1)))
    assert FindingCode.PILOTS not in {finding.code for finding in reconcile(facts(pilots={5: 1, 4: 12}))}


def test_808_villages_are_printed_as_73_39_percent_beside_1269():
    papers = (
        Printed("漯河", 808, 1269, "行政村", "73.39"),
        Printed("张庄镇", 24, 55, "行政村", "43.64"),
        Printed("高村乡", 9765, 9880, "问题", "98.84"),
    )
    slip = the(reconcile(facts(percentages=papers)), FindingCode.BASE)
    assert slip.subject == "漯河"
    assert dict(slip.figures) == {
        "part": 808,
        "base": 1269,
        "printed": Decimal("73.39"),
        "value": Decimal("63.67"),
        "implied": 1101,
    }


def test_once_wenchang_and_ningguo_have_mended_it_only_the_four_villages_remain():
    """辛庄村 gives up 支部过硬, 宁郭镇 declares what it entered, and the budget covers 276 stars."""
    lowered = villages(1, 3, 19, 12, 0, industry=8, ecology=35, safety=19, civility=35, branch=1)
    first, *others = jiaozuo.marks("文昌街道")
    wenchang = township(
        "文昌街道",
        columns={("declared", "village"): lowered},
        marks=(replace(first, targets=first.targets - {"branch"}), *others),
    )
    ningguo = township("宁郭镇", columns={("declared", "village"): jiaozuo.ENTERED["宁郭镇"]})
    places = {name: township(name) for name in jiaozuo.CODES} | {"文昌街道": wenchang, "宁郭镇": ningguo}
    found = reconcile(facts(townships=tuple(places.values()), budget=Decimal(552)))
    assert keys(found) == ["no_target:410871:village:entered:"]


# One township's own page.


@pytest.mark.parametrize("name", jiaozuo.CODES)
def test_a_township_alone_finds_what_the_county_finds_of_it(name):
    """Key and digest are the same, so that an answer given on one page holds on the other."""
    alone = reconcile(facts(townships=(township(name),), is_whole=False))
    there = [(one.key, one.digest) for one in reconcile(facts()) if one.place == jiaozuo.CODES[name]]
    assert [(one.key, one.digest) for one in alone if one.code != FindingCode.NO_TARGET] == there


def test_a_township_alone_has_its_own_units_without_a_target():
    found = reconcile(facts(townships=(township("宁郭镇"),), is_whole=False))
    without = the(found, FindingCode.NO_TARGET)
    assert (without.place, without.figures[:2]) == ("410871101", (("without", 1), ("units", 18)))


# Money.


@pytest.mark.parametrize(
    ("budget", "rate"),
    [(None, Decimal(2)), (Decimal(500), None), (Decimal(500), Decimal(0)), (Decimal(554), Decimal(2))],
)
def test_no_budget_no_rate_or_enough_money(budget, rate):
    assert FindingCode.BUDGET not in {one.code for one in reconcile(facts(budget=budget, rate=rate))}


def test_money_for_the_plan_but_not_for_what_is_entered():
    dear = the(reconcile(facts(budget=Decimal(553))), FindingCode.BUDGET)
    assert dear.source == "entered"
    assert dear.figures[:2] == (("entered", 277), ("entered.cost", 554))
    assert dict(dear.figures)["short"] == 1
    assert "plan" not in dict(dear.figures)


def test_what_is_entered_stands_beside_the_plan_only_once_it_is_complete():
    """Until then each mark would make it another finding, and people would have to answer it again."""
    half = township("宁郭镇", marks=jiaozuo.marks("宁郭镇")[:9])
    dear = the(reconcile(facts(townships=(half,))), FindingCode.BUDGET)
    assert "entered" not in dict(dear.figures)


# Units of which nothing is said.


def test_units_not_yet_marked():
    some = (mark("410871101201", "village", {"safety"}), mark("410871101202", "village"))
    place = PlaceFacts("410871101", "宁郭镇", {"village": 3}, {}, some)
    county = PlaceFacts("410871", "示范区", {"village": 3})
    left = the(reconcile(Facts(2022, county, (place,), jiaozuo.STARS)), FindingCode.UNFILLED)
    assert left.figures == (("unfilled", 2), ("units", 3))
    assert left.units == ("410871101202",)


def test_nothing_is_entered_where_nothing_is_said():
    """Absent is not zero: a unit not yet marked states nothing, one without a target states that."""
    empty, without = mark("410871101201", "village"), mark("410871101202", "village", no_target=True)
    assert PlaceFacts("410871101", "宁郭镇", {"village": 2}, {}, (empty,)).column("entered", "village").is_empty
    stated = PlaceFacts("410871101", "宁郭镇", {"village": 2}, {}, (empty, without)).column("entered", "village")
    assert (stated.unit_sum, stated.is_empty) == (0, False)


# What a finding is.


def test_the_heaviest_comes_first_then_the_place():
    order = [(one.severity.rank, one.place) for one in reconcile(facts(pilots={5: 2}))]
    assert order == sorted(order)
    assert order[0][0] == 0


def test_every_code_has_a_severity_and_every_severity_a_tone():
    assert {code.severity for code in FindingCode} == set(Severity)
    assert [severity.tone for severity in Severity] == ["late", "plan", "none"]


def test_an_answer_holds_while_the_figures_do():
    finding = Finding(
        FindingCode.BUDGET, Severity.BLOCKING, "410871", "", "plan", figures=(("short", Decimal("52.00")),)
    )
    same = replace(finding, figures=(("short", Decimal(52)),), context=(("place", "示范区"),), units=("410871062201",))
    other = replace(finding, figures=(("short", Decimal(54)),))
    assert finding.key == same.key == other.key == "budget:410871::plan:"
    assert finding.digest == same.digest != other.digest
    assert len(finding.digest) == 16


def test_another_unit_without_a_target_is_another_finding():
    before = the(reconcile(facts()), FindingCode.NO_TARGET)
    *marks, last = jiaozuo.marks("宁郭镇")
    changed = (
        replace(marks[0], targets=frozenset(), no_target=True),
        *marks[1:],
        replace(last, targets=marks[0].targets, no_target=False),
    )
    places = {name: township(name) for name in jiaozuo.CODES} | {"宁郭镇": township("宁郭镇", marks=changed)}
    after = the(reconcile(facts(townships=tuple(places.values()))), FindingCode.NO_TARGET)
    assert (before.key, before.figures[:2]) == (after.key, after.figures[:2])
    assert before.digest != after.digest


# A county that adds up has nothing to say; one that does not, does.

CODES = sorted(jiaozuo.STARS["village"])
ROW = st.frozensets(st.sampled_from(CODES)).filter(lambda row: "branch" not in row or len(row) == 5)
COUNTIES = st.lists(st.lists(ROW, min_size=1, max_size=8), min_size=1, max_size=4)


def of_rows(counties) -> Facts:
    """Townships that declare and enter the same, and a plan that is their sum."""
    places = []
    for n, rows in enumerate(counties, start=1):
        code = f"41087110{n}"
        column = count("village", rows, CODES)
        marks = tuple(mark(f"{code}{i:03}", "village", row, no_target=not row) for i, row in enumerate(rows, start=201))
        places.append(PlaceFacts(code, f"第{n}镇", {"village": len(rows)}, {("declared", "village"): column}, marks))
    plan = add_up("village", [place.column("declared", "village") for place in places])
    county = PlaceFacts("410871", "示范区", {"village": sum(map(len, counties))}, {("plan", "village"): plan})
    return Facts(2022, county, tuple(places), jiaozuo.STARS)


@given(COUNTIES)
def test_figures_that_agree_give_no_finding(counties):
    found = reconcile(of_rows(counties))
    assert {one.code for one in found} <= {FindingCode.NO_TARGET}


@given(COUNTIES, st.integers(0, 9), st.sampled_from(["plan", "declared"]))
def test_one_figure_changed_is_found(counties, which, source):
    agreeing = of_rows(counties)
    place = agreeing.county if source == "plan" else agreeing.townships[0]
    column = place.column(source, "village")
    levels, stars = dict(column.levels), dict(column.stars)
    side, key = (levels, which + 1) if which < 5 else (stars, CODES[which - 5])
    side[key] += 1
    changed = replace(place, columns={(source, "village"): Figures("village", levels, stars)})
    slipped = (
        replace(agreeing, county=changed)
        if source == "plan"
        else replace(agreeing, townships=(changed, *agreeing.townships[1:]))
    )
    found = [one for one in reconcile(slipped) if one.code != FindingCode.NO_TARGET]
    assert (FindingCode.SUM, place.code) in {(one.code, one.place) for one in found}
    assert all(one.sentence for one in found)


def in_part(column: Figures, kept: set) -> Figures:
    """A column of which somebody states only some figures, and perhaps the totals."""
    totals = {"stars": column.total, "units": column.targets}
    return Figures(
        column.kind,
        {level: column.level(level) for level in (5, 4, 3, 2, 1) if level in kept},
        {star: column.star(star) for star in CODES if star in kept},
        {name: number for name, number in totals.items() if name in kept},
    )


KEPT = st.sets(st.sampled_from([5, 4, 3, 2, 1, *CODES, "stars", "units"]))


@given(COUNTIES, KEPT, st.lists(KEPT, min_size=4, max_size=4))
def test_true_figures_give_no_finding_however_little_of_them_is_stated(counties, of_plan, of_places):
    """By the county and by each township, in whatever mixture of levels, stars and totals: absent is not zero."""
    whole = of_rows(counties)
    plan = in_part(whole.county.column("plan", "village"), of_plan)
    places = tuple(
        replace(place, columns={("declared", "village"): in_part(place.column("declared", "village"), kept)})
        for place, kept in zip(whole.townships, of_places, strict=False)
    )
    told = reconcile(
        replace(whole, county=replace(whole.county, columns={("plan", "village"): plan}), townships=places)
    )
    assert {one.code for one in told} <= {FindingCode.NO_TARGET}


def test_a_plan_for_villages_only_says_nothing_of_communities():
    found = reconcile(facts(county=jiaozuo.county(columns={("plan", "village"): jiaozuo.COUNTY})))
    apart = the(found, FindingCode.PLAN_DIFFERS)
    assert apart.figures[:2] == (("plan", 264), ("entered", 265))
    assert {one.kind for one in found if one.code == FindingCode.OVER_PLAN} == {"village"}
    assert ("only.community", "") in apart.context


def test_what_the_plan_leaves_blank_is_not_a_plan_of_zero():
    """Only 五星 and 四星 are planned: 文昌's nineteen three-star villages contradict nothing."""
    plan = Figures("village", {5: 1, 4: 10})
    found = reconcile(facts(county=jiaozuo.county(columns={("plan", "village"): plan})))
    over = the(found, FindingCode.OVER_PLAN)
    assert over.figures == (("village.level.5.declared", 2), ("village.level.5.plan", 1))
    assert ("only.village", "5 4") in over.context


def test_a_plan_of_one_total_says_that_total_of_villages_and_not_nothing():
    plan = Figures("village", totals={"stars": 109})
    found = reconcile(facts(county=jiaozuo.county(columns={("plan", "village"): plan})))
    hints = {one.hint for one in found if one.code == FindingCode.PLAN_DIFFERS}
    assert hints == {"农村县计划只写了创星总数。 县计划没有写社区。"}


def test_a_plan_that_states_all_and_its_totals_too_leaves_nothing_out():
    plan = replace(jiaozuo.COUNTY, totals={"stars": 264, "units": 100})
    columns = {("plan", "village"): plan, ("plan", "community"): jiaozuo.COUNTY_COMMUNITIES}
    found = reconcile(facts(county=jiaozuo.county(columns=columns)))
    assert "only." not in str([one.context for one in found])


def test_levels_stated_above_and_stars_below_are_held_against_each_other():
    """Σ k·nₖ = Σ s across places too: 15 stars are planned by level, 14 are declared by star."""
    plan, one, other = villages(0, 0, 3, 3, 0), Figures("village", {}, STARS_OF_7), Figures("village", {}, STARS_OF_7)
    places = tuple(
        PlaceFacts(f"41087110{n}", f"第{n}镇", {"village": 3}, {("declared", "village"): column})
        for n, column in enumerate((one, other), start=1)
    )
    county = PlaceFacts("410871", "示范区", {"village": 6}, {("plan", "village"): plan})
    apart = the(reconcile(Facts(2022, county, places, jiaozuo.STARS)), FindingCode.PLAN_DIFFERS)
    assert apart.figures == (
        ("plan", 15), ("declared", 14), ("village.total.stars.declared", 14), ("village.total.stars.plan", 15),
    )  # fmt: skip


STARS_OF_7 = {"branch": 0, "industry": 1, "ecology": 2, "safety": 2, "civility": 2}


@pytest.mark.parametrize(
    ("plan", "figures"),
    [
        (villages(0, 0, 3, 6, 0), ()),
        (villages(0, 0, 1, 9, 0), (("rest", 4), ("rest_units", 3))),
        (Figures("village", {}, {"safety": 6}), (("village.star.safety.rest", 4), ("village.star.safety.most", 3))),
        (Figures("village", {}, {"safety": 5}), ()),
        (Figures("village", totals={"stars": 7 + 15}), ()),
        (Figures("village", totals={"stars": 7 + 16}), (("rest_stars", 16), ("room", 15))),
    ],
)
def test_what_the_plan_leaves_fits_into_the_units_left(plan, figures):
    """The first township has stated its seven villages; the other has three and has stated nothing."""
    declared = Figures("village", {5: 0, 4: 0, 3: 0, 2: 1, 1: 5}, STARS_OF_7 | {"safety": 2})
    places = (
        PlaceFacts("410871101", "第1镇", {"village": 7}, {("declared", "village"): declared}),
        PlaceFacts("410871102", "第2镇", {"village": 3}),
    )
    county = PlaceFacts("410871", "示范区", {"village": 10}, {("plan", "village"): plan})
    found = [one for one in reconcile(Facts(2022, county, places, jiaozuo.STARS)) if one.code == FindingCode.RESIDUAL]
    assert [one.figures for one in found] == ([figures] if figures else [])
    assert all(one.sentence for one in found)
