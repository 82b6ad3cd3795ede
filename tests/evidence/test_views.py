"""Evidence on pages: what a task has, what it is offered, what is uploaded; and the files as they are served."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.evidence.actions import attach_evidence
from campaigns.evidence.forms import MOST_FILES
from campaigns.evidence.models import EvidenceFile
from campaigns.evidence.views import SMALL
from campaigns.ledger.actions.tasks import report_tasks
from campaigns.ledger.models import UnitTask
from fivestar import vault
from tests import make
from tests.browsing import refusal
from tests.evidence.files import pdf, photo, received
from tests.planning.plans import JIN, NING, XIN, YAO, move_to


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


def page_of(row: UnitTask) -> str:
    return f"/{row.plan.campaign.year}/{row.plan.village_id}/ledger/{row.pk}/evidence/"


def put(by, of, row, *names):
    return attach_evidence(by=by, campaign=of, rows=[row.pk], received=[received(name) for name in names])


def send(browser, row, **files: bytes):
    data = [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]
    return browser.post(page_of(row), {"file": data})


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def attached(page) -> list[str]:
    return [use.file.name for use in page.context["uses"]]


def test_files_are_uploaded_attached_and_not_kept_twice(eve, working):
    row, other = make.rows(working, XIN)[:2]
    reply = send(eve, row, 现场_jpg=photo(), 名单_pdf=pdf(), 影像_mp4=bytes(4) + b"ftypmp42")
    assert (reply.status_code, reply.url) == (302, f"{page_of(row)}?")
    page = eve.get(reply.url)
    assert attached(page) == ["现场.jpg", "名单.pdf"]
    assert said(page) == [
        "已上传 2 个文件，作为本任务佐证。",
        "“影像.mp4”没有收下。不收视频。请截取能说明问题的一张图片再传。",
    ]
    page = eve.post(page_of(other), {"file": SimpleUploadedFile("又一次.jpg", photo())}, follow=True)
    assert (attached(page), EvidenceFile.objects.count()) == (["现场.jpg"], 2)
    assert said(page) == ["“又一次.jpg”以前传过（“现场.jpg”），已直接挂上原来那份，不重复保存。"]
    assert [page.text.count(title) for title in ("还用于：", f"辛庄村 {row.task.title}")] == [1, 2]
    assert re.search(rf"{row.task.title}</a></small>", page.text)  # the last of a list has nothing after it
    kept = vault.path_of(EvidenceFile.objects.get(name="现场.jpg").digest).read_bytes()
    page = eve.post(page_of(other), {"file": SimpleUploadedFile("下载后.jpg", kept)}, follow=True)
    assert (attached(page), EvidenceFile.objects.count()) == (["现场.jpg"], 2)


def test_two_files_of_one_name_are_both_kept(eve, working):
    row = make.rows(working, XIN)[0]
    files = [SimpleUploadedFile("image.pdf", content) for content in (pdf(), pdf(b"/Lang (zh)"))]
    page = eve.post(page_of(row), {"file": files}, follow=True)
    assert (attached(page), EvidenceFile.objects.values("digest").distinct().count()) == (["image.pdf"] * 2, 2)


def test_what_cannot_be_kept_is_said_with_its_name(eve, working, settings):
    row = make.rows(working, XIN)[0]
    page = send(eve, row, 表_xls=b"\xd0\xcf\x11\xe0")
    assert (page.status_code, page.context["upload"].errors["file"][0].startswith("“表.xls”没有收下。")) == (422, True)
    page = eve.post(page_of(row), {})
    assert (page.status_code, page.context["upload"].errors["file"]) == (422, ["请至少选择一个文件。"])
    many = [SimpleUploadedFile(f"{number}.pdf", pdf()) for number in range(MOST_FILES + 1)]
    page = eve.post(page_of(row), {"file": many})
    assert page.context["upload"].errors["file"] == ["一次最多上传 10 个文件，请分几次传。"]
    assert (eve.post(page_of(row), {"deed": "attach", "files": "x"}).status_code, EvidenceFile.objects.count()) == (
        422,
        0,
    )
    assert eve.post(page_of(row), {"deed": "detach"}).status_code == 422


def test_what_is_there_is_offered_ticked_and_attached(eve, cast, working):
    row, other = make.rows(working, XIN)[0], make.rows(working, YAO)[0]
    put(cast.eve, working, other, "乙.pdf", "甲.pdf")
    page = eve.get(page_of(row))
    assert ([file.name for file in page.context["page"]], attached(page)) == (["乙.pdf", "甲.pdf"], [])
    assert [file.name for file in eve.get(f"{page_of(row)}?q=甲").context["page"]] == ["甲.pdf"]
    empty = eve.get(f"{page_of(row)}?q=没有&only=task")
    assert (list(empty.context["page"]), "没有符合条件的文件" in empty.text) == ([], True)
    keys = [str(file.pk) for file in page.context["page"]]
    page = eve.post(f"{page_of(row)}?q=甲", {"deed": "attach", "files": keys}, follow=True)
    assert (attached(page), said(page)) == (["乙.pdf", "甲.pdf"], ["已附上 2 个文件。"])
    page = eve.post(page_of(row), {"deed": "detach", "files": keys[0]}, follow=True)
    assert (attached(page), [file.name for file in page.context["page"]]) == (["甲.pdf"], ["乙.pdf"])


def test_pressing_twice_attaches_once(eve, working):
    row = make.rows(working, XIN)[0]
    form = {"token": "t" * 32}
    for _ in range(2):
        reply = eve.post(page_of(row), {**form, "file": SimpleUploadedFile("名单.pdf", pdf())})
        assert reply.status_code == 302
    assert attached(eve.get(page_of(row))) == ["名单.pdf"]


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("ying", 200, 302),
        ("lei", 200, 403),
        ("shen", 200, 403),
        ("han", 200, 403),
        ("wen", 404, 404),
        ("zhou", 404, 404),
    ],
)
def test_who_reads_and_who_writes(client, cast, working, who, reads, writes):
    row = make.rows(working, XIN, "ecology")[0]
    put(cast.eve, working, row, "名单.pdf")
    file = EvidenceFile.objects.get()
    vault.keep(file.digest, b"x")
    client.force_login(getattr(cast, who).officer)
    page = client.get(page_of(row))
    assert (page.status_code, client.get(f"/files/{file.pk}/").status_code) == (reads, reads)
    if reads == 200:
        assert ('type="file"' in page.text, page.context["may_write"]) == (writes == 302, writes == 302)
    form = {"deed": "detach", "files": str(file.pk)}
    assert (client.post(page_of(row), form).status_code, row.evidence.count()) == (writes, int(writes != 302))


def test_a_checked_or_closed_task_shows_and_does_not_ask(eve, cast, working):
    row = make.rows(working, JIN)[0]
    put(cast.eve, working, row, "名单.pdf")
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(row))
    UnitTask.objects.filter(pk=row.pk).update(
        state="checked", checked_by=cast.ying.officer, checked_at=row.plan.approved_at
    )
    page = eve.get(page_of(row))
    assert (page.context["may_detach"], "已核验，不能撤下" in page.text) == (False, True)
    page = eve.post(page_of(row), {"deed": "detach", "files": str(EvidenceFile.objects.get().pk)})
    assert (page.status_code, "退回整改后再改" in refusal(page)[0]) == (422, True)
    move_to(working, "closed")
    page = eve.get(page_of(row))
    assert (page.context["may_write"], attached(page)) == (False, ["名单.pdf"])


def test_a_row_of_another_unit_or_year_is_not_found(eve, working):
    row = make.rows(working, XIN)[0]
    for wrong in (page_of(row).replace(XIN, YAO), page_of(row).replace(str(working.year), str(working.year - 1))):
        assert eve.get(wrong).status_code == 404


# One file for many tasks ----------------------------------------------------------------------------------------


def test_a_file_is_used_for_the_same_task_of_other_units(eve, cast, working):
    xin, yao = (make.rows(working, code, "ecology")[0] for code in (XIN, YAO))
    put(cast.eve, working, xin, "公告.pdf")
    put(cast.wen, working, make.rows(working, NING, "ecology")[0], "公告.pdf")
    page_of_file = f"/{working.year}/410871062/evidence/{EvidenceFile.objects.get(township='410871062').pk}/"
    assert f'href="{page_of_file}"' in eve.get(page_of(xin)).text
    page = eve.get(page_of_file)
    assert (page.context["rows"], list(page.context["page"])) == ([xin], [yao])
    found = eve.get(f"{page_of_file}?q=金炉").context["page"]
    assert list(found) == make.rows(working, JIN)
    both = eve.get(f"{page_of_file}?q=金炉 {found[0].task.title}").context["page"]
    assert list(both) == [found[0]]
    page = eve.post(page_of_file, {"rows": [yao.pk, *(row.pk for row in found)]}, follow=True)
    assert [row.plan.village_id for row in page.context["rows"]] == [XIN, YAO, JIN]
    page = eve.post(page_of_file, {"deed": "detach", "rows": xin.pk}, follow=True)
    assert (xin.evidence.count(), [row.plan.village_id for row in page.context["rows"]]) == (0, [YAO, JIN])
    for wrong in ({}, {"rows": "x"}, {"rows": make.rows(working, NING)[0].pk}):
        assert eve.post(page_of_file, wrong).status_code == 422
    assert eve.get(page_of_file.replace("410871062", "410871101")).status_code == 404
    client_of_lei = eve
    client_of_lei.force_login(cast.lei.officer)
    page = client_of_lei.get(page_of_file)
    assert (page.status_code, '<form method="post" id="serving"' in page.text) == (200, False)


# The files ------------------------------------------------------------------------------------------------------


def served(browser, file, query="") -> tuple:
    answer = browser.get(f"/files/{file.pk}/{query}", headers={"accept-encoding": "gzip"})
    names = (
        "Content-Type",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Cache-Control",
        "Content-Disposition",
    )
    return b"".join(answer.streaming_content), *(answer.headers.get(name) for name in names)


def test_a_file_is_a_download_and_a_picture_may_be_shown(eve, working):
    row = make.rows(working, XIN)[0]
    send(eve, row, 现场图_png=photo(kind="PNG"), 表_pdf=pdf())
    picture, paper = (EvidenceFile.objects.get(kind=kind) for kind in ("picture", "pdf"))
    policy, rest = "sandbox; default-src 'none'; frame-ancestors 'none'", ("nosniff", "no-store, private")
    name = "attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA%E5%9B%BE.jpg"
    large = vault.path_of(picture.digest).read_bytes()
    assert served(eve, picture) == (large, "image/jpeg", policy, *rest, name)
    assert served(eve, picture, "?show")[::5] == (large, name.replace("attachment", "inline"))
    assert served(eve, picture, "?show=small")[0] == vault.path_of(picture.digest + SMALL).read_bytes() != large
    # Only pictures are shown; everything else is a download whatever is asked for.
    assert served(eve, paper, "?show")[::5] == (pdf(), "attachment; filename*=utf-8''%E8%A1%A8.pdf")


def test_a_content_that_is_lost_is_said_and_nothing_breaks(eve, cast, working):
    put(cast.eve, working, make.rows(working, XIN)[0], "名单.pdf")
    answer = eve.get(f"/files/{EvidenceFile.objects.get().pk}/")
    assert (answer.status_code, "从备份找回" in answer.text) == (404, True)


def test_more_files_and_tasks_cost_the_same(eve, cast, working):
    row = make.rows(working, XIN)[0]

    def cost() -> list[int]:
        file = EvidenceFile.objects.filter(township="410871062").latest("uploaded_at")
        costs = []
        for url in (page_of(row), f"/{working.year}/410871062/evidence/{file.pk}/?q=村"):
            with CaptureQueriesContext(connection) as queries:
                assert eve.get(url).status_code == 200
            costs.append(len(queries))
        return costs

    put(cast.eve, working, row, "甲.pdf")
    put(cast.eve, working, make.rows(working, YAO)[0], "乙.pdf")
    cost()
    few = cost()
    put(cast.eve, working, row, "丙.pdf", "丁.pdf")
    for other in make.rows(working, "410871062")[1:]:
        put(cast.eve, working, other, "乙.pdf", "甲.pdf", "戊.pdf", "己.pdf")
    put(cast.wen, working, make.rows(working, NING)[0], "庚.pdf")
    assert cost() == few
