"""Search by key, and a first password from its slip to the own one."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

YEAR = timezone.localdate().year
PEOPLE = f"/{YEAR}/410871/people/"


@pytest.fixture
def typing(page, sign_in):
    """typing(text) goes to the field by its key and types, as someone at work on the county's page."""
    sign_in("ying")
    page.goto(f"/{YEAR}/410871/findings/")

    def typing(text: str):
        page.keyboard.press("/")
        page.keyboard.type(text)
        return page.locator("#found .hits a")

    return typing


def test_the_best_hits_stand_under_the_field_while_one_types(page, typing, axe):
    hits = typing("yao")
    expect(page.locator("#search")).to_have_value("yao")
    expect(hits).to_have_count(1)
    expect(hits).to_contain_text("姚郭庄村")
    expect(page.locator("#found-n")).to_have_text(re.compile("1"))
    axe(page)


def test_arrows_walk_through_them_and_escape_puts_them_away(page, typing):
    hits = typing("zhuang")
    expect(hits.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(hits).to_have_count(0)
    expect(page.locator("#search")).to_be_focused()


def test_enter_leads_to_the_one_that_must_be_meant(page, typing):
    expect(typing("qintun")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{YEAR}/410871060\d{{3}}/$"))


def test_enter_opens_the_first_of_several_that_are_shown(page, typing):
    hits = typing("xz")
    expect(hits).to_have_count(3)
    first = hits.first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(first) + "$"))


def test_enter_before_the_hits_are_there_asks_instead_of_guessing(page, typing):
    expect(typing("qintun")).to_have_count(1)
    page.locator("#search").fill("zhuang")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search/.*zhuang"))


def test_enter_on_a_hit_opens_it(page, typing):
    expect(typing("zhuang").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{YEAR}/\d{{12}}/$"))


def test_the_key_is_a_letter_where_one_writes(page, sign_in):
    sign_in("ying")
    page.goto(f"{PEOPLE}add/")
    page.locator("#id_name").press("/")
    expect(page.locator("#id_name")).to_have_value("/")


def test_without_scripts_the_field_is_a_form(another):
    page = another("ying", java_script_enabled=False)
    page.goto(f"/{YEAR}/410871/")
    page.locator("#search").fill("姚郭庄")
    page.locator("#search").press("Enter")
    expect(page).to_have_url(re.compile(rf"/{YEAR}/410871062\d{{3}}/$"))


def test_a_first_password_goes_from_its_slip_to_an_own_one(page, another, sign_in, axe):
    sign_in("ying")
    page.goto(f"{PEOPLE}paste/")
    page.locator("#id_text").fill("文昌街道 张红 组织委员 13812345678\n阳庙 单立人")
    page.locator("form#people button").first.click()
    axe(page)
    page.locator("button[name=open]").dblclick()
    expect(page).to_have_url(f"{PEOPLE}slips/")
    axe(page)
    slip = page.locator(".slips li", has_text="单立人")
    name, password = (code.inner_text() for code in slip.locator("code").all())
    assert name == "shanliren"
    new = another("")
    new.goto("/sign-in/")
    new.locator("#id_username").fill(name)
    new.locator("#id_password").fill(password)
    new.locator("main button").click()
    expect(new).to_have_url(re.compile("/account/password/"))
    axe(new)
    for field in ("#id_new_password", "#id_new_password_again"):
        new.locator(field).fill("ein eigenes 2026")
    new.locator("main .btn-main").click()
    expect(new).to_have_url(f"/{YEAR}/410871100/")
    page.reload()
    expect(page.locator(".slips li")).to_have_count(1)
