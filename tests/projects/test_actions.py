"""The project list: who writes it, for which units, and what it adds up to."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from campaigns.planning.models.marks import Plan
from campaigns.projects.actions import add_project, delete_project, edit_project
from campaigns.projects.models import Project
from campaigns.projects.reports import listing, narrowed, project_totals
from campaigns.projects.rules import ProjectFilter, ProjectSheet, may_have_projects, project_problems
from campaigns.year.choices import Phase
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import Change, ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import JIN, NING, QIU, XIN, YAO, ZHU, move_to
from tests.snapshot import kept

FOUR, FIVE = "industry ecology safety civility", "branch industry ecology safety civility"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
@kept
def high(campaign, cast):
    """辛庄 and 宁郭 aim at four stars, 姚郭庄 at five, 金炉 at three."""
    make.mark(cast.eve, campaign, {XIN: FOUR, YAO: FIVE, JIN: "industry ecology safety"})
    make.mark(cast.wen, campaign, {NING: FOUR})
    return campaign


def sheet(name="坑塘清淤", **more) -> ProjectSheet:
    return ProjectSheet(name, **more)


def add(by, campaign, unit=XIN, **more) -> Project:
    add_project(by=by, campaign=campaign, unit=unit, sheet=sheet(**more))
    return Project.objects.for_list().order_by("-pk").first()


def refused(call, *args, **facts) -> str:
    with pytest.raises(Refused) as error:
        call(*args, **facts)
    return " ".join([str(error.value.message), *map(str, error.value.problems)])


# Rules -----------------------------------------------------------------------------------------------


def test_four_stars_and_more_have_projects():
    assert [may_have_projects(level) for level in range(6)] == [False] * 4 + [True] * 2


@pytest.mark.parametrize(
    ("wrong", "cells"),
    [
        ({}, []),
        ({"name": ""}, ["name"]),
        ({"amount": Decimal(0)}, ["source"]),
        ({"amount": Decimal(3), "source": "fiscal"}, []),
        ({"starts_on": datetime.date(2026, 7, 1), "ends_on": datetime.date(2026, 6, 30)}, ["ends_on"]),
        ({"starts_on": datetime.date(2026, 7, 1), "ends_on": datetime.date(2026, 7, 1)}, []),
        ({"name": "", "amount": Decimal(1)}, ["name", "source"]),
    ],
)
def test_what_a_project_lacks(wrong, cells):
    assert [cell for cell, _sentence in project_problems(ProjectSheet(**{"name": "坑塘清淤"} | wrong))] == cells


# Writing ---------------------------------------------------------------------------------------------


def test_a_township_lists_its_own(high, cast):
    project = add(
        cast.eve, high, star="ecology", amount=Decimal("12.5"), source="superior", department="农业农村局",
        person="辛国强", ends_on=datetime.date(high.year, 6, 30), state="under_way", note="一期",
    )  # fmt: skip
    assert (str(project), str(project.star), project.amount, project.get_source_display(), project.state) == (
        "辛庄村：坑塘清淤", "生态宜居星", Decimal("12.50"), "higher-level funds", "under_way",
    )  # fmt: skip
    done = ChangeSet.objects.last()
    assert (done.deed, done.place, done.year, done.on_behalf) == ("add_project", XIN, high.year, False)


def test_the_office_lists_on_behalf(high, cast):
    add(cast.ying, high)
    assert ChangeSet.objects.last().on_behalf is True


def test_a_unit_that_aims_lower_is_refused(high, cast):
    sentence = "金炉村 does not aim at four stars or more; projects are listed for those that do."
    assert refused(add, cast.eve, high, JIN) == sentence
    assert Project.objects.count() == 0


@pytest.mark.parametrize("who", ["wen", "lei", "shen", "han", "zhou", "nora"])
def test_others_list_nothing(high, cast, who):
    project = add(cast.eve, high)
    other = getattr(cast, who)
    assert XIN in refused(add, other, high)
    assert refused(edit_project, by=other, project=project, version=1, sheet=sheet("乙")) == (
        "This project is not in your range."
    )
    assert refused(delete_project, by=other, project=project, version=1) == "This project is not in your range."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Nothing was saved. Give the project a name."),
        ({"amount": Decimal(3)}, "Nothing was saved. Say where the money comes from."),
        ({"star": "harmony"}, "辛庄村 is not rated by this star."),
        ({"state": "lost", "source": "moon"}, "Nothing was saved." + 2 * " Choose one of those that are offered."),
        ({"note": "长" * 301}, "note: Ensure this value has at most 300 characters (it has 301)."),
    ],
)
def test_what_cannot_be_listed_says_why(high, cast, wrong, sentence):
    assert refused(add, cast.eve, high, **wrong) == sentence
    assert Project.objects.count() == 0


@pytest.mark.parametrize(("phase", "may"), [(Phase.CREATING, True), (Phase.RATING, False), (Phase.CLOSED, False)])
def test_the_list_is_written_before_rating(high, cast, phase, may):
    project = add(cast.eve, high)
    move_to(high, phase)
    if may:
        add(cast.eve, high)
        return
    sentence = "The project list changes only before rating begins."
    assert refused(add, cast.eve, high) == sentence
    assert refused(edit_project, by=cast.eve, project=project, version=1, sheet=sheet("乙")) == sentence
    assert refused(delete_project, by=cast.eve, project=project, version=1) == sentence


def test_an_approved_plan_does_not_lock_its_projects(high, cast):
    make.submit(cast.eve, high, XIN)
    make.approve(cast.ying, high, XIN)
    project = add(cast.eve, high)
    edit_project(by=cast.eve, project=project, version=1, sheet=sheet("乙"))
    project.refresh_from_db()
    assert project.name == "乙"


def test_a_project_stays_when_the_aim_is_lowered(high, cast):
    project = add(cast.eve, high)
    make.mark(cast.eve, high, {XIN: "industry"})
    edit_project(by=cast.eve, project=project, version=1, sheet=sheet(state="dropped"))
    project.refresh_from_db()
    assert (project.state, project.version) == ("dropped", 2)
    assert "does not aim" in refused(add, cast.eve, high)


def test_an_older_version_is_told(high, cast):
    project = add(cast.eve, high)
    edit_project(by=cast.ying, project=project, version=1, sheet=sheet("乙"))
    for deed, facts in ((edit_project, {"sheet": sheet("丙")}), (delete_project, {})):
        with pytest.raises(Stale):
            deed(by=cast.eve, project=project, version=1, **facts)


def test_deleting_keeps_it_in_the_log_and_is_undone(high, cast):
    project = add(cast.eve, high, amount=Decimal("12.5"), source="fiscal")
    done = delete_project(by=cast.eve, project=project, version=1)
    assert Project.objects.count() == 0
    gone = Change.objects.last()
    assert (gone.kind, gone.name, gone.before["amount"]) == ("deleted", "辛庄村：坑塘清淤", "12.50")
    undo(by=cast.eve, changeset=done)
    assert Project.objects.get().amount == Decimal("12.50")


def test_undoing_waits_for_no_rating(high, cast):
    add(cast.eve, high)
    move_to(high, Phase.RATING)
    with pytest.raises(Refused) as error:
        undo(by=cast.eve, changeset=ChangeSet.objects.last())
    assert list(map(str, error.value.problems)) == ["The project list changes only before rating begins."]


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"amount": Decimal(1)},
        {"amount": Decimal(-1), "source": "fiscal"},
        {"starts_on": datetime.date(2026, 7, 1), "ends_on": datetime.date(2026, 6, 30)},
    ],
)
def test_what_must_never_be_untrue(high, cast, values):
    project = add(cast.eve, high)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**values)


# Adding up -------------------------------------------------------------------------------------------


@pytest.fixture
@kept
def listed(high, cast):
    add(cast.eve, high, name="清淤", star="ecology", amount=Decimal("12.5"), source="superior", department="农业农村局")
    add(cast.eve, high, name="冷库", star="industry", amount=Decimal("0.1"), source="social", department="农业农村局")
    add(cast.eve, high, YAO, name="大院", amount=Decimal("0.2"), source="collective", state="done")
    add(cast.wen, high, NING, name="照料点", star="civility", department="民政局")
    return high


def names(campaign, **filters) -> list[str]:
    found = narrowed(Project.objects.at(campaign, "410871"), ProjectFilter(**filters))
    return list(found.order_by("pk").values_list("name", flat=True))


def test_filters(listed):
    assert names(listed) == ["清淤", "冷库", "大院", "照料点"]
    assert names(listed, township="410871062") == ["清淤", "冷库", "大院"]
    assert names(listed, unit=YAO) == ["大院"]
    assert names(listed, star="ecology") == ["清淤"]
    assert names(listed, star="none") == ["大院"]
    assert names(listed, department="农业农村局") == ["清淤", "冷库"]
    assert names(listed, department="none") == ["大院"]
    assert names(listed, source="social") == ["冷库"]
    assert names(listed, state="done") == ["大院"]
    assert names(listed, q="宁郭") == ["照料点"]
    assert names(listed, q="农业") == ["清淤", "冷库"]


def test_sums_are_exact_and_absent_money_is_not_zero(listed):
    totals = project_totals(Project.objects.at(listed, "410871"), listed, ProjectFilter(state="planned"))
    assert (totals.total.n, totals.total.amount, totals.total.unknown) == (4, Decimal("12.80"), 1)
    told = [[(each.name, each.n, each.amount, each.unknown) for each in side] for side in
            (totals.townships, totals.stars, totals.departments)]  # fmt: skip
    assert told == [
        [("文昌街道", 3, Decimal("12.80"), 0), ("宁郭镇", 1, Decimal("0.00"), 1)],
        [("生态宜居星", 1, Decimal("12.50"), 0), ("", 1, Decimal("0.20"), 0), ("产业兴旺星", 1, Decimal("0.10"), 0),
         ("文明幸福星", 1, Decimal("0.00"), 1)],
        [("农业农村局", 2, Decimal("12.60"), 0), ("", 1, Decimal("0.20"), 0), ("民政局", 1, Decimal("0.00"), 1)],
    ]  # fmt: skip
    assert totals.stars[1].address == "?state=planned&star=none"
    assert [(str(state), n) for state, n in totals.states] == [("planned", 3), ("done", 1)]


def test_which_units_list_nothing(high, cast):
    add(cast.eve, high)
    found = listing(Plan.objects.at(high.year, "410871"))
    assert set(found.codes) == {XIN, YAO, NING}
    assert [plan.village_id for plan in found.without] == [YAO, NING]
    assert found.query == f"unit={XIN}&unit={YAO}&unit={NING}"


def test_each_sees_those_of_their_places(listed, cast, place):
    neighbour = make.campaign(place, cast, place.neighbour)
    make.mark(cast.zhou, neighbour, {ZHU: FOUR})
    add(cast.zhou, neighbour, ZHU, name="路灯")
    seen = {
        who: list(Project.objects.visible_to(seat).order_by("pk").values_list("name", flat=True))
        for who, seat in vars(cast).items()
    }
    home = ["清淤", "冷库", "大院", "照料点"]
    assert seen == {
        **dict.fromkeys(("ying", "yang", "lei", "shen"), home),
        "eve": home[:3], "wen": home[3:], "zhou": ["路灯"], "nora": [],
        "han": [*home, "路灯"], "admin": [*home, "路灯"],
    }  # fmt: skip
    assert Project.objects.editable_by(cast.lei).count() == 0
    assert QIU not in Project.objects.values_list("plan__village", flat=True)
