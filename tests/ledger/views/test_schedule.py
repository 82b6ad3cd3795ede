"""Pages of the schedule, the days off, the checklist in mid-year, and one task over all units."""

import pytest
from django.utils import timezone

from campaigns.ledger.models import UnitTask
from campaigns.year.models.campaign import Campaign, Task
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import cost

XIN, NING = "410871062201", "410871101200"


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def at(of: Campaign, page: str, code: str = "410871") -> str:
    return f"/{of.year}/{code}/{page}"


def ecology(of: Campaign, number: int = 1) -> Task:
    return Task.objects.get(star__campaign=of, star__kind="village", star__code="ecology", number=number)


def test_weeks_are_typed_looked_at_and_applied(ying, working):
    task = ecology(working)
    cells = {f"w-{task.pk}": "１２", f"s-{task.pk}": f"{task.version}:{task.weeks_before}"}
    assert ying.post(at(working, "schedule/"), cells | {f"w-{task.pk}": "多"}).status_code == 422
    assert ying.post(at(working, "schedule/"), cells).status_code == 302
    settings = ying.get(at(working, "settings/"))
    assert (settings.context["misfits"], at(working, "schedule/") in settings.text) == (3, True)
    page = ying.get(at(working, "schedule/apply/"))
    assert [(row[0].pk, row[3]) for row in page.context["moving"]] == [(task.pk, 3)]
    assert ying.post(at(working, "schedule/apply/"), {"seen": "another"}).status_code == 409
    assert ying.post(at(working, "schedule/apply/"), {"seen": page.context["seen"]}).status_code == 302
    assert ying.get(at(working, "schedule/")).context["schedule"].moves == ()
    stale = ying.post(at(working, "schedule/"), cells | {f"w-{task.pk}": "3"})  # over the version before
    assert stale.status_code == 409


def test_weeks_go_from_none_to_the_52nd(ying, working):
    task = ecology(working)
    page = f"standard/{task.pk}/"
    form = ying.get(at(working, page)).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    for weeks in ("53", "-1"):
        cells = {f"w-{task.pk}": weeks, f"s-{task.pk}": f"1:{task.weeks_before}"}
        assert ying.post(at(working, "schedule/"), cells).context["problems"] == [
            (f"“{weeks}”：请填0到52之间的整数周数。", f"#w-{task.pk}")
        ]
        refused = ying.post(at(working, page), sent | {"weeks_before": weeks})
        assert list(refused.context["form"].errors) == ["weeks_before"]
    for version, (address, weeks) in enumerate((("schedule/", 52), (page, 0), (page, 52), ("schedule/", 0)), 1):
        cells = {f"w-{task.pk}": weeks, f"s-{task.pk}": f"{version}:x"}
        said = cells if address == "schedule/" else sent | {"weeks_before": weeks, "version": version}
        assert ying.post(at(working, address), said).status_code == 302
        assert ecology(working).weeks_before == weeks


def test_a_year_without_a_table_says_so(ying, working):
    Campaign.objects.filter(pk=working.pk).update(assessment_on="2039-11-30", rating_due="2040-01-01")
    page = ying.get(at(working, "schedule/"))
    assert 2039 in page.context["schedule"].untold
    assert ying.get(at(working, "days-off/?of=2039")).context["holidays"] == []
    assert ying.get(at(working, "days-off/?of=x")).status_code == 404


def test_days_off_are_written_as_lines(client, cast, working):
    client.force_login(cast.admin.officer)
    address = at(working, "days-off/?of=2039")
    form = client.get(address).context["form"]
    lines = "2月15日至2月17日 休 春节\n\n2039-02-19，班，春节"
    wrong = client.post(address, {"text": "2月30日 休\n2月1日\n3月2日至3月1日 休", "seen": form["seen"].value()})
    assert (wrong.status_code, len(wrong.context["form"].errors["text"])) == (422, 3)
    assert client.post(address, {"text": lines, "seen": "before"}).status_code == 409
    assert client.post(address, {"text": lines, "seen": form["seen"].value()}).status_code == 302
    page = client.get(address)
    assert [(each.days, each.first.is_worked) for each in page.context["holidays"]] == [(3, False), (1, True)]
    assert page.context["form"]["text"].value() == "2039-02-15至2039-02-17 休 春节\n2039-02-19 班 春节"


@pytest.mark.parametrize("code", ["410871", "410871062"])
def test_a_schedule_costs_the_same_for_one_unit_and_three(ying, working, code):
    rows = UnitTask.objects.at(working, "410871")
    rows.exclude(plan__village=XIN).update(in_force=False)
    ying.get(at(working, "schedule/", code))
    one = cost(lambda: ying.get(at(working, "schedule/", code)))
    UnitTask.objects.filter(plan__campaign=working).update(in_force=True)
    assert cost(lambda: ying.get(at(working, "schedule/", code))) == one


# The checklist ---------------------------------------------------------------------------------------------------


def test_a_task_is_taken_off_on_a_page_and_its_effect_shown(ying, working):
    task = ecology(working)
    form = ying.get(at(working, f"standard/{task.pk}/")).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert ying.post(at(working, f"standard/{task.pk}/"), sent | {"title": ""}).status_code == 422
    assert ying.post(at(working, f"standard/{task.pk}/"), sent | {"is_retired": "on"}).status_code == 302
    assert at(working, "standard/apply/") in ying.get(at(working, "standard/")).text
    stale = ying.post(at(working, f"standard/{task.pk}/"), sent | {"title": "村庄规划"})
    assert (stale.status_code, [row[0] for row in stale.context["conflicts"]]) == (409, ["任务名称", "年中停用"])
    page = ying.get(at(working, "standard/apply/"))
    assert [(each.task.pk, each.leaving) for each in page.context["effect"].tasks] == [(task.pk, 3)]
    assert ying.post(at(working, "standard/apply/"), {"seen": page.context["effect"].digest}).status_code == 302
    assert not ying.get(at(working, "standard/")).context["has_draft"]


def test_a_task_with_rows_is_not_deleted_and_the_page_says_what_to_do(ying, working):
    refused = ying.post(at(working, f"standard/{ecology(working).pk}/delete/"))
    assert (refused.status_code, "停用" in refused.text) == (422, True)


def test_another_way_of_winning_is_saved_only_after_a_look(ying, working, cast):
    UnitTask.objects.at(working, XIN).update(
        state="checked", reported_by=cast.eve.officer, reported_at=timezone.now(),
        checked_by=cast.ying.officer, checked_at=timezone.now(),
    )  # fmt: skip
    Task.objects.filter(star__campaign=working, star__code="industry").update(points=10)
    form = ying.get(at(working, "settings/")).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"winning": "points", "points_needed": 60}
    page = ying.post(at(working, "settings/"), sent)
    assert [[(each.plan.village_id, each.star.code) for each in found] for _won, found in page.context["stars"]] == [
        [(XIN, "industry")], [],
    ]  # fmt: skip
    assert Campaign.objects.get(pk=working.pk).winning == "required"
    seen = page.context["form"]["stars_seen"].value()
    assert ying.post(at(working, "settings/"), sent | {"stars_seen": seen}).status_code == 302
    assert Campaign.objects.get(pk=working.pk).winning == "points"


# One task over all units -----------------------------------------------------------------------------------------


def test_one_task_is_laid_on_the_picked_units_and_taken_back(ying, working, cast):
    task = ecology(working)
    rows = {row.plan.village_id: row for row in make.rows(working, "", "ecology") if row.task_id == task.pk}
    UnitTask.objects.filter(pk=rows[XIN].pk).update(person="张勇")
    address = at(working, f"assign/?task={task.pk}")
    assert len(ying.get(address).context["rows"]) == 3
    empty = ying.post(address, {"replace": "empty", "pick": [rows[XIN].pk]})
    assert empty.status_code == 422
    said = {"person": "李强", "department": "", "replace": "empty", "pick": [rows[XIN].pk, rows[NING].pk]}
    page = ying.post(address, said)
    assert [line.row.plan.village_id for line in page.context["found"].written] == [NING]
    assert [(row.plan.village_id, str(why)) for row, why in page.context["found"].left_out] == [
        (XIN, "已有填写内容，予以保留")
    ]
    assert ying.post(address, said | {"confirm": "1", "shown": "another"}).status_code == 409
    assert ying.post(address, said | {"confirm": "1", "shown": page.context["seen"]}).status_code == 302
    assert {row.person for row in make.rows(working, NING) if row.task_id == task.pk} == {"李强"}
    last = ying.get(address).context["last"]
    assert ying.post(f"/changes/{last.pk}/undo/").status_code == 302
    assert {row.person for row in make.rows(working, NING)} == {""}


def test_a_township_s_later_day_is_left_out_and_told(client, working, cast):
    client.force_login(cast.eve.officer)
    task = ecology(working)
    rows = [row for row in make.rows(working, "410871062", "ecology") if row.task_id == task.pk]
    said = {"due_on": str(working.assessment_on), "replace": "all", "pick": [row.pk for row in rows]}
    found = client.post(at(working, f"assign/?task={task.pk}", "410871062"), said).context["found"]
    assert (found.written, len(found.left_out)) == ((), 2)
    other = client.get(at(working, f"assign/?task={ecology(working, 2).pk}", "410871062"))  # a whole has no rows
    assert other.context["rows"] == []


def test_a_county_assigns_by_township(ying, working):
    page = ying.get(at(working, f"assign/?task={ecology(working).pk}&township=410871101"))
    assert [row.plan.village_id for row, _ticked in page.context["rows"]] == [NING]
    assert ChangeSet.objects.filter(deed="edit_tasks").count() == 0
