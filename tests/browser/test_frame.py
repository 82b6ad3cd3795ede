"""What surrounds every page: language, posts, and a session that ends in the middle of a form."""

from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.matrix import Matrix
from villages.choices import Role
from villages.models import Officer, Post, Township

YEAR = timezone.localdate().year


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_english_and_back(another, scripts):
    page = another("lei", java_script_enabled=scripts)
    page.goto(f"/{YEAR}/410871/findings/?state=confirmed")
    page.locator("button[name=language][value=en]").click()
    expect(page).to_have_url(f"/{YEAR}/410871/findings/?state=confirmed")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text(f"Findings in 焦作城乡一体化示范区, {YEAR}")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("button[name=language][value=zh-hans]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("h2#findings")).to_contain_text("疑点")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_whoever_holds_two_posts_goes_from_one_to_the_other(another, scripts):
    second = Township.objects.get(pk="410871061")
    Post.objects.get_or_create(
        officer=Officer.objects.get(username="su"), role=Role.TOWNSHIP_ORGANIZER, township=second, title="代理党建办"
    )
    page = another("su", java_script_enabled=scripts)
    page.goto("/")
    expect(page).to_have_url(f"/{YEAR}/410871203/")
    page.locator("header summary").click()
    page.locator("header button[name=post]", has_text="文苑街道代理党建办").click()
    expect(page).to_have_url(f"/{YEAR}/410871061/")
    expect(page.locator("header summary")).to_have_text("文苑街道代理党建办")
    page.goto(f"/{YEAR}/410871203/")
    page.goto("/")
    page.locator("header summary").click()
    page.locator("header button[name=post]", has_text="苏家作乡党建办").click()
    expect(page).to_have_url(f"/{YEAR}/410871203/")


def end_session(page: Page) -> None:
    """As if the person had been away for longer than the idle limit."""
    [cookie] = [each for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME]
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie["value"])
    session["last_seen"] -= settings.SESSION_IDLE_LIMIT.total_seconds() + 1
    session.save()


def come_back(page: Page, username: str) -> None:
    """Sign in again, to the form that came too late."""
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(settings.DEMO_PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/sign-in/words/")


def test_words_of_a_form_come_back_after_signing_in(another, axe):
    page = another("eve")
    page.goto(f"/{YEAR}/410871062/findings/")
    page.locator(".finds > li > a.btn").first.click()
    address = page.url
    page.locator("textarea[name=text]").fill("辛庄村已与县里商定，\n改报四星。")
    end_session(page)
    page.locator("main form button").click()
    expect(page.locator("[name=password]")).to_be_visible()
    come_back(page, "eve")
    axe(page)
    page.locator("main form button").click()
    page.goto(address)
    expect(page.locator(".timeline > li").first).to_contain_text("辛庄村已与县里商定")


def test_a_star_marked_too_late_is_marked_after_signing_in(another):
    page, code = another("wen"), "410871101204"
    matrix = Matrix(page, f"/{YEAR}/410871101/")
    end_session(page)
    matrix.cell(code, "branch").click()
    expect(page.locator("[name=password]")).to_be_visible()
    come_back(page, "wen")
    page.locator("main form button").click()
    page.wait_for_url(f"**/{YEAR}/410871101/")
    expect(matrix.box(code, "branch")).to_be_checked()


def sign_in_elsewhere(page: Page, username: str) -> None:
    """In another tab of the same browser: sign out, and in again through the form."""
    tab = page.context.new_page()
    tab.goto("/")
    tab.locator("header form[action='/sign-out/'] button").click()
    tab.goto("/sign-in/")
    tab.locator("[name=username]").fill(username)
    tab.locator("[name=password]").fill(settings.DEMO_PASSWORD)
    tab.locator("main form button").click()
    expect(tab.locator("header summary")).to_be_visible()
    tab.close()


def test_a_row_goes_on_by_itself_after_signing_in_elsewhere(another):
    page, code = another("wen"), "410871101208"
    matrix = Matrix(page, f"/{YEAR}/410871101/")
    before = matrix.stars(code)
    sign_in_elsewhere(page, "wen")
    matrix.cell(code, "branch").click()
    matrix.saved()
    expect(matrix.row(code)).not_to_have_class("is-failed")
    page.reload()
    assert {*matrix.stars(code)} == {*before} ^ {"branch"}


def test_without_scripts_the_ticks_come_back_after_signing_in_elsewhere(another, axe):
    page, code = another("wen", java_script_enabled=False), "410871101203"
    matrix = Matrix(page, f"/{YEAR}/410871101/")
    before = matrix.stars(code)
    sign_in_elsewhere(page, "wen")
    matrix.box(code, "branch").click(force=True)
    matrix.bar.locator("button[form=matrix]", has_text="保存").click()
    expect(page.locator("main h1")).to_have_text("尚未提交")
    expect(page.locator("main")).to_contain_text("宁郭镇")  # as whom it is sent
    page.locator("main form button").click()
    expect(page.locator(".messages")).to_contain_text("已保存")
    assert {*matrix.stars(code)} == {*before} ^ {"branch"}


def test_a_row_of_one_person_is_not_saved_by_the_next(another):
    page, code = another("wen"), "410871101204"
    matrix = Matrix(page, f"/{YEAR}/410871101/")
    before = matrix.stars(code)
    sign_in_elsewhere(page, "ying")
    matrix.cell(code, "branch").click()
    page.wait_for_url("**/sign-in/words/")
    expect(page.locator("main")).to_contain_text("示范区创建办")
    page.goto(f"/{YEAR}/410871101/")
    assert matrix.stars(code) == before


def test_another_form_asks_before_it_loses_what_was_written(new_context, server):
    page = new_context().new_page()  # not watched: here the question is wanted
    enter(page, server, "eve")
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.dismiss()))
    page.goto(f"/{YEAR}/410871062201/problems/add/")
    page.locator("main form textarea").first.fill("路灯不亮")
    page.locator("button[name=language][value=en]").click()
    page.wait_for_timeout(300)
    assert questions == ["beforeunload"]
    expect(page.locator("main form textarea").first).to_have_value("路灯不亮")
    page.locator("main form textarea").first.fill("")
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert questions == ["beforeunload"]
