"""The creation plan through its pages: entering, pasting and taking over figures, the residual, frozen versions."""

import re

import pytest

from campaigns.planning.actions.figures import save_figures
from campaigns.planning.choices import FindingCode, Source
from campaigns.planning.forms.figures import read_row
from campaigns.planning.models.figures import FigureSheet
from campaigns.planning.models.marks import Plan
from campaigns.planning.rules.figures import Figures
from campaigns.year.actions import move_phase
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import cost, has_fields, sent, told, words
from tests.planning.rules import jiaozuo
from tests.snapshot import kept

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
COUNTY, WENCHANG, NINGGUO, LIWAN = "410871", "410871062", "410871101", "410871060"
FIVE = "branch industry ecology safety civility"
LEVELS = ("5", "4", "3", "2", "1", "0")
STARS = tuple(FIVE.split())


def at(campaign, page: str, code: str = COUNTY) -> str:
    return f"/{campaign.year}/{code}/{page}"


def villages(*counts, **stars) -> dict[str, str]:
    """Fields of the villages: levels from 五星 down, then stars by code."""
    levels = {f"village-level-{level}": str(count) for level, count in zip(LEVELS, counts, strict=False)}
    return levels | {f"village-star-{star}": str(count) for star, count in stars.items()}


def enter(client, campaign, page, code=COUNTY, *, follow=True, **fields):
    form = client.get(at(campaign, page, code)).context["form"]
    return client.post(at(campaign, page, code), sent(form, **fields), follow=follow)


def figures(campaign, source, township=None, kind="village") -> Figures:
    sheet = FigureSheet.objects.filter(campaign=campaign, township=township, source=source).first()
    return sheet.figures(kind) if sheet else Figures(kind)


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


@pytest.fixture
@kept
def published(place, cast):
    return make.published(place, cast)


def published_figures(client, campaign, place) -> None:
    """Enters the published plan of 2022 page by page, as the county office would."""
    for page, code, *columns in (
        ("plan/figures/", COUNTY, jiaozuo.COUNTY, jiaozuo.COUNTY_COMMUNITIES),
        ("declared/", WENCHANG, jiaozuo.WENCHANG),
        ("declared/", LIWAN, jiaozuo.LIWAN, jiaozuo.LIWAN_COMMUNITIES),
        ("declared/", NINGGUO, jiaozuo.NINGGUO),
    ):
        fields = {
            f"{column.kind}-{measure}-{key}": str(count)
            for column in columns
            for measure, counts in (("level", column.levels), ("star", column.stars))
            for key, count in counts.items()
        }
        assert enter(client, campaign, page, code, **fields).status_code == 200


def row(page, role, kind=0) -> list[int | None]:
    """Levels from 五星 down as the page has them: of the plan, or the first sum or residual."""
    grid = page.context["grids"][kind]
    found = {"plan": grid.plan, "sum": grid.sums[0], "residual": grid.residuals[0] if grid.residuals else None}[role]
    return [cell.n for cell in found.cells]


class TestTheCreationPlan:
    def test_published_in_2022_leaves_minus_one_five_star_and_six_thirteen_twenty_two_more(
        self, ying, published, place
    ):
        published_figures(ying, published, place)
        page = ying.get(at(published, "plan/"))
        assert page.context["grids"][0].sums[0].source == Source.DECLARED
        assert row(page, "residual")[:5] == [-1, 6, 13, 22, 0]
        assert row(page, "sum")[:5] == [2, 4, 28, 26, 0]
        assert [(offer.name, offer.excess.over, [(at.name, n, alone) for at, n, alone in offer.places])
                for offer in page.context["grids"][0].offers[0].rows] == [
            (page.context["grids"][0].heads[0].name, 1, [("文昌街道", 2, True)]),
            ("支部过硬", 1, [("文昌街道", 2, True)]),
        ]  # fmt: skip
        shown = words(page)
        assert "−1" in shown
        assert "≠" not in shown, "the sign is the style sheet's; the figures stand side by side"
        assert "计划创建农村“五星”支部1个、“四星”支部10个、“三星”支部41个、“二星”支部48个" in shown

    def test_with_one_five_star_of_wenchang_lowered_leaves_forty_villages(self, ying, published, place):
        published_figures(ying, published, place)
        enter(ying, published, "declared/", WENCHANG, **villages(1, 3))
        rest = row(ying.get(at(published, "plan/")), "residual")
        assert (rest[:5], sum(rest[:5])) == ([0, 5, 13, 22, 0], 40)

    def test_names_the_base_of_what_it_calls_a_percentage(self, ying, published, place):
        published_figures(ying, published, place)
        page = ying.get(at(published, "plan/"))
        assert str(page.context["grids"][0].aimed) == "96%（100/104）"
        assert "县计划列入 96%（100/104）" in page.text

    def test_says_nothing_as_a_dash_and_not_as_a_zero(self, ying, campaign, place, cast):
        page = ying.get(at(campaign, "plan/"))
        assert row(page, "plan") == [None] * 11
        assert row(page, "sum") == [None] * 11
        assert ">0<" not in page.text

    @pytest.mark.parametrize("source", ["share", "declared", "entered", "approved", "all"])
    def test_shows_the_source_that_was_asked_for(self, ying, campaign, cast, place, source):
        make.mark(cast.eve, campaign, {XIN: FIVE, YAO: "industry"})
        page = ying.get(at(campaign, "plan/"), {"source": source})
        rows = {row.source for _place, rows in page.context["grids"][0].townships for row in rows}
        assert rows == ({Source.ENTERED} if source == "all" else {Source(source)})
        assert [here for _name, _address, here in page.context["tabs"]].count(True) == 1

    @pytest.mark.parametrize("source", ["plan", "guess", "Share"])
    def test_of_no_source_is_not_found(self, ying, campaign, source):
        assert ying.get(at(campaign, "plan/"), {"source": source}).status_code == 404

    def test_leads_from_each_counted_figure_to_the_list_of_its_units(self, ying, campaign, cast):
        make.mark(cast.eve, campaign, {XIN: FIVE, YAO: "industry safety", JIN: "industry safety", YANG: "none"})
        make.submit(cast.eve, campaign, XIN, YAO)
        make.approve(cast.ying, campaign, XIN, YAO)
        page = ying.get(at(campaign, "plan/"), {"source": "all"})
        links = re.findall(r'href="([^"]*/units/\?[^"]*)"[^>]*>(\d+)<', page.text)
        assert len(links) > 20
        for address, number in links:
            units = ying.get(address.replace("&amp;", "&"))
            assert sum(len(rows) for _total, rows in units.context["tables"]) == int(number), address

    def test_is_called_as_the_year_calls_it(self, ying, campaign):
        assert "创建计划" in ying.get(at(campaign, "plan/")).text
        Campaign.objects.filter(pk=campaign.pk).update(word="building")
        page = ying.get(at(campaign, "plan/"))
        assert ("建设计划" in page.text, "创建计划" in page.text) == (True, False)

    def test_does_not_count_last_year(self, ying, campaign):
        page = ying.get(f"/{campaign.year - 1}/{COUNTY}/plan/?source=approved")
        assert [cell.n for cell in page.context["grids"][0].sums[0].cells] == [0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1]
        assert row(ying.get(at(campaign, "plan/") + "?source=approved"), "sum") == [None] * 11

    @pytest.mark.parametrize("who", ["ying", "lei", "shen", "han"])
    def test_is_read_by_all_and_changed_by_the_office(self, client, campaign, cast, who):
        client.force_login(getattr(cast, who).officer)
        page = client.get(at(campaign, "plan/"))
        links = [at(campaign, "plan/figures/") in page.text, at(campaign, "plan/freeze/") in page.text]
        assert links == [who == "ying"] * 2

    @pytest.mark.parametrize(
        "page", ["plan/", "plan/?source=all", "plan/?source=entered", "plan/figures/", "plan/freeze/"]
    )
    def test_costs_the_same_for_one_township_and_for_three(self, client, campaign, cast, place, page):
        make.mark(cast.eve, campaign, {XIN: FIVE, YAO: "industry safety"})
        neighbour = make.campaign(place, cast, place.neighbour)
        client.force_login(cast.zhou.officer)
        one = cost(lambda: client.get(at(neighbour, page, "410803")))
        client.force_login(cast.ying.officer)
        assert cost(lambda: client.get(at(campaign, page))) == one


class TestEnteringFigures:
    def test_of_the_county_s_plan(self, ying, campaign):
        answer = enter(
            ying, campaign, "plan/figures/", **villages(1, 2, 3, "", "0", branch=1, safety=0),
            **{"community-level-3": "1"},
        )  # fmt: skip
        assert answer.redirect_chain == [(at(campaign, "plan/figures/"), 302)]
        plan = figures(campaign, Source.PLAN)
        assert (plan.levels, plan.stars) == ({5: 1, 4: 2, 3: 3, 1: 0}, {"branch": 1, "safety": 0})
        assert figures(campaign, Source.PLAN, kind="community").levels == {3: 1}

    def test_says_what_does_not_agree_and_saves_all_the_same(self, ying, campaign):
        stars = {"branch": 0, "industry": 4, "ecology": 9, "safety": 0, "civility": 0}
        answer = enter(ying, campaign, "plan/figures/", **villages(2, 2, 2, 2, 0, **stars))
        sentences = [
            "示范区农村县计划按星级合计 28 颗，按各星合计 13 颗，相差 15 颗。",
            "示范区农村县计划：平安法治星 0 颗，少于“五星” 2 个；文明幸福星 0 颗，少于“五星” 2 个。",
            "示范区农村县计划中支部过硬星 0 颗，“五星” 2 个，两数应相等。",
        ]
        assert [str(finding.sentence) for finding in answer.context["findings"]] == sentences
        assert [sentence in answer.text for sentence in sentences] == [True] * 3
        assert figures(campaign, Source.PLAN).stars == stars

    def test_of_a_share_over_the_county_s_figure_warns(self, ying, campaign):
        enter(ying, campaign, "plan/figures/", **villages(1, 1, 1))
        answer = enter(ying, campaign, "share/", WENCHANG, **villages(2))
        assert answer.context["findings"][0].code == FindingCode.OVER_PLAN
        assert figures(campaign, Source.SHARE, WENCHANG).levels == {5: 2}

    def test_that_no_table_can_give_warns(self, ying, campaign):
        answer = enter(ying, campaign, "declared/", WENCHANG, **villages(0, 0, 0, 2, 0, industry=3, ecology=1))
        assert FindingCode.UNREALIZABLE in {finding.code for finding in answer.context["findings"]}

    @pytest.mark.parametrize(("value", "read"), [
        ("３", 3), (" 2 ", 2), ("０", 0), ("", None), ("—", None), ("　４　", 4), ("1,032", None),
    ])  # fmt: skip
    def test_reads_what_people_type(self, ying, campaign, value, read):
        answer = enter(ying, campaign, "plan/figures/", **{"village-level-3": value})
        if value == "1,032":  # read as a number, which is more than there are
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["village-level-3"])
            return
        assert figures(campaign, Source.PLAN).levels == ({3: read} if read is not None else {})

    @pytest.mark.parametrize("value", ["-1", "－２", "ten", "2.5", "3万", "10", "9" * 15, "1e1", "٣x", "0,5"])
    def test_names_the_cell_that_cannot_be(self, ying, campaign, value):
        answer = enter(ying, campaign, "plan/figures/", **villages(1, 1, value))
        form = answer.context["form"]
        assert (answer.status_code, list(form.errors)) == (422, ["village-level-3"])
        assert form["village-level-3"].label in words(answer)
        assert form["village-level-4"].value() == "1"
        assert FigureSheet.objects.filter(campaign=campaign).count() == 0

    def test_has_all_its_fields_in_its_form(self, ying, campaign):
        page = ying.get(at(campaign, "plan/figures/"))
        form = page.text.split("<main")[1].split('<form method="post">')[1].split("</form>")[0]
        named = set(re.findall(r'<(?:input|textarea|button)[^>]* name="([^"]+)"', form))
        assert named == {
            "csrfmiddlewaretoken",
            "paste",
            "paste-village",
            "paste-community",
            *page.context["form"].fields,
        }

    def test_that_were_not_sent_stay(self, ying, campaign):
        enter(ying, campaign, "plan/figures/", **villages(1, 1, 2, 0, 0, branch=1))
        ying.post(at(campaign, "plan/figures/"), {"village-level-5": "2", "village-level-4": "", "version": "1"})
        plan = figures(campaign, Source.PLAN)
        assert (plan.levels, plan.stars) == ({5: 2, 3: 2, 2: 0, 1: 0}, {"branch": 1})

    def test_at_once_keeps_what_both_typed(self, ying, campaign, cast):
        enter(ying, campaign, "plan/figures/", **villages(1, 1))
        mine = sent(ying.get(at(campaign, "plan/figures/")).context["form"], **villages(3, 1, 2))
        save_figures(
            by=cast.yang, campaign=campaign, township=None, source=Source.PLAN, version=1,
            figures=[Figures("village", {5: 2, 4: 1}, {"branch": 2})],
        )  # fmt: skip
        answer = ying.post(at(campaign, "plan/figures/"), mine)
        assert answer.status_code == 409
        assert [(theirs, yours) for _name, theirs, yours in answer.context["conflicts"]] == [
            ("2", "3"), ("—", "2"), ("2", "—"),
        ]  # fmt: skip
        assert figures(campaign, Source.PLAN).levels == {5: 2, 4: 1}
        again = answer.context["form"]
        assert (again["village-level-5"].value(), again["version"].value()) == ("3", "2")
        assert ying.post(at(campaign, "plan/figures/"), sent(again)).status_code == 302
        assert figures(campaign, Source.PLAN) == Figures("village", {5: 3, 4: 1, 3: 2})

    def test_first_of_two_who_both_begin_wins(self, ying, campaign, cast):
        mine = sent(ying.get(at(campaign, "plan/figures/")).context["form"], **villages(3))
        save_figures(
            by=cast.yang, campaign=campaign, township=None, source=Source.PLAN, version=0,
            figures=[Figures("village", {5: 2})],
        )  # fmt: skip
        assert ying.post(at(campaign, "plan/figures/"), mine).status_code == 409

    def test_twice_by_a_double_click_is_one_change(self, ying, campaign):
        data = sent(ying.get(at(campaign, "plan/figures/")).context["form"], **villages(1))
        assert [ying.post(at(campaign, "plan/figures/"), data).status_code for _ in range(2)] == [302, 302]
        assert ChangeSet.objects.filter(deed="save_figures").count() == 1

    def test_that_did_not_change_says_so(self, ying, campaign):
        enter(ying, campaign, "plan/figures/", **villages(1))
        before = ChangeSet.objects.count()
        assert len(told(enter(ying, campaign, "plan/figures/"))) == 1
        assert ChangeSet.objects.count() == before

    def test_ends_when_rating_begins(self, ying, campaign, cast):
        data = sent(ying.get(at(campaign, "plan/figures/")).context["form"], **villages(1))
        move_phase(by=cast.ying, campaign=campaign, version=1, phase=Phase.CREATING)
        move_phase(by=cast.ying, campaign=campaign, version=2, phase=Phase.RATING)
        assert ying.post(at(campaign, "plan/figures/"), data).status_code == 422
        page = ying.get(at(campaign, "plan/figures/"))
        assert (page.context["writes"], page.context["is_late"], has_fields(page)) == (False, True, False)

    def test_on_behalf_of_a_township_is_said_and_recorded(self, ying, campaign):
        assert ying.get(at(campaign, "declared/", WENCHANG)).context["on_behalf"] is True
        enter(ying, campaign, "declared/", WENCHANG, **villages(1))
        assert ChangeSet.objects.filter(deed="save_figures").last().on_behalf is True

    def test_offers_only_the_star_sets_of_the_place(self, ying, campaign):
        kinds = [[table.kind.value for table in ying.get(at(campaign, "declared/", code)).context["tables"]]
                 for code in (WENCHANG, LIWAN)]  # fmt: skip
        assert kinds == [["village"], ["village", "community"]]

    def test_of_a_township_without_a_part_in_the_year_is_not_found(self, ying, campaign, place):
        make.township("410871999", "示范园", "other", place.county)
        assert ying.get(at(campaign, "share/", "410871999")).status_code == 404


def test_who_only_reads_sees_no_field_and_no_open_finding(client, campaign, cast, ying):
    enter(ying, campaign, "plan/figures/", **villages(2, 2, 2, 2, 0, industry=4))
    client.force_login(cast.lei.officer)
    page = client.get(at(campaign, "plan/figures/"))
    assert (page.context["writes"], page.context["findings"], has_fields(page)) == (False, (), False)


class TestATownship:
    def test_reads_its_share_and_nothing_of_its_neighbours(self, eve, campaign, cast, place):
        for township, levels in ((place.wenchang, {5: 1}), (place.ningguo, {5: 1, 3: 2})):
            save_figures(
                by=cast.ying, campaign=campaign, township=township, source=Source.SHARE, version=0,
                figures=[Figures("village", levels)],
            )  # fmt: skip
        page = eve.get(at(campaign, "share/", WENCHANG))
        (table,) = page.context["tables"]
        assert [line.before for line in table.groups[0]] == [1, None, None, None, None, None]
        assert (page.context["writes"], page.context["reads_plan"], table.names) == (False, False, [])
        assert "宁郭" not in page.text

    def test_declares_its_own_figures(self, eve, campaign):
        enter(eve, campaign, "declared/", WENCHANG, **villages(1, 1, 2, 0, 0, branch=1, industry=4))
        assert figures(campaign, Source.DECLARED, WENCHANG).stars == {"branch": 1, "industry": 4}
        changeset = ChangeSet.objects.get(deed="save_figures")
        assert (changeset.by.username, changeset.on_behalf, changeset.place) == ("eve", False, WENCHANG)

    def test_takes_over_what_it_entered_after_seeing_the_difference(self, eve, campaign, cast):
        make.mark(cast.eve, campaign, {XIN: FIVE, YAO: "industry safety", YANG: "none"})
        enter(eve, campaign, "declared/", WENCHANG, **villages(2, 0, 0, 1))
        page = eve.get(at(campaign, "declared/", WENCHANG), {"take": "entered"})
        (table,) = page.context["tables"]
        differing = {
            line.field.name: (line.before, line.value) for group in table.groups for line in group if line.differs
        }
        assert differing == {
            "village-level-5": (2, "1"), "village-level-1": (None, "0"), "village-level-0": (None, "1"),
            "village-star-branch": (None, "1"), "village-star-industry": (None, "2"),
            "village-star-ecology": (None, "1"), "village-star-safety": (None, "2"),
            "village-star-civility": (None, "1"),
        }  # fmt: skip
        assert (page.context["sheet"].marked.part, page.context["sheet"].marked.base) == (3, 4)
        assert figures(campaign, Source.DECLARED, WENCHANG).level(5) == 2, "nothing is saved yet"
        eve.post(at(campaign, "declared/", WENCHANG), sent(page.context["form"]))
        declared = figures(campaign, Source.DECLARED, WENCHANG)
        assert declared == Figures("village", {5: 1, 2: 1, 0: 1}, dict(zip(STARS, (1, 2, 1, 2, 1), strict=True)))

    def test_is_offered_the_entered_figures_only_where_there_are_some(self, eve, campaign, cast):
        assert "?take=entered" not in eve.get(at(campaign, "declared/", WENCHANG)).text
        make.mark(cast.eve, campaign, {XIN: "industry"})
        assert "?take=entered" in eve.get(at(campaign, "declared/", WENCHANG)).text

    def test_is_told_what_does_not_agree(self, eve, campaign, cast):
        make.mark(cast.eve, campaign, {XIN: FIVE, YAO: FIVE, JIN: "safety", YANG: "safety"})
        answer = enter(eve, campaign, "declared/", WENCHANG, **villages(1, 0, 0, 0, 3))
        assert FindingCode.DECLARED_ENTERED in {finding.code for finding in answer.context["findings"]}

    def test_s_sheet_costs_the_same_whatever_stands_beside_it(self, eve, campaign, cast, place):
        one = cost(lambda: eve.get(at(campaign, "declared/", WENCHANG)))
        for township in (place.ningguo, place.liwan):
            save_figures(
                by=cast.ying, campaign=campaign, township=township, source=Source.SHARE, version=0,
                figures=[Figures("village", {5: 1, 3: 1}, {"safety": 1})],
            )  # fmt: skip
        make.mark(cast.eve, campaign, {XIN: FIVE, YAO: "industry safety"})
        assert cost(lambda: eve.get(at(campaign, "declared/", WENCHANG))) == one


class TestPastingARow:
    @pytest.mark.parametrize(("text", "cells"), [
        ("1\t10\t41\t48\t0\t1\t34\t73\t62\t94", [1, 10, 41, 48, 0, None, 1, 34, 73, 62, 94]),
        ("示范区\t1\t10\t41\t48\t\t4\t1\t34\t73\t62\t94\n", [1, 10, 41, 48, "", 4, 1, 34, 73, 62, 94]),
        ("1 10 41 48 0", [1, 10, 41, 48, 0]),
        ("１，１０，４１，４８，０，４", [1, 10, 41, 48, 0, 4]),
        ("2\t2\t19\t12\t—\t1\t2\t8\t35\t19\t35\t\t\t", [2, 2, 19, 12, "—", 1, 2, 8, 35, 19, 35]),
        ("2\t2\t19\t12\t0\t\t\t", [2, 2, 19, 12, 0, ""]),
    ])  # fmt: skip
    def test_without_heads_goes_by_its_order(self, text, cells):
        found = read_row(text, "village", jiaozuo.STARS["village"])
        names = [f"village-level-{level}" for level in LEVELS] + [f"village-star-{star}" for star in STARS]
        assert found.problem == ""
        assert found.cells == {name: str(cell) for name, cell in zip(names, cells, strict=False) if cell is not None}

    def test_with_heads_goes_by_them_and_names_what_it_left(self):
        text = (
            "乡镇（街道）\t村数\t“五星”\t四星级\t三星村数\t2星\t无目标\t产业兴旺星\t支部过硬\tΣ校验\n"
            "文昌街道\t36\t2\t2\t19\t12\t1\t8\t2\t99"
        )
        found = read_row(text, "village", jiaozuo.STARS["village"])
        assert found.cells == {
            "village-level-5": "2", "village-level-4": "2", "village-level-3": "19", "village-level-2": "12",
            "village-level-0": "1", "village-star-industry": "8", "village-star-branch": "2",
        }  # fmt: skip
        assert found.ignored == ("乡镇(街道)", "村数", "Σ校验")

    @pytest.mark.parametrize("text", [
        "", " \n\n", "1 2 3", "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12", "1 2 3 4 5\n1 2 3 4 5", "文昌街道",
        "五星\t四星\n1\t2\n3\t4", "五星\t四星", "五星\t四星\t5星\n1\t2\t3", "2\t2\t19\t12\t0\t2\t8\t35\t19\t35\t\t",
    ])  # fmt: skip
    def test_that_cannot_be_a_row_is_refused(self, text):
        found = read_row(text, "village", jiaozuo.STARS["village"])
        assert (found.cells, found.problem == "") == ({}, False)

    def test_of_communities_reads_their_own_stars(self):
        found = read_row("平安法治\t共建共享\n2\t3", "community", jiaozuo.STARS["community"])
        assert found.cells == {"community-star-safety": "2", "community-star-sharing": "3"}

    def test_fills_the_fields_and_saves_nothing(self, ying, campaign):
        enter(ying, campaign, "plan/figures/", **villages(1, "", "", "", "", ecology=4))
        form = ying.get(at(campaign, "plan/figures/")).context["form"]
        data = sent(
            form, paste="village", **{"paste-village": "2\t1\t3\t0\t0\t2\t3\t4\t5\t6", "community-level-3": "1"}
        )
        page = ying.post(at(campaign, "plan/figures/"), data)
        assert page.status_code == 200
        table, communities = page.context["tables"]
        assert [line.value for group in table.groups for line in group] == [
            "2", "1", "3", "0", "0", "", "2", "3", "4", "5", "6", "", "",
        ]  # fmt: skip
        assert [line.name for line in table.groups[1] if line.differs] == [
            "支部过硬",
            "产业兴旺",
            "平安法治",
            "文明幸福",
        ]
        assert [line.value for line in communities.groups[0]][2] == "1", "what was typed elsewhere stays"
        assert figures(campaign, Source.PLAN).levels == {5: 1}
        ying.post(at(campaign, "plan/figures/"), sent(page.context["form"]))
        assert figures(campaign, Source.PLAN).stars == dict(zip(STARS, (2, 3, 4, 5, 6), strict=True))

    def test_with_a_cell_that_cannot_be_names_it(self, ying, campaign):
        form = ying.get(at(campaign, "plan/figures/")).context["form"]
        data = sent(form, paste="village", **{"paste-village": "五星\t四星\n二\t200"})
        page = ying.post(at(campaign, "plan/figures/"), data)
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["village-level-5", "village-level-4"])

    def test_that_is_none_keeps_the_text(self, ying, campaign):
        form = ying.get(at(campaign, "plan/figures/")).context["form"]
        page = ying.post(at(campaign, "plan/figures/"), sent(form, paste="village", **{"paste-village": "1 2 3"}))
        assert (page.status_code, page.context["tables"][0].paste) == (422, "1 2 3")

    def test_of_a_star_set_that_is_none_is_not_found(self, ying, campaign):
        assert ying.post(at(campaign, "plan/figures/"), {"paste": "town", "paste-town": "1"}).status_code == 404


def test_all_plans_of_the_published_county_take_part(published):
    assert Plan.objects.filter(campaign=published).count() == 108
