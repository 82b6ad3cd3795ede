"""Evidence: files are recorded once, serve many tasks of a township, and go when they have served nothing for long."""

import datetime
import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation

from campaigns.evidence.actions import attach_evidence, attach_to_problem, detach_evidence, detach_from_problem
from campaigns.evidence.models import EvidenceFile, EvidenceUse
from campaigns.evidence.reports import offered
from campaigns.ledger.actions.tasks import check_tasks, report_tasks
from campaigns.ledger.models import UnitTask
from campaigns.problems.models import Problem
from fivestar import vault
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.evidence.files import received
from tests.planning.plans import JIN, NING, XIN, YAO, in_days, move_to

PHOTO, LIST = received("厕所.jpg"), received("名单.pdf")


@pytest.fixture(autouse=True)
def _english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def upload(seat, of, rows, *files):
    for each in files:
        vault.keep(each.digest, each.name.encode())
    return attach_evidence(by=seat, campaign=of, rows=[row.pk for row in rows], received=files)


def names(row) -> list[str]:
    return list(row.evidence.values_list("file__name", flat=True))


def file(name: str) -> EvidenceFile:
    return EvidenceFile.objects.get(name=name)


def test_one_file_serves_tasks_of_many_units_and_is_recorded_once(working, cast):
    xin, yao, *_ = rows = [make.rows(working, code, "ecology")[0] for code in (XIN, YAO)]
    done = upload(cast.eve, working, rows, PHOTO, LIST)
    assert (done.place, done.year, done.on_behalf) == ("410871062", working.year, False)
    assert [names(row) for row in rows] == [["厕所.jpg", "名单.pdf"]] * 2
    upload(cast.ying, working, [yao], received("厕所.jpg"), received("新.pdf"))
    assert (EvidenceFile.objects.count(), names(yao)) == (3, ["厕所.jpg", "名单.pdf", "新.pdf"])
    assert ChangeSet.objects.latest("pk").on_behalf
    before = ChangeSet.objects.count()
    attach_evidence(by=cast.eve, campaign=working, rows=[xin.pk], files=[file("厕所.jpg").pk])
    assert ChangeSet.objects.count() == before  # attached already: nothing is done
    counted = UnitTask.objects.at(working, "410871062").with_files().filter(files__gt=0)
    assert dict(counted.values_list("pk", "files")) == {xin.pk: 2, yao.pk: 3}


def test_a_township_uses_its_own_files_for_its_own_tasks(working, cast):
    xin, ning = make.rows(working, XIN)[0], make.rows(working, NING)[0]
    upload(cast.eve, working, [xin], PHOTO)
    upload(cast.wen, working, [ning], PHOTO)  # the same content elsewhere is another record
    of_eve, of_wen = (EvidenceFile.objects.get(township=code) for code in ("410871062", "410871101"))
    with pytest.raises(Refused, match="not there any more"):
        attach_evidence(by=cast.wen, campaign=working, rows=[ning.pk], files=[of_eve.pk])
    with pytest.raises(Refused, match="not there any more"):
        attach_evidence(by=cast.ying, campaign=working, rows=[xin.pk], files=[of_wen.pk])
    with pytest.raises(Refused, match="not in your range"):
        attach_evidence(by=cast.wen, campaign=working, rows=[xin.pk], files=[of_wen.pk])
    with pytest.raises(Refused, match="one township"):
        upload(cast.ying, working, [xin, ning], LIST)
    for seat in (cast.lei, cast.shen, cast.han, cast.zhou, cast.nora):
        with pytest.raises(Refused, match="not in your range"):
            upload(seat, working, [xin], LIST)
    assert EvidenceFile.objects.count() == 2
    seen = [len(EvidenceFile.objects.visible_to(getattr(cast, who))) for who in ("eve", "ying", "shen", "zhou", "nora")]
    assert seen == [1, 2, 2, 0, 0]


def test_what_waits_to_be_checked_is_checked_as_it_was_seen(working, cast):
    row = make.rows(working, JIN)[0]
    upload(cast.eve, working, [row], PHOTO)
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(row))
    for change in (
        lambda: upload(cast.eve, working, [row], LIST),
        lambda: detach_evidence(by=cast.eve, campaign=working, row=row.pk, files=[file("厕所.jpg").pk]),
    ):
        seen = make.row_versions(row)
        change()
        with pytest.raises(Stale):
            check_tasks(by=cast.ying, campaign=working, seen=seen)
    check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(row))
    with pytest.raises(Refused, match="What is checked keeps its evidence"):
        detach_evidence(by=cast.eve, campaign=working, row=row.pk, files=[file("名单.pdf").pk])
    upload(cast.eve, working, [row], received("后补.pdf"))
    assert names(row) == ["名单.pdf", "后补.pdf"]


def test_attaching_and_detaching_are_taken_back(working, cast):
    row = make.rows(working, JIN)[0]
    undo(by=cast.eve, changeset=upload(cast.eve, working, [row], PHOTO))
    assert (names(row), EvidenceFile.objects.count()) == ([], 0)
    upload(cast.eve, working, [row], PHOTO)
    done = detach_evidence(by=cast.eve, campaign=working, row=row.pk, files=[file("厕所.jpg").pk])
    assert names(row) == []
    undo(by=cast.eve, changeset=done)
    assert names(row) == ["厕所.jpg"]
    done = detach_evidence(by=cast.eve, campaign=working, row=row.pk, files=[file("厕所.jpg").pk])
    file("厕所.jpg").delete()
    with pytest.raises(Refused) as refused:
        undo(by=cast.eve, changeset=done)
    assert "The file was swept away in the meantime." in refused.value.problems


def test_what_is_checked_keeps_its_evidence_whoever_takes_something_back(working, cast):
    """Neither is a file that was looked at taken away, nor one put back that was not."""
    row = make.rows(working, JIN)[0]
    upload(cast.eve, working, [row], LIST)
    attached = upload(cast.eve, working, [row], PHOTO)
    state = UnitTask.objects.filter(pk=row.pk)

    def in_the_way(done):
        state.update(**checked)
        found = obstacles(done, cast.eve)
        state.update(state="unsorted", **dict.fromkeys(checked.keys() - {"state"}))
        return found, obstacles(done, cast.eve)

    people = {"reported_by": cast.eve.officer, "checked_by": cast.ying.officer}
    checked = {"state": "checked", **people, **dict.fromkeys(("reported_at", "checked_at"), timezone.now())}
    assert in_the_way(attached) == (["What is checked keeps its evidence."], [])
    detached = detach_evidence(by=cast.eve, campaign=working, row=row.pk, files=[file("厕所.jpg").pk])
    assert in_the_way(detached) == (["What is checked keeps its evidence."], [])


def test_evidence_of_a_problem_that_is_struck_off_is_not_taken_back(working, cast):
    row = make.rows(working, XIN, "ecology")[0]
    upload(cast.eve, working, [row], PHOTO)
    problem = Problem.objects.create(plan=row.plan, text="无灯", found_on=timezone.localdate(), post=cast.eve.post)
    done = attach_to_problem(by=cast.eve, campaign=working, problem=problem.pk, files=[file("厕所.jpg").pk])
    people = {"fixed_by": cast.eve.officer, "rechecked_by": cast.ying.officer, "closed_by": cast.ying.officer}
    days = dict.fromkeys(("fixed_at", "rechecked_at", "closed_at"), timezone.now())
    Problem.objects.filter(pk=problem.pk).update(state="closed", fix="装灯", **people, **days)
    assert obstacles(done, cast.eve) == ["The problem is struck off, or no longer in your range."]


def test_at_most_500_uses_are_made_at_once(working, cast, monkeypatch):
    monkeypatch.setattr("campaigns.evidence.actions.MOST_AT_ONCE", 5)
    rows = make.rows(working, XIN, "industry")
    with pytest.raises(Refused, match="At most 5 at once"):
        upload(cast.eve, working, rows, PHOTO, LIST)
    upload(cast.eve, working, rows, PHOTO)
    assert EvidenceUse.objects.count() == 3


def test_a_closed_campaign_takes_none(working, cast):
    row = make.rows(working, JIN)[0]
    move_to(working, "closed")
    with pytest.raises(Refused, match="closed"):
        upload(cast.eve, working, [row], PHOTO)


def test_what_exists_is_offered_the_same_task_first(working, cast):
    xin, yao = make.rows(working, XIN, "ecology")[:2], make.rows(working, YAO, "ecology")[:2]
    ning = make.rows(working, NING)[0]
    upload(cast.eve, working, [yao[1]], received("别的.pdf"))
    upload(cast.eve, working, [xin[1]], received("本村.pdf"))
    upload(cast.eve, working, [yao[0]], received("同一任务.pdf"))
    upload(cast.eve, working, [xin[0]], received("已挂.pdf"))
    upload(cast.wen, working, [ning], received("宁郭.pdf"))

    def found(seat=cast.eve, **asked):
        return [each.name for each in offered(seat, xin[0], **asked)]

    assert found() == ["同一任务.pdf", "本村.pdf", "别的.pdf"]
    assert (found(only="task"), found(only="unit")) == (["同一任务.pdf"], ["本村.pdf"])
    assert (found(words="姚郭"), found(words=xin[1].task.title)) == (
        ["同一任务.pdf", "别的.pdf"],
        ["本村.pdf", "别的.pdf"],
    )
    assert (found(words="别的.P"), found(words="宁郭"), found(cast.wen)) == (["别的.pdf"], [], [])


def test_a_use_serves_one_thing(working, cast):
    row = make.rows(working, JIN)[0]
    upload(cast.eve, working, [row], PHOTO)
    problem = Problem.objects.create(plan=row.plan, text="无灯", found_on=timezone.localdate(), post=cast.eve.post)
    of_problem = {"file": file("厕所.jpg"), "problem": problem, "by": cast.eve.officer, "at": timezone.now()}
    assert EvidenceUse.objects.create(**of_problem).place_code == JIN
    names_ = {"evidence_serves_one_thing", "a_file_serves_a_problem_once"}
    assert names_ <= {constraint.name for constraint in EvidenceUse._meta.constraints}
    for wrong in ({**of_problem, "row": row}, {**of_problem, "problem": None}):
        with pytest.raises(Exception, match="evidence_serves_one_thing"), transaction.atomic():
            EvidenceUse.objects.create(**wrong)


# Sweeping ------------------------------------------------------------------------------------------------------


def swept(**options) -> str:
    told = StringIO()
    call_command("sweep_files", stdout=told, stderr=told, **options)
    return told.getvalue()


def age(digest: str, days: int) -> None:
    path = vault.path_of(digest)
    then = path.stat().st_mtime - datetime.timedelta(days=days).total_seconds()
    os.utime(path, (then, then))


def test_a_file_goes_when_it_has_served_nothing_for_long(working, cast):
    row, other = make.rows(working, JIN)[0], make.rows(working, XIN)[0]
    upload(cast.eve, working, [row], PHOTO, LIST)
    upload(cast.wen, working, make.rows(working, NING)[:1], PHOTO)
    age(PHOTO.digest, 40)
    detach_evidence(
        by=cast.eve,
        campaign=working,
        row=row.pk,
        files=[each.pk for each in EvidenceFile.objects.filter(township="410871062")],
    )
    assert "Removed" not in swept()
    assert EvidenceFile.objects.exclude(unused_since=None).count() == 2
    attach_evidence(by=cast.eve, campaign=working, rows=[other.pk], files=[file("名单.pdf").pk])
    with in_days(29):
        assert "Removed" not in swept()
    assert file("名单.pdf").unused_since is None
    with in_days(32):
        assert "Would go: 厕所.jpg (文昌街道)" in swept(dry_run=True)
        assert EvidenceFile.objects.count() == 3
        assert "Removed: 厕所.jpg (410871062)" in swept()
    assert list(EvidenceFile.objects.order_by("name").values_list("name", flat=True)) == ["厕所.jpg", "名单.pdf"]
    assert vault.path_of(PHOTO.digest).exists()  # the other township has it
    assert ChangeSet.objects.filter(deed="sweep_unused").count() == 3


def test_contents_without_a_record_go_and_missing_ones_are_told(working, cast):
    upload(cast.eve, working, make.rows(working, JIN), PHOTO)
    for name, days in (("failed", 31), ("just-now", 1)):
        vault.keep(received(name).digest, b"x")
        age(received(name).digest, days)
    assert "missing" not in swept()
    kept = [vault.path_of(received(name).digest).exists() for name in ("厕所.jpg", "failed", "just-now")]
    assert kept == [True, False, True]
    vault.path_of(PHOTO.digest).unlink()
    assert "The content of 厕所.jpg (文昌街道) is missing" in swept()


def test_a_content_is_kept_whole_and_for_its_owner_alone(settings):
    vault.keep("ab12", b"first")
    vault.keep("ab12", b"a digest means one content")
    path = vault.path_of("ab12")
    assert (path.read_bytes(), oct(path.stat().st_mode & 0o777), len(list(path.parent.iterdir()))) == (
        b"first",
        "0o600",
        1,
    )
    age("ab12", 50)
    vault.keep("ab12", b"first")
    assert [seconds < 60 for _path, seconds in vault.contents()] == [True]


def test_a_file_serves_a_problem_until_it_is_struck_off(working, cast, client):
    row = make.rows(working, XIN, "ecology")[0]
    upload(cast.eve, working, [row], PHOTO)
    problem = Problem.objects.create(plan=row.plan, text="无灯", found_on=timezone.localdate(), post=cast.eve.post)
    photo = file("厕所.jpg")
    give = {"campaign": working, "problem": problem.pk, "files": [photo.pk]}
    for seat in (cast.wen, cast.shen):
        with pytest.raises(Refused, match="range"):
            attach_to_problem(by=seat, **give)
    done = attach_to_problem(by=cast.eve, **give)
    assert (done.place, names(problem), names(row)) == (XIN, ["厕所.jpg"], ["厕所.jpg"])
    client.force_login(cast.eve.officer)
    page = client.get(f"/{working.year}/{XIN}/problems/{problem.pk}/evidence/")
    assert [use.file for use in page.context["uses"]] == [photo]
    assert "厕所.jpg" in client.get(f"/{working.year}/410871062/problems/{problem.pk}/").text
    assert client.get(f"/{working.year}/410871062/evidence/{photo.pk}/").context["served_problems"] == [problem]
    undo(by=cast.eve, changeset=done)
    assert names(problem) == []
    client.post(page.request["PATH_INFO"], {"deed": "attach", "files": str(photo.pk)})
    done = detach_from_problem(by=cast.ying, **give)
    assert (done.on_behalf, names(problem), names(row)) == (True, [], ["厕所.jpg"])
    attach_to_problem(by=cast.eve, **give)
    closed = {"fixed_by": cast.eve.officer, "rechecked_by": cast.ying.officer, "closed_by": cast.ying.officer}
    days = dict.fromkeys(("fixed_at", "rechecked_at", "closed_at"), timezone.now())
    Problem.objects.filter(pk=problem.pk).update(state="closed", fix="装灯", **closed, **days)
    with pytest.raises(Refused, match="struck off"):
        detach_from_problem(by=cast.eve, **give)
