"""Stating figures, freezing them, and the table of the creation plan, on the database."""

import pytest
from django.utils import timezone

from campaigns.planning.actions.figures import freeze_plan, save_figures
from campaigns.planning.actions.marks import return_plans
from campaigns.planning.choices import FindingCode, Source, Stage
from campaigns.planning.models.figures import FigureSheet, PlanVersion
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.reports.figures import default_source, grids, sheet_of
from campaigns.planning.reports.units import narrowed
from campaigns.planning.reports.versions import compare, frozen_by, is_intact, kept_facts, next_stage, versions_of
from campaigns.planning.rules.creation import TOWNSHIP_SOURCES, digest, frozen
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.units import UnitFilter
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.planning.rules import jiaozuo
from tests.snapshot import kept
from villages.models import Township

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
FIVE = "branch industry ecology safety civility"


def state(by, campaign, township, source, *figures, version=0, **more):
    return save_figures(
        by=by, campaign=campaign, township=township, source=source, figures=figures, version=version, **more
    )


def villages(**stars):
    return Figures("village", {5: 1, 4: 0, 3: 2}, stars)


class TestStatingFigures:
    def test_what_is_not_named_is_not_stated(self, campaign, cast, place):
        state(cast.eve, campaign, place.wenchang, Source.DECLARED, villages(branch=1, safety=0))
        sheet = FigureSheet.objects.get(campaign=campaign, township=place.wenchang)
        assert sheet.figures("village").levels == {5: 1, 4: 0, 3: 2}
        assert sheet.figures("village").stars == {"branch": 1, "safety": 0}
        assert sheet.figures("community").is_empty

    def test_a_figure_taken_back_is_absent_and_the_version_rises_once(self, campaign, cast, place):
        state(cast.eve, campaign, place.wenchang, Source.DECLARED, villages(branch=1))
        state(cast.eve, campaign, place.wenchang, Source.DECLARED, Figures("village", {5: 2}), version=1)
        sheet = FigureSheet.objects.get(campaign=campaign, township=place.wenchang)
        assert (sheet.version, sheet.figures("village").levels, sheet.figures("village").stars) == (2, {5: 2}, {})

    def test_the_office_declares_on_behalf_and_the_record_says_so(self, campaign, cast, place):
        assert state(cast.ying, campaign, place.wenchang, Source.DECLARED, villages()).on_behalf is True
        assert state(cast.ying, campaign, place.ningguo, Source.SHARE, villages()).on_behalf is False
        assert (
            state(cast.eve, campaign, place.wenchang, Source.DECLARED, villages(branch=1), version=1).on_behalf is False
        )

    @pytest.mark.parametrize(("who", "where", "source"), [
        ("eve", None, Source.PLAN),
        ("eve", "wenchang", Source.SHARE),
        ("eve", "ningguo", Source.DECLARED),
        ("lei", "wenchang", Source.DECLARED),
        ("shen", None, Source.PLAN),
        ("han", None, Source.PLAN),
        ("zhou", None, Source.PLAN),
        ("zhou", "wenchang", Source.DECLARED),
        ("ying", "zhuwang", Source.SHARE),
    ])  # fmt: skip
    def test_nobody_states_what_is_not_theirs(self, campaign, cast, place, who, where, source):
        with pytest.raises(Refused) as refused:
            state(getattr(cast, who), campaign, getattr(place, where) if where else None, source, villages())
        assert str(refused.value) != ""
        assert FigureSheet.objects.filter(campaign=campaign).count() == 0

    def test_who_saw_an_older_version_overwrites_nothing(self, campaign, cast, place):
        state(cast.eve, campaign, place.wenchang, Source.DECLARED, villages(branch=1))
        for version in (0, 2):
            with pytest.raises(Stale):
                state(cast.ying, campaign, place.wenchang, Source.DECLARED, villages(branch=3), version=version)
        sheet = FigureSheet.objects.get(campaign=campaign, township=place.wenchang)
        assert (sheet.version, sheet.figures("village").stars) == (1, {"branch": 1})

    @pytest.mark.parametrize("phase", [Phase.RATING, Phase.CLOSED])
    def test_figures_stay_once_rating_begins(self, campaign, cast, phase):
        Campaign.objects.filter(pk=campaign.pk).update(phase=phase)
        campaign.refresh_from_db()
        with pytest.raises(Refused):
            state(cast.ying, campaign, None, Source.PLAN, villages())

    def test_a_second_submission_changes_nothing(self, campaign, cast):
        first = state(cast.ying, campaign, None, Source.PLAN, villages(branch=1), token="one")
        assert state(cast.ying, campaign, None, Source.PLAN, villages(branch=1), token="one") == first
        assert FigureSheet.objects.get(campaign=campaign).version == 1

    def test_an_undo_brings_the_former_figures_back(self, campaign, cast):
        state(cast.ying, campaign, None, Source.PLAN, villages(branch=1))
        second = state(cast.ying, campaign, None, Source.PLAN, Figures("village", {5: 3}), version=1)
        undo(by=cast.ying, changeset=second)
        sheet = FigureSheet.objects.get(campaign=campaign)
        assert (sheet.figures("village"), sheet.version) == (villages(branch=1), 3)


@pytest.fixture
@kept
def planned(campaign, cast, place):
    """The county's plan; 文昌 declares more than it and enters what it declares, of which 金炉 and 杨庄 are approved;
    宁郭 has a share and has begun, 李万 nothing."""
    state(cast.ying, campaign, None, Source.PLAN, Figures("village", {5: 1, 4: 1, 3: 2, 2: 1, 1: 0}, {"branch": 1}))
    state(cast.ying, campaign, place.ningguo, Source.SHARE, Figures("village", {3: 1, 2: 1}))
    state(cast.eve, campaign, place.wenchang, Source.DECLARED, Figures("village", {5: 2, 3: 1}, {"branch": 2}))
    make.mark(cast.eve, campaign, {XIN: FIVE, YAO: FIVE, JIN: "industry safety civility", YANG: "none"})
    make.submit(cast.eve, campaign, JIN, YANG)
    make.approve(cast.ying, campaign, JIN, YANG)
    make.mark(cast.wen, campaign, {"410871101200": "industry ecology"})
    return campaign


def row(grid, name, source):
    return next(row for place, rows in grid.townships for row in rows if (place.name, row.source) == (name, source))


def numbers(row):
    return [cell.n for cell in row.cells]


class TestTheTable:
    def test_shows_each_source_apart_and_says_nothing_where_nothing_was_stated(self, planned):
        grid = grids(campaign_facts(planned), TOWNSHIP_SOURCES)[0]
        nothing = [None] * 11
        assert [head.key for head in grid.heads] == [5, 4, 3, 2, 1, 0, *FIVE.split()]
        assert numbers(grid.plan) == [1, 1, 2, 1, 0, None, 1, None, None, None, None]
        assert numbers(row(grid, "文昌街道", Source.SHARE)) == nothing
        assert numbers(row(grid, "文昌街道", Source.DECLARED)) == [
            2,
            None,
            1,
            None,
            None,
            None,
            2,
            None,
            None,
            None,
            None,
        ]
        assert numbers(row(grid, "文昌街道", Source.ENTERED)) == [2, 0, 1, 0, 0, 1, 2, 3, 2, 3, 3]
        assert numbers(row(grid, "文昌街道", Source.APPROVED)) == [0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1]
        assert numbers(row(grid, "宁郭镇", Source.SHARE)) == [None, None, 1, 1, *[None] * 7]
        assert [numbers(row(grid, "李万街道", source)) for source in TOWNSHIP_SOURCES] == [nothing] * 4

    def test_says_how_many_units_and_townships_a_figure_speaks_of(self, planned):
        grid = grids(campaign_facts(planned), TOWNSHIP_SOURCES)[0]
        assert [(row(grid, "文昌街道", s).counted, row(grid, "文昌街道", s).units) for s in TOWNSHIP_SOURCES] == [
            (None, 4), (None, 4), (4, 4), (2, 4),
        ]  # fmt: skip
        assert row(grid, "宁郭镇", Source.ENTERED).counted == 1
        assert [(sum_.source, sum_.stated) for sum_ in grid.sums] == [
            (Source.SHARE, (1, 3)), (Source.DECLARED, (1, 3)), (Source.ENTERED, (2, 3)), (Source.APPROVED, (1, 3)),
        ]  # fmt: skip

    def test_each_counted_figure_leads_to_exactly_its_units(self, planned):
        """Of all places, sums included, both star sets, with last year's campaign beside it."""
        checked = 0
        plans = Plan.objects.filter(campaign=planned)
        for grid in grids(campaign_facts(planned), TOWNSHIP_SOURCES):
            rows = [row for _place, rows in grid.townships for row in rows] + list(grid.sums)
            for each in rows:
                for cell in each.cells:
                    if each.source in (Source.SHARE, Source.DECLARED) or not cell.n:
                        assert cell.query == ""
                        continue
                    asked = dict(pair.split("=") for pair in cell.query.split("&"))
                    asked["state"] = (asked["state"],) if "state" in asked else ()
                    assert narrowed(plans, UnitFilter(**asked)).count() == cell.n, cell.query
                    checked += 1
        assert checked > 20

    def test_sums_and_residual_leave_out_who_has_not_stated(self, planned):
        grid = grids(campaign_facts(planned), [Source.DECLARED])[0]
        assert numbers(grid.sums[0]) == [2, None, 1, None, None, None, 2, None, None, None, None]
        assert numbers(grid.residuals[0]) == [-1, 1, 1, 1, 0, None, -1, None, None, None, None]
        told = {
            offer.excess.key: [(at.name, n, alone) for at, n, alone in offer.places] for offer in grid.offers[0].rows
        }
        assert told == {5: [("文昌街道", 2, True)], "branch": [("文昌街道", 2, True)]}
        assert [(offer.excess.key, offer.excess.over) for offer in grid.offers[0].rows] == [(5, 1), ("branch", 1)]

    def test_each_figure_left_names_the_townships_that_stated_that_figure(self, planned, cast, place):
        """文昌 states 五星 and 三星 of levels, 李万 all levels and no stars: 四星 has another base than 五星."""
        state(cast.ying, planned, place.liwan, Source.DECLARED, Figures("village", {5: 0, 4: 1, 3: 0, 2: 0, 1: 0}))
        (rest,) = grids(campaign_facts(planned), [Source.DECLARED])[0].residuals
        assert rest.stated == (2, 3)
        assert [cell.stated for cell in rest.cells[:7]] == [None, (1, 3), None, (1, 3), (1, 3), None, (1, 3)]
        assert (rest.level_sum, rest.star_sum) == (None, None)

    def test_a_total_stated_alone_has_a_column_of_its_own(self, planned, cast, place):
        state(cast.ying, planned, place.liwan, Source.DECLARED, Figures("village", totals={"stars": 9, "units": 3}))
        grid = grids(campaign_facts(planned), [Source.DECLARED])[0]
        assert [head.key for head in grid.heads[-2:]] == ["units", "stars"]
        assert numbers(row(grid, "李万街道", Source.DECLARED))[-2:] == [3, 9]

    def test_a_total_that_is_too_high_names_who_could_give_way(self, campaign, cast, place):
        state(cast.ying, campaign, None, Source.PLAN, Figures("village", totals={"stars": 4}))
        state(cast.ying, campaign, place.liwan, Source.DECLARED, Figures("village", totals={"stars": 5}))
        (offers,) = grids(campaign_facts(campaign), [Source.DECLARED])[0].offers
        told = [
            (one.excess.key, one.excess.over, [(at.name, n) for at, n, _alone in one.places]) for one in offers.rows
        ]
        assert told == [("stars", 1, [("李万街道", 5)])]

    def test_without_a_county_plan_there_is_no_residual(self, campaign, cast, place):
        state(cast.eve, campaign, place.wenchang, Source.DECLARED, villages())
        grid = grids(campaign_facts(campaign), [Source.DECLARED])[0]
        assert (grid.residuals, grid.offers, grid.aimed, grid.plan.is_stated) == ((), (), None, False)

    def test_names_the_base_of_its_percentage(self, planned):
        aimed = grids(campaign_facts(planned), [Source.DECLARED])[0].aimed
        assert (aimed.part, aimed.base, aimed.whole) == (5, 9, 56)

    def test_marks_sums_that_differ_but_not_where_a_part_is_missing(self, published):
        grid = grids(campaign_facts(published), [Source.DECLARED])[0]
        rows = {row.name: row for _place, (row,) in grid.townships}
        assert {name for name, row in rows.items() if row.differs} == {"宁郭镇"}
        assert (rows["宁郭镇"].level_sum, rows["宁郭镇"].star_sum) == (40, 18)
        total, rest = grid.sums[0], grid.residuals[0]
        assert (total.level_sum, total.star_sum, total.differs) == (162, 117, False)
        # 李万 states levels alone, 宁郭 four stars of five: 117 is of two townships, and the least that it can be.
        assert (total.stated, total.level_base, total.star_base, total.lower) == ((3, 6), None, (2, 6), ("star",))
        assert (rest.level_sum, rest.star_sum, rest.level_base, rest.star_base) == (102, None, None, None)

    def test_shows_first_what_somebody_stated(self, campaign, cast, place):
        assert default_source(campaign_facts(campaign)) == Source.DECLARED
        make.mark(cast.wen, campaign, {"410871101200": "industry"})
        assert default_source(campaign_facts(campaign)) == Source.ENTERED
        state(cast.ying, campaign, place.ningguo, Source.SHARE, villages())
        assert default_source(campaign_facts(campaign)) == Source.SHARE
        state(cast.eve, campaign, place.wenchang, Source.DECLARED, villages())
        assert default_source(campaign_facts(campaign)) == Source.DECLARED


@pytest.fixture
@kept
def published(place, cast):
    """The published plan of 2022: the county's figures and those of 文昌, 李万 and 宁郭, slips included."""
    campaign = make.published(place, cast)
    state(cast.ying, campaign, None, Source.PLAN, jiaozuo.COUNTY, jiaozuo.COUNTY_COMMUNITIES)
    for township, *figures in (
        (place.wenchang, jiaozuo.WENCHANG),
        (place.liwan, jiaozuo.LIWAN, jiaozuo.LIWAN_COMMUNITIES),
        (place.ningguo, jiaozuo.NINGGUO),
    ):
        state(cast.ying, campaign, township, Source.DECLARED, *figures)
    return campaign


def test_the_published_plan_less_three_townships_leaves_minus_one_six_thirteen_twenty_two(published):
    grid = grids(campaign_facts(published), [Source.DECLARED])[0]
    assert numbers(grid.residuals[0])[:5] == [-1, 6, 13, 22, 0]
    assert (grid.aimed.part, grid.aimed.base, grid.aimed.whole) == (100, 104, 96)


class TestOneSheet:
    def test_stands_beside_what_others_say(self, planned, place):
        sheet = sheet_of(planned, place.wenchang, Source.DECLARED)
        assert (sheet.version, sheet.kinds) == (1, ["village"])
        ((name, entered),) = sheet.references("village")
        assert (name, entered.level(5), entered.level(0)) == (str(Source.ENTERED.label), 2, 1)
        assert (sheet.marked.part, sheet.marked.base) == (4, 4)

    def test_of_a_share_says_what_is_left_for_the_township(self, planned, cast, place):
        state(cast.ying, planned, place.liwan, Source.SHARE, Figures("village", {4: 1}))
        references = dict(sheet_of(planned, place.ningguo, Source.SHARE).references("village"))
        left = [counts for counts in references.values() if counts.levels == {5: 1, 4: 0, 3: 2, 2: 1, 1: 0}]
        assert len(left) == 1

    def test_read_by_the_township_alone_says_nothing_of_its_neighbours(self, planned, cast, place):
        state(cast.ying, planned, place.liwan, Source.SHARE, Figures("village", {4: 1}))
        sheet = sheet_of(planned, place.ningguo, Source.SHARE, alone=True)
        assert [place.name for place in sheet.facts.townships] == ["宁郭镇"]
        assert [counts.levels for _name, counts in sheet.references("village")] == [
            {5: 1, 4: 1, 3: 2, 2: 1, 1: 0},
            {5: 0, 4: 0, 3: 0, 2: 1, 1: 0, 0: 0},
        ]

    def test_tells_what_the_rules_say_of_it(self, planned, cast, place):
        assert [finding.code for finding in sheet_of(planned, place.wenchang, Source.DECLARED).findings()] == [
            FindingCode.OVER_PLAN,
        ]  # fmt: skip
        state(cast.ying, planned, None, Source.PLAN, Figures("village", {5: 10}), version=1)
        (units,) = sheet_of(planned, None, Source.PLAN).findings()
        assert (units.code, units.place) == (FindingCode.UNITS, "410871")

    def test_is_none_for_a_township_that_takes_no_part(self, campaign, place):
        assert sheet_of(campaign, make.township("410871999", "示范园", "other", place.county), Source.SHARE) is None


def freeze(by, campaign, name="征求意见稿", stage=Stage.OPINION, **more):
    freeze_plan(
        by=by, campaign=campaign, stage=stage, name=name, note="", content=frozen(campaign_facts(campaign)), **more
    )
    return PlanVersion.objects.get(campaign=campaign, name=name)


class TestVersions:
    def test_a_version_is_verified_until_somebody_changes_it_past_the_program(self, planned, cast):
        version = freeze(cast.ying, planned)
        assert (is_intact(version), version.digest) == (True, digest(version.content))
        content = version.content
        content["county"]["columns"][0]["levels"]["5"] = 2
        version.content = content
        assert is_intact(version) is False
        assert kept_facts(version).county.column(Source.PLAN, "village").level(5) == 2

    def test_content_that_is_none_is_told_and_no_fault(self, planned, cast):
        version = freeze(cast.ying, planned)
        version.content = {"year": 2022}
        assert (kept_facts(version), is_intact(version)) == (None, False)

    def test_a_version_needs_no_row_of_today(self, planned, cast, place):
        kept = frozen(kept_facts(freeze(cast.ying, planned)))
        before = frozen(campaign_facts(planned))
        assert kept == before
        Township.objects.filter(pk=place.wenchang.pk).update(name="新文昌街道")
        FigureSheet.objects.filter(campaign=planned).delete()
        make.mark(cast.eve, planned, {XIN: "industry"})
        version = PlanVersion.objects.get(campaign=planned)
        assert frozen(kept_facts(version)) == before
        assert [place.name for place in kept_facts(version).townships] == ["李万街道", "文昌街道", "宁郭镇"]
        assert is_intact(version) is True

    def test_two_versions_have_different_names(self, planned, cast):
        freeze(cast.ying, planned)
        with pytest.raises(Refused) as refused:
            freeze(cast.ying, planned)
        assert str(refused.value.message) != ""
        assert versions_of(planned).count() == 1

    @pytest.mark.parametrize("who", ["eve", "lei", "shen", "han", "zhou"])
    def test_only_the_office_freezes(self, planned, cast, who):
        with pytest.raises(Refused):
            freeze(getattr(cast, who), planned)

    def test_the_record_says_who_froze_it(self, planned, cast):
        version = freeze(cast.ying, planned)
        assert frozen_by(version).by == cast.ying.officer
        assert frozen_by(version) == ChangeSet.objects.get(deed="freeze_plan")

    def test_the_next_stage_follows_the_newest(self, planned, cast):
        stages = [next_stage(list(versions_of(planned)))]
        for stage in (Stage.OPINION, Stage.REVIEW, Stage.ISSUED, Stage.OTHER):
            freeze(cast.ying, planned, name=stage.value, stage=stage)
            stages.append(next_stage(list(versions_of(planned))))
        assert stages == [Stage.OPINION, Stage.REVIEW, Stage.ISSUED, Stage.OTHER, Stage.OTHER]

    def test_a_comparison_names_every_cell_that_differs(self, planned, cast, place):
        old = kept_facts(freeze(cast.ying, planned))
        state(cast.eve, planned, place.wenchang, Source.DECLARED, Figures("village", {5: 1, 4: 1, 3: 1}), version=1)
        state(cast.ying, planned, place.liwan, Source.SHARE, Figures("community", {3: 1}))
        return_plans(by=cast.ying, campaign=planned, seen=submitted(cast, planned), reason="再核")
        villages, communities = compare(old, campaign_facts(planned))
        (row,) = villages.rows
        changed = {head.key: (cell.before, cell.after) for head, cell in zip(villages.heads, row.cells, strict=True)
                   if cell.differs}  # fmt: skip
        assert (row.name, row.source_name, row.fate) == ("文昌街道", Source.DECLARED.label, "")
        assert changed == {5: (2, 1), 4: (None, 1), "branch": (2, None)}
        assert (villages.changed, villages.unchanged) == (3, 5)
        (row,) = communities.rows
        assert (row.name, row.fate, communities.changed, communities.unchanged) == ("李万街道", "came", 1, 0)

    def test_a_figure_taken_back_altogether_has_gone(self, planned, cast, place):
        old = kept_facts(freeze(cast.ying, planned))
        state(cast.ying, planned, place.ningguo, Source.SHARE, version=1)
        (row,) = compare(old, campaign_facts(planned))[0].rows
        assert (row.name, row.fate, row.changed) == ("宁郭镇", "went", 2)

    def test_nothing_differs_from_itself(self, planned, cast):
        old = kept_facts(freeze(cast.ying, planned))
        assert [(each.rows, each.changed) for each in compare(old, campaign_facts(planned))] == [((), 0), ((), 0)]


def submitted(cast, campaign) -> dict[str, int]:
    """One more unit submitted, to be returned: it must not show among the figures of those approved."""
    make.submit(cast.eve, campaign, YAO)
    return make.seen(campaign, YAO)


def test_dates_of_a_version_are_those_of_the_deed(planned, cast):
    before = timezone.now()
    version = freeze(cast.ying, planned)
    assert before <= version.frozen_at <= timezone.now()
