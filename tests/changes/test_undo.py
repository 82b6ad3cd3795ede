"""One's own last change set is taken back, exactly, or the page says what stands in the way."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from campaigns.planning.choices import Measure, Source
from campaigns.planning.models.figures import Figure, FigureSheet
from campaigns.planning.models.findings import Answer
from campaigns.planning.models.marks import Plan
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused
from fivestar.changes.models import Change, ChangeSet
from fivestar.changes.recorder import values_of
from fivestar.changes.undo import last_of, obstacles, undo
from tests import make
from tests.changes.deeds import make_records, remove, rewrite, set_values, touch
from villages.access import NOBODY, Seat
from villages.choices import Role
from villages.models import Area, Officer, Post, Village

UTC = datetime.UTC


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def unit(place) -> Village:
    return Village.objects.get(pk="410871062201")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def refused(by, changeset) -> list[str]:
    """What stands in the way, as the deed itself tells it; the page must say the same beforehand."""
    with pytest.raises(Refused, match=r"This change cannot be undone\.") as error:
        undo(by=by, changeset=changeset)
    return [str(problem) for problem in error.value.problems]


def in_the_way(by, changeset) -> list[str]:
    """What the page says, which is what the deed refuses with."""
    found = [str(sentence) for sentence in obstacles(ChangeSet.objects.get(pk=changeset.pk), by)]
    assert refused(by, changeset) == found
    return found


# Values come back exactly ------------------------------------------------------------------------------------


def test_what_was_changed_comes_back(cast, unit):
    before = values_of(unit)
    values = {"name": "新辛庄", "area": None, "retired_on": "2026-05-04", "successor": Village.objects.last()}
    changeset = set_values(by=cast.ying, record=unit, version=1, reason="改名", values=values)
    undone = undo(by=cast.ying, changeset=changeset, reason="改错了")
    assert values_of(fresh(unit)) == before
    assert fresh(unit).version == 3
    assert (undone.deed, undone.undoes, undone.place, undone.reason) == ("undo", changeset, unit.pk, "改错了")
    assert undone.summary == {"undone": changeset.pk}
    change, back = changeset.changes.get(), undone.changes.get()
    assert (back.before, back.after) == (change.after, change.before)


@pytest.fixture
def campaign_2026(place) -> Campaign:
    days = {"planning_from": "2026-04-20", "plan_due": "2026-06-20", "assessment_on": "2026-11-30"}
    made = Campaign.objects.create(
        county=place.county, year=2026, standard="x", budget="500.00", rating_due="2027-02-28", **days
    )
    return fresh(made)


VALUES = [
    ("budget", Decimal("552.50")),
    ("budget", None),
    ("rate", Decimal("0.01")),
    ("plan_due", datetime.date(2026, 7, 1)),
    ("word", "building"),
    ("phase", "creating"),
    ("year", 2027),
    ("standard", "标准“甲”\n第二行"),
]


@pytest.mark.parametrize(("field", "value"), VALUES)
def test_every_kind_of_value_comes_back(cast, campaign_2026, field, value):
    before = {name: getattr(campaign_2026, name) for name in (field, "budget", "plan_due")}
    changeset = set_values(by=cast.ying, record=campaign_2026, values={field: value})
    assert getattr(fresh(campaign_2026), field) == value
    undo(by=cast.ying, changeset=changeset)
    assert {name: getattr(fresh(campaign_2026), name) for name in before} == before
    assert type(getattr(fresh(campaign_2026), field)) is type(before[field])


def test_a_moment_comes_back_to_the_microsecond(cast, place):
    officer = cast.eve.officer
    moment = datetime.datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=UTC)
    Officer.objects.filter(pk=officer.pk).update(last_login=moment)
    changeset = set_values(by=cast.admin, record=fresh(officer), values={"last_login": None, "is_active": False})
    undo(by=cast.admin, changeset=changeset)
    assert (fresh(officer).last_login, fresh(officer).is_active) == (moment, True)


def test_nested_values_come_back(cast, campaign_2026):
    figures = [["sum", 276], ["share", "0.6367"], ["none", None], ["deep", {"a": [1.5, True]}]]
    answer = Answer.objects.create(
        campaign=campaign_2026, finding="budget", place="410871", digest="0" * 64, figures=figures, state="confirmed"
    )
    changeset = set_values(by=cast.ying, record=answer, values={"figures": [], "text": "已核实"})
    undo(by=cast.ying, changeset=changeset)
    assert (fresh(answer).figures, fresh(answer).text) == (figures, "")


def test_a_touched_record_is_touched_again(cast, unit):
    undo(by=cast.eve, changeset=touch(by=cast.eve, record=unit))
    assert fresh(unit).version == 3


def test_what_was_created_goes(cast, campaign_2026):
    sheet = FigureSheet(campaign=campaign_2026, source=Source.PLAN)
    rows = [
        Figure(sheet=sheet, kind=Kind.VILLAGE, measure=Measure.LEVEL, key=str(level), count=level)
        for level in (5, 4)
    ]  # fmt: skip
    opened = make_records(by=cast.ying, records=[sheet])
    for row in rows:
        row.sheet = sheet
    filled = make_records(by=cast.ying, records=rows)
    assert in_the_way(cast.ying, opened) == ["You have made a later change; undo that one first."]
    undo(by=cast.ying, changeset=filled)
    undo(by=cast.ying, changeset=opened)
    assert (Figure.objects.count(), FigureSheet.objects.count()) == (0, 0)


def test_what_was_deleted_comes_back_under_its_own_key(cast, campaign_2026):
    sheet = FigureSheet.objects.create(campaign=campaign_2026, source=Source.PLAN)
    rows = [
        Figure.objects.create(sheet=sheet, kind=Kind.VILLAGE, measure=Measure.LEVEL, key=str(level), count=level)
        for level in (5, 4)
    ]  # fmt: skip
    before = [(row.pk, values_of(row)) for row in [*rows, sheet]]
    set_values(by=cast.ying, record=sheet, values={"source": Source.PLAN})
    changeset = remove(by=cast.ying, records=[*rows, sheet])
    undo(by=cast.ying, changeset=changeset)
    assert [(row.pk, values_of(fresh(row))) for row in [*rows, sheet]] == before


def test_a_record_that_comes_back_has_a_version_that_nobody_has_seen(cast, place):
    area = Area.objects.create(township=place.liwan, name="东片", version=4)
    undo(by=cast.ying, changeset=remove(by=cast.ying, records=[area]))
    assert fresh(area).version == 5


def test_many_records_come_back_in_the_order_that_constraints_need(cast, campaign_2026):
    """Parts are created after, and deleted before, what they belong to."""
    sheet = FigureSheet.objects.create(campaign=campaign_2026, source=Source.PLAN)
    row = Figure.objects.create(sheet=sheet, kind=Kind.VILLAGE, measure=Measure.LEVEL, key="5", count=1)
    other = set_values(by=cast.ying, record=row, values={"count": 2})
    gone = remove(by=cast.ying, records=[fresh(row), sheet])
    undo(by=cast.ying, changeset=gone)
    undo(by=cast.ying, changeset=other)
    assert fresh(row).count == 1


# What stands in the way --------------------------------------------------------------------------------------


def test_a_later_change_by_someone_else(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    set_values(by=cast.ying, record=unit, values={"name": "别名"})
    set_values(by=cast.ying, record=unit, values={"name": "又名"})
    assert in_the_way(cast.eve, mine) == [
        "别名 has been changed since by 应敏.",
        "又名 has been changed since by 应敏.",
    ]
    assert (fresh(unit).order, fresh(unit).name) == (1, "又名")


def test_a_later_change_is_told_once_however_often(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    for number in range(2, 9):
        set_values(by=cast.ying, record=unit, values={"order": number})
    assert in_the_way(cast.eve, mine) == ["辛庄村 has been changed since by 应敏."]


def test_a_later_change_by_the_program(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    set_values(by=None, record=unit, values={"order": 2})
    assert in_the_way(cast.eve, mine) == ["辛庄村 has been changed since by —."]


def test_a_later_change_of_something_else_is_no_obstacle(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    set_values(by=cast.ying, record=Village.objects.get(pk="410871062202"), values={"order": 2})
    undo(by=cast.eve, changeset=mine)
    assert fresh(unit).order == 0


def test_a_later_change_that_was_undone_is_no_obstacle(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    undo(by=cast.ying, changeset=set_values(by=cast.ying, record=unit, values={"order": 2}))
    undo(by=cast.eve, changeset=mine)
    assert (fresh(unit).order, fresh(unit).version) == (0, 5)


def test_a_later_deletion_by_someone_else(cast, place):
    area = Area(township=place.liwan, name="东片")
    mine = make_records(by=cast.ying, records=[area])
    remove(by=cast.yang, records=[area])
    assert in_the_way(cast.ying, mine) == ["东片 has been changed since by 杨帆."]


def test_a_later_change_of_ones_own(cast, unit):
    first = set_values(by=cast.eve, record=unit, values={"order": 1})
    second = set_values(by=cast.eve, record=Village.objects.get(pk="410871062202"), values={"order": 2})
    assert in_the_way(cast.eve, first) == ["You have made a later change; undo that one first."]
    undo(by=cast.eve, changeset=second)
    undo(by=cast.eve, changeset=first)
    assert (fresh(unit).order, Village.objects.get(pk="410871062202").order) == (0, 0)


def test_a_change_of_someone_else(cast, unit):
    theirs = set_values(by=cast.ying, record=unit, values={"order": 1})
    sentence = ["Only the person who made a change can undo it."]
    assert [in_the_way(seat, theirs) for seat in (cast.eve, cast.yang, cast.admin)] == [sentence] * 3
    assert [str(each) for each in obstacles(theirs, NOBODY)] == sentence


def test_a_change_of_the_program(cast, unit):
    theirs = set_values(by=None, record=unit, values={"order": 1})
    assert in_the_way(cast.admin, theirs) == ["Only the person who made a change can undo it."]
    with pytest.raises(Refused):
        undo(by=NOBODY, changeset=theirs)


def test_a_change_made_in_another_post(cast, place, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    Post.objects.create(officer=cast.eve.officer, role=Role.TOWNSHIP_ORGANIZER, township=place.ningguo)
    posts = tuple(cast.eve.officer.posts.with_place())
    elsewhere = Seat(officer=cast.eve.officer, post=posts[1], posts=posts)
    (sentence,) = in_the_way(elsewhere, mine)
    assert sentence == f"You made it as {mine.acting_as}; act from that post to undo it."
    undo(by=Seat(officer=cast.eve.officer, post=posts[0], posts=posts), changeset=mine)


def test_the_post_is_the_same_in_every_language(cast, unit):
    with translation.override("zh-hans"):
        mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    undo(by=cast.eve, changeset=mine)
    assert fresh(unit).order == 0


def test_what_is_undone_already(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    undo(by=cast.eve, changeset=mine)
    assert in_the_way(cast.eve, mine) == ["It has been undone already."]
    assert fresh(unit).version == 3


def test_a_repeated_undo_is_answered_with_the_first(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    first = undo(by=cast.eve, changeset=mine, token="t")
    assert undo(by=cast.eve, changeset=mine, token="t") == first


def test_an_undo(cast, unit):
    undone = undo(by=cast.eve, changeset=set_values(by=cast.eve, record=unit, values={"order": 1}))
    assert in_the_way(cast.eve, undone) == ["An undo cannot be undone; make the change again."]


def test_a_kind_that_cannot_be_undone(cast, unit):
    mine = rewrite(by=cast.eve, record=unit, values={"order": 1})
    assert in_the_way(cast.eve, mine) == ["A change of this kind cannot be undone; correct it on its page."]


def test_a_kind_that_the_program_no_longer_knows(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    changeset = ChangeSet.objects.get(pk=mine.pk)
    changeset.deed = "deed_of_old"
    assert obstacles(changeset, cast.eve) == ["A change of this kind cannot be undone; correct it on its page."]


def test_everything_in_the_way_is_told_at_once(cast, unit):
    mine = rewrite(by=cast.eve, record=unit, values={"order": 1})
    rewrite(by=cast.ying, record=unit, values={"order": 2})
    rewrite(by=cast.eve, record=fresh(unit), values={"order": 3})
    assert in_the_way(cast.eve, mine) == [
        "You have made a later change; undo that one first.",
        "A change of this kind cannot be undone; correct it on its page.",
        "辛庄村 has been changed since by 应敏.",
        "辛庄村 has been changed since by 伊芳.",
    ]


def test_what_the_log_conceals_does_not_come_back(cast):
    """The log has 138****1234; writing that back would destroy the number."""
    officer = cast.eve.officer
    changeset = set_values(by=cast.admin, record=officer, values={"phone": "13812341234"})
    assert refused(cast.admin, changeset) == ["A change of this kind cannot be undone; correct it on its page."]
    assert fresh(officer).phone == "13812341234"


# What was changed behind the log's back ----------------------------------------------------------------------


def test_a_value_changed_behind_the_log(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    Village.objects.filter(pk=unit.pk).update(order=8)
    assert refused(cast.eve, mine) == ["辛庄村 no longer is as this change left it."]
    assert fresh(unit).order == 8


def test_another_value_changed_behind_the_log_stays(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    Village.objects.filter(pk=unit.pk).update(name="别名")
    undo(by=cast.eve, changeset=mine)
    assert (fresh(unit).order, fresh(unit).name) == (0, "别名")


def test_a_new_record_that_went_behind_the_log(cast, place):
    mine = make_records(by=cast.ying, records=[Area(township=place.liwan, name="东片")])
    Area.objects.filter(name="东片").delete()
    assert refused(cast.ying, mine) == ["东片 no longer is as this change left it."]


def test_a_new_record_that_is_in_use(cast, place):
    mine = make_records(by=cast.ying, records=[Area(township=place.liwan, name="东片")])
    Village.objects.filter(name="秦屯村").update(area=Area.objects.get(name="东片"))
    with pytest.raises(Refused, match=r"东片 is still in use\.") as error:
        undo(by=cast.ying, changeset=mine)
    assert error.value.problems == ["秦屯村"]
    assert Village.objects.get(name="秦屯村").area.name == "东片"


def test_all_of_a_change_set_comes_back_or_nothing(cast, place):
    areas = [Area(township=place.liwan, name=name) for name in ("东片", "西片")]
    mine = make_records(by=cast.ying, records=areas)
    Area.objects.filter(name="东片").update(order=9)  # the first made is the last to be undone
    assert refused(cast.ying, mine) == ["东片 no longer is as this change left it."]
    assert Area.objects.filter(township=place.liwan).count() == 2
    assert Change.objects.filter(changeset__deed="undo").count() == 0


# Which one is the last ---------------------------------------------------------------------------------------


def test_the_last_one_skips_what_is_undone(cast, unit):
    assert last_of(cast.eve) is None
    first = set_values(by=cast.eve, record=unit, values={"order": 1})
    second = set_values(by=cast.eve, record=unit, values={"order": 2})
    set_values(by=cast.ying, record=Village.objects.last(), values={"order": 2})
    assert last_of(cast.eve) == second
    undo(by=cast.eve, changeset=second)
    assert last_of(cast.eve) == first
    undo(by=cast.eve, changeset=first)
    assert last_of(cast.eve) is None
    assert last_of(NOBODY) is None


def test_last_years_records_stay_when_this_years_are_undone(cast, campaign):
    """The same unit has a plan in each year; a change set names its own."""
    year = campaign.year
    changeset = make.mark(cast.eve, campaign, {"410871062201": "safety"})
    undo(by=cast.eve, changeset=changeset)
    targets = {
        plan.campaign.year: sorted(plan.mark.targets)
        for plan in Plan.objects.for_list().select_related("campaign").filter(village="410871062201")
    }
    assert targets == {year: [], year - 1: ["industry", "safety"]}
