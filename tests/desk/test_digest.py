"""The weekly digest: what a post owes as a text, on the site, on the screen, in files, by e-mail once a week."""

import datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from campaigns.desk.models import DigestMail
from campaigns.desk.reports.digest import digest, posts_with_digest
from campaigns.ledger.models import UnitTask
from campaigns.problems.actions import add_problems
from campaigns.problems.rules import ProblemSheet
from campaigns.year.rules import monday
from tests import make
from tests.planning.plans import XIN, in_days, move_to
from villages.models import Officer

WENCHANG = "410871062"


@pytest.fixture
def late(working, cast):
    """One of 文昌's gaps is overdue, one of its problems is said to be somebody's fault."""
    row = make.rows(working, XIN)[0]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    UnitTask.objects.filter(pk=row.pk).update(state="under_way", starts_on=None, due_on=yesterday)
    add_problems(by=cast.eve, campaign=working, sheets=[ProblemSheet(XIN, "ecology", 1, {"text": "张三家违建"})])
    return working


@pytest.fixture
def addresses(cast, settings):
    """Mail goes out, and Eve and Ying have an address; 李万街道 owes nothing and has one too."""
    settings.EMAIL_URL = "smtp://mail.example:25"
    Officer.objects.filter(username__in=["eve", "ying"]).update(email="office@example.cn")


def run(*words) -> str:
    said = StringIO()
    call_command("digest", *words, stdout=said)
    return said.getvalue()


def test_the_text_names_places_and_numbers_and_nobody(client, late, cast):
    client.force_login(cast.eve.officer)
    text = client.get(f"/{late.year}/{WENCHANG}/digest/").context["digest"].text
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    title = UnitTask.objects.get(due_on=yesterday).task.title
    line = f"1. 台账差距1项待整改（辛庄村 · {title}），应于{yesterday.month}月{yesterday.day}日前完成。"
    assert text.splitlines()[1:3] == ["一、已逾期", line]
    assert ("问题1条待整改。" in text, "张三" in text) == (True, False)
    assert digest(cast.ying, late, cast.eve.place).text == text  # the office reads what the township owes


def test_leaders_get_three_lines(late, cast):
    assert digest(cast.lei, late, late.county).text.splitlines()[1:3] == [
        "逾期任务1项，涉及1个村（社区）。",
        "没有卡住多个村的共性问题。",
    ]


def test_every_post_at_work_gets_its_page(late, cast, tmp_path):
    whose = ["ying", "shen", "lei", "eve", "wen"]
    posts = [getattr(cast, who).post.pk for who in whose]
    assert [post.pk for post, _campaign in posts_with_digest() if post.pk in posts] == posts
    assert run("--place", WENCHANG).startswith("【文昌街道")
    run("--post", str(cast.eve.post.pk), "--out", str(tmp_path))
    (page,) = tmp_path.iterdir()
    assert (page.name, page.read_text().startswith("【文昌街道")) == (f"{WENCHANG} {cast.eve.post}.txt", True)
    move_to(late, "closed")
    with pytest.raises(CommandError):
        run("--place", WENCHANG)


def test_mail_goes_out_once_a_week(late, addresses, cast):
    assert "已发送 1 封" in run("--mail", "--place", WENCHANG)
    assert [(each.to, each.body.startswith(f"【{each.subject}】")) for each in mail.outbox] == [
        (["office@example.cn"], True)
    ]
    assert "本周已发过 1 个岗位" in run("--mail", "--place", WENCHANG)
    run("--mail", "--again", "--place", WENCHANG)
    assert len(mail.outbox) == 2
    with in_days(7):
        run("--mail", "--place", WENCHANG)
    assert (len(mail.outbox), DigestMail.objects.count()) == (3, 2)


def test_who_owes_nothing_or_has_no_address_gets_none(working, addresses, cast):
    assert "没有待办 1 个" in run("--mail", "--post", str(cast.ying.post.pk))
    assert "没有邮箱 1 个" in run("--mail", "--post", str(cast.wen.post.pk))
    assert (mail.outbox, DigestMail.objects.count()) == ([], 0)


def test_without_a_server_nothing_is_sent_and_it_says_so(late, cast, settings):
    settings.EMAIL_URL = ""
    assert "未设置 EMAIL_URL" in run("--mail", "--place", WENCHANG)
    assert (mail.outbox, DigestMail.objects.count()) == ([], 0)


def test_what_could_not_be_sent_is_tried_again(late, addresses, cast, monkeypatch):
    def refuse(*messages):
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        with pytest.raises(CommandError, match="no server"):
            run("--mail", "--place", WENCHANG)
    assert DigestMail.objects.count() == 0
    run("--mail", "--place", WENCHANG)
    assert len(mail.outbox) == 1


def test_letters_end_with_the_way_to_the_page(late, addresses, cast, settings):
    settings.SITE_URL = "https://wuxing.example.cn/"
    run("--mail", "--place", WENCHANG)
    assert mail.outbox[0].body.endswith(f"\nhttps://wuxing.example.cn/{late.year}/{WENCHANG}/todo/")


def test_weeks_begin_on_mondays():
    days = [datetime.date(2026, 11, day) for day in range(23, 31)]
    assert [monday(day).day for day in days] == [23] * 7 + [30]
