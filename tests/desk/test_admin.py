"""The admin's campaign records: the standard is edited through its actions, the rest is for reading."""

import pytest
from django.contrib import admin
from django.urls import reverse

from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign, Star, Task, Veto
from fivestar.changes.models import ChangeSet
from tests import make

MODELS = [model for model in admin.site._registry if model._meta.app_label in ("campaigns", "changes")]


@pytest.fixture
def staff(client, cast, campaign):
    """Ying with access to the admin, and Zhou's county with a campaign of its own."""
    for seat in (cast.ying, cast.zhou):
        seat.officer.is_staff = True
        seat.officer.save()
    client.force_login(cast.ying.officer)
    return client


def address(record, page: str = "change") -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


def task_data(task: Task, **changed) -> dict:
    return {
        "parent": "", "number": task.number, "title": task.title, "done_when": task.done_when,
        "evidence": task.evidence, "is_required": "on", "points": task.points, "weeks_before": task.weeks_before,
        "seen": task.version, "reason": "",
    } | changed  # fmt: skip


@pytest.fixture
def task(campaign) -> Task:
    return Task.objects.get(star__campaign=campaign)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_lists_and_pages_open(client, cast, campaign, place, model, django_assert_max_num_queries):
    make.mark(cast.eve, campaign, {"410871062201": "industry"})
    client.force_login(cast.admin.officer)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    with django_assert_max_num_queries(40):
        assert client.get(reverse(f"{name}_changelist"), {"q": "辛庄"}).status_code == 200
    if record := model._default_manager.first():
        with django_assert_max_num_queries(40):
            assert client.get(reverse(f"{name}_change", args=[record.pk])).status_code == 200
    assert client.get(reverse(f"{name}_changelist")).status_code == 200


def test_a_task_is_edited_through_the_gate(staff, cast, task):
    answer = staff.post(address(task), task_data(task, title="选优配强好支书", reason="县里改了说法"))
    assert answer.status_code == 302
    task.refresh_from_db()
    done = ChangeSet.objects.order_by("-pk").first()
    assert (task.title, done.deed, done.by, done.reason) == (
        "选优配强好支书", "save_task", cast.ying.officer, "县里改了说法",
    )  # fmt: skip
    assert [(change.before, change.after) for change in done.changes.all()] == [
        ({"title": "争当好支书"}, {"title": "选优配强好支书"})
    ]


def test_a_task_changed_meanwhile_is_not_overwritten(staff, task):
    data = task_data(task, title="甲")
    staff.post(address(task), task_data(task, title="乙"))
    answer = staff.post(address(task), data)
    assert answer.status_code == 200
    task.refresh_from_db()
    assert task.title == "乙"


def test_a_task_is_added_and_taken_off(staff, campaign, task):
    star = task.star
    staff.post(reverse("admin:campaigns_task_add"), task_data(task, star=star.pk, number=2, title="建设好班子"))
    added = Task.objects.get(star=star, number=2)
    assert added.title == "建设好班子"
    staff.post(address(added, "delete"), {"post": "yes"})
    assert list(star.tasks.values_list("number", flat=True)) == [1]
    assert ChangeSet.objects.order_by("-pk").first().deed == "delete_task"


def test_a_part_of_a_part_is_refused(staff, task):
    part = Task.objects.create(star=task.star, parent=task, number=2, title="一")
    third = Task.objects.create(star=task.star, number=3, title="二")
    answer = staff.post(address(third), task_data(third, parent=part.pk))
    assert answer.status_code == 200
    third.refresh_from_db()
    assert third.parent is None


def test_a_star_and_a_veto_are_edited_through_the_gate(staff, campaign):
    star = campaign.stars.get(kind="village", code="safety")
    data = {"name": star.name, "department": "政法委", "task_force": "", "seen": star.version}
    staff.post(address(star), data)
    veto = Veto.objects.get(campaign=campaign)
    staff.post(address(veto), {"kind": "", "star": star.pk, "text": "弄虚作假骗取荣誉"})
    star.refresh_from_db()
    veto.refresh_from_db()
    assert (star.department, veto.text, veto.star) == ("政法委", "弄虚作假骗取荣誉", star)
    assert list(ChangeSet.objects.order_by("-pk").values_list("deed", flat=True)[:2]) == ["save_veto", "edit_star"]


def test_what_actions_own_cannot_be_changed_here(staff, campaign):
    plan = Plan.objects.filter(campaign=campaign).first()
    assert staff.post(address(plan), {"state": "approved"}).status_code == 403
    assert staff.post(address(campaign), {"phase": "closed"}).status_code == 403
    assert staff.post(address(plan, "delete"), {"post": "yes"}).status_code == 403
    campaign.refresh_from_db()
    assert campaign.phase == "planning"


def test_another_countys_records_do_not_exist_here(client, staff, cast, place, campaign):
    make.campaign(place, cast, place.neighbour)
    task = Task.objects.get(star__campaign=campaign)
    client.force_login(cast.zhou.officer)
    assert client.get(address(task)).status_code == 302  # the admin's own way of saying that there is none
    page = client.get(reverse("admin:campaigns_campaign_changelist"))
    assert {each.county_id for each in page.context["cl"].result_list} == {"410803"}
    assert client.post(address(task), task_data(task, title="别县")).status_code == 302
    task.refresh_from_db()
    assert task.title == "争当好支书"


def test_only_staff_come_in(client, cast, campaign):
    client.force_login(cast.lei.officer)
    assert client.get(reverse("admin:campaigns_campaign_changelist")).status_code == 302
    assert Campaign.objects.filter(county="410871").count() == 2
    assert Star.objects.filter(campaign=campaign).count() == 10
