"""Posts are given, ended and handed over on the pages of a county's people."""

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.utils import timezone

from campaigns.opinions.actions import answer_opinion, give_opinions
from campaigns.opinions.choices import OpinionState
from campaigns.opinions.rules import OpinionSheet
from campaigns.people.forms import read_people
from campaigns.people.reports import open_matters
from campaigns.year.actions import move_phase
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, StarPost
from fivestar.changes.models import ChangeSet
from tests import make
from villages.actions import edit_post
from villages.choices import Role
from villages.models import Officer, Post

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
YEAR = timezone.localdate().year
PEOPLE = f"/{YEAR}/410871/people/"
OWN = "/account/password/"
NEW = "my-own-new-password"


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def fresh(seat) -> Officer:
    return Officer.objects.get(pk=seat.officer.pk)


def last() -> ChangeSet:
    return ChangeSet.objects.order_by("-pk").first()


def sign_in(username: str, password: str) -> Client:
    browser = Client()
    browser.post("/sign-in/", {"username": username, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return not browser.get("/search/").headers.get("Location", "").startswith("/sign-in/")


def slips(browser) -> list[tuple[str, str]]:
    page = browser.get(f"{PEOPLE}slips/")
    assert page.status_code == 200
    return [(officer.username, password) for officer, _post, password in page.context["slips"]]


# Giving and ending posts -------------------------------------------------------------------------------------


def test_a_new_person_gets_an_account_with_a_name_in_pinyin(ying, place, cast):
    data = {"post": "township_organizer:410871060", "name": "单 立人", "phone": "138 1234 5678", "token": "one"}
    assert ying.post(f"{PEOPLE}add/", data).url == f"{PEOPLE}slips/"
    ((username, password),) = slips(ying)
    officer = Officer.objects.get(username="shanliren")
    assert (username, officer.name, officer.phone) == ("shanliren", "单立人", "13812345678")
    assert [post.place for post in officer.posts.with_place()] == [place.liwan]
    assert check_password(password, officer.password)
    # A second click must not open shanliren2.
    assert ying.post(f"{PEOPLE}add/", data).url == f"{PEOPLE}slips/"
    assert Officer.objects.filter(username__startswith="shanliren").count() == 1


def test_who_is_known_gets_one_more_post(ying, place, cast):
    data = {"post": "task_force:410871", "officer": cast.eve.officer.pk, "title": "产业专班", "token": "one"}
    assert ying.post(f"{PEOPLE}add/", data).url == PEOPLE
    assert [str(post) for post in cast.eve.officer.posts.with_place()][1:] == ["示范区产业专班"]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "新人", "officer": "known"}, "officer"),
        ({"officer": "999999"}, "officer"),
        ({"post": "county_office:410871"}, "post"),
        ({"post": "township_organizer:410803002"}, "post"),
        ({"post": ""}, "post"),
        ({"username": "eve"}, "username"),
        ({"username": "Eve"}, "username"),
        ({"username": "红"}, "username"),
        ({"phone": "410823199001011234"}, "phone"),
        ({"phone": "办公室"}, "phone"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_every_word_kept(ying, cast, changed, wrong):
    data = {"post": "township_organizer:410871060", "name": "新人", "token": "one"} | changed
    if data.get("officer") == "known":
        data["officer"] = cast.eve.officer.pk
    page = ying.post(f"{PEOPLE}add/", data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [wrong])
    assert page.context["form"]["name"].value() == data["name"]
    assert not Officer.objects.filter(name="新人").exists()


def test_a_post_ends(ying, cast):
    page = f"{PEOPLE}{cast.eve.post.pk}/end/"
    assert ying.post(page, {"version": 1, "reason": "调离", "token": "one"}).url == PEOPLE
    assert (last().deed, last().reason) == ("edit_post", "调离")
    assert not sign_in("eve", make.PASSWORD).get("/").context["request"].seat.post
    # A second click, or a page that was open elsewhere.
    assert ying.post(page, {"version": 1, "token": "two"}).url == PEOPLE
    assert ying.get(f"{PEOPLE}{cast.eve.post.pk}/").status_code == 404


def test_a_post_that_was_edited_meanwhile_is_seen_again_first(ying, cast):
    edit_post(by=cast.yang, post=cast.eve.post, version=1, values={"title": "组织办"})
    page = ying.post(f"{PEOPLE}{cast.eve.post.pk}/end/", {"version": 1, "reason": "调离"})
    form = page.context["end_form"]
    assert (page.status_code, form["reason"].value(), form["version"].value()) == (409, "调离", "2")


# Accounts from a list ----------------------------------------------------------------------------------------

TOWNSHIPS = [
    ("410871060", "李万街道", "李万街道办事处"),
    ("410871062", "文昌街道", "文昌街道"),
    ("410871100", "阳庙镇", "阳庙镇"),
]


def read(text: str, taken=(), there=()) -> tuple[list[tuple], list[int]]:
    found = read_people(text, TOWNSHIPS, taken, there)
    told = [(each.place, each.name, each.username, each.title, each.phone) for each in found.people]
    return told, [problem.line for problem in found.problems]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("文昌街道 张红", ("文昌街道", "张红", "zhanghong", "", "")),
        ("文昌 张红", ("文昌街道", "张红", "zhanghong", "", "")),
        ("410871062,张红,组织委员,13812345678,hong", ("文昌街道", "张红", "hong", "组织委员", "13812345678")),
        ("文昌街道　张红　hong　组织委员", ("文昌街道", "张红", "hong", "组织委员", "")),
        ("文昌街道\t张 红\t\t0391-3569 000", ("文昌街道", "张红", "zhanghong", "", "03913569000")),
        ("3\t文昌街道\t张红\t党建办 主任", ("文昌街道", "张红", "zhanghong", "党建办 主任", "")),
        ("李万街道办事处、张红、138 1234 5678", ("李万街道", "张红", "zhanghong", "", "13812345678")),
        ("“文昌街道”；张红", ("文昌街道", "张红", "zhanghong", "", "")),
        ("阳庙镇 买买提·江 ＨＯＮＧ", ("阳庙镇", "买买提·江", "hong", "", "")),
        ("文昌　街道\t张红\t①组织委员", ("文昌街道", "张红", "zhanghong", "①组织委员", "")),
        ("阳庙镇党委\t“张红”\t１３８－１２３４－５６７８", ("阳庙镇", "张红", "zhanghong", "", "13812345678")),
        ("阳庙镇 张红 （0391）3569000", ("阳庙镇", "张红", "zhanghong", "", "03913569000")),
    ],
)
def test_a_line_is_read_however_it_is_written(text, person):
    assert read(text) == ([person], [])


@pytest.mark.parametrize(
    "text",
    [
        "文昌街道",
        "没有镇 张红",
        "街道 张红",
        "文昌街道 410823199001011234",
        "文昌街道 张红 410823199001011234",
        "文昌街道 张红 组织委员 主任",
        "文昌街道 张红 h",
        "文昌街道 张红 9x",
        "文昌街道 张",
        "文昌街道 组织委员",
        "文昌街道\t\t组织委员",
        "文昌街道\t\t组织委员\t13812345678",
        "文昌街道 张红 " + "长" * 61,
        "文昌街道 伊芳",
        "文昌街道 张红 eve",
    ],
)
def test_a_line_that_cannot_be_taken_says_what_to_mend(text):
    assert read(text, taken={"eve"}, there={("410871062", "伊芳")}) == ([], [1])


def test_heads_and_empty_lines_are_left_out_and_names_differ():
    text = "乡镇\t姓名\t电话\n\n文昌街道\t张红\n阳庙镇\t张红\n文昌街道\t张红"
    people, problems = read(text, taken={"zhanghong"})
    assert [person[2] for person in people] == ["zhanghong2", "zhanghong3"]
    assert problems == [5]


def test_people_with_rare_characters_are_taken_as_they_are_written():
    text = "序号\t单位\t姓名\t职务\n1\t文昌街道\t张𬒈\t组织委员\n2\t\t李〇一\t干事\n3\t阳庙镇\t买买提•艾力\t干事"
    people, problems = read(text)
    assert [person[:2] for person in people] == [
        ("文昌街道", "张𬒈"),
        ("文昌街道", "李〇一"),
        ("阳庙镇", "买买提•艾力"),
    ]
    assert ([person[3] for person in people], problems) == (["组织委员", "干事", "干事"], [])


def test_columns_are_known_by_their_heads_below_a_title():
    text = (
        "各乡镇组织员名单\t\t\t\t\n电话\t职务\t姓名\t性别\t乡镇（街道）\n"
        "138 1234 5678\t组织委员\t张红\t女\t文昌街道\n\t组织委员\t\t女\t阳庙镇"
    )
    found = read_people(text, TOWNSHIPS, (), ())
    assert [(each.place, each.name, each.title, each.phone) for each in found.people] == [
        ("文昌街道", "张红", "组织委员", "13812345678")
    ]
    assert [problem.line for problem in found.problems] == [4]
    assert "性别" in found.unknown


def test_one_odd_row_keeps_nobody_else_out(ying, place, cast):
    text = "文昌街道\t张红\n文昌街道\t\t组织委员\n李万街道\t李明"
    page = ying.post(f"{PEOPLE}paste/", {"text": text, "token": "one"})
    assert 'value="good"' in page.content.decode()
    seen = {"text": text, "token": "one", "seen": page.context["form"]["seen"].value()}
    assert ying.post(f"{PEOPLE}paste/", seen | {"open": "1"}).status_code == 422
    opened = ying.post(f"{PEOPLE}paste/", seen | {"open": "good"}, follow=True)
    assert [name for name, _password in slips(ying)] == ["zhanghong", "liming"]
    assert "以下各行有误，没有登记：第 2 行。" in opened.content.decode()


def test_accounts_are_seen_before_they_are_opened(ying, place, cast):
    text = "文昌街道 张红 组织委员 13812345678\n李万街道 李明\n李万街道 王五 x y"
    page = ying.post(f"{PEOPLE}paste/", {"text": text, "token": "one"})
    found = page.context["found"]
    assert (len(found.people), [problem.line for problem in found.problems]) == (2, [3])
    assert 'value="good"' in page.content.decode()
    seen = {"text": text, "token": "one", "open": "1", "seen": found.digest}
    assert ying.post(f"{PEOPLE}paste/", seen).status_code == 422
    text = text.rpartition("\n")[0]
    page = ying.post(f"{PEOPLE}paste/", {"text": text, "token": "one"})
    assert 'name="open" value="1"' in page.content.decode()
    assert Officer.objects.filter(username="zhanghong").count() == 0
    seen = {"text": text, "token": "one", "open": "1", "seen": page.context["form"]["seen"].value()}
    assert ying.post(f"{PEOPLE}paste/", seen).url == f"{PEOPLE}slips/"
    assert [name for name, _password in slips(ying)] == ["zhanghong", "liming"]
    assert (last().deed, last().changes.count()) == ("open_accounts", 4)
    # A second click leads to the same slips.
    assert ying.post(f"{PEOPLE}paste/", seen).url == f"{PEOPLE}slips/"
    for name, password in slips(ying):
        assert sign_in(name, password).get("/").url.startswith(OWN)


def test_accounts_that_are_others_by_now_are_looked_at_again(ying, cast):
    text = "文昌街道 张红"
    seen = ying.post(f"{PEOPLE}paste/", {"text": text}).context["found"].digest
    make.seat("zhanghong", "张宏")
    page = ying.post(f"{PEOPLE}paste/", {"text": text, "open": "1", "seen": seen})
    assert (page.status_code, page.context["found"].people[0].username) == (409, "zhanghong2")
    assert page.context["form"]["text"].value() == text


# Handing over ------------------------------------------------------------------------------------------------


def handover(seat) -> str:
    return f"{PEOPLE}{seat.post.pk}/handover/"


def test_the_overview_says_what_is_open_and_leads_to_it(ying, cast, campaign):
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "safety"})
    make.submit(cast.eve, campaign, XIN)
    page = ying.get(handover(cast.eve))
    told = [(matter.number, address) for matter, address in page.context["matters"] if matter.year == YEAR]
    units = f"/{YEAR}/410871062/units/"
    assert [entry for entry in told if entry[1].startswith(units)] == [
        (1, f"{units}?state=draft"), (2, f"{units}?state=not_begun"), (1, f"{units}?state=submitted"),
    ]  # fmt: skip
    for number, address in told:
        answer = ying.get(address)
        assert answer.status_code == 200
        if address.startswith(units):
            assert answer.context["totals"].units == number


def test_the_office_s_successor_finds_opinions_to_answer(ying, cast, campaign):
    said = [
        OpinionSheet(XIN, "先定项目", "village", "", "县财政局"),
        OpinionSheet(YAO, "缓一年", "village", "", "县财政局"),
    ]
    give_opinions(by=cast.ying, campaign=campaign, opinions=said)
    first = campaign.opinions.order_by("pk").first()
    answer_opinion(by=cast.ying, opinion=first, version=first.version, state=OpinionState.ADOPTED, answer="")
    [matter] = [each for each in open_matters(cast.yang.post, cast.admin) if each.route == "opinions"]
    address = f"/{matter.year}/{matter.code}/opinions/?{matter.query}"
    assert (matter.number, ying.get(address).context["page"].paginator.count) == (1, 1)


def test_closed_campaigns_are_nobody_s_matter(cast, campaign):
    for phase in (Phase.CREATING, Phase.RATING, Phase.CLOSED):
        now = Campaign.objects.get(pk=campaign.pk)
        move_phase(by=cast.ying, campaign=now, version=now.version, phase=phase)
    assert open_matters(cast.eve.post, cast.ying) == []


def test_a_new_successor_gets_post_account_and_slip(ying, cast, campaign):
    make.mark(cast.eve, campaign, {XIN: "industry"})
    form = ying.get(handover(cast.eve)).context["form"]
    data = {"name": "宋洁", "title": form["title"].value(), "version": form["version"].value(), "token": "one"}
    assert ying.post(handover(cast.eve), data).url == f"{PEOPLE}slips/"
    done = last()
    assert (done.deed, done.place, ChangeSet.objects.filter(deed="hand_over_post").count()) == (
        "hand_over_post", "410871062", 1,
    )  # fmt: skip
    assert ying.post(handover(cast.eve), data).url == f"{PEOPLE}slips/"
    assert last() == done
    old = Post.objects.get(pk=cast.eve.post.pk)
    assert old.ended_on == timezone.localdate()
    ((name, password),) = slips(ying)
    song = sign_in(name, password)
    song.post(OWN, {"new_password": NEW, "new_password_again": NEW})
    assert song.get("/").url == f"/{YEAR}/410871062/"
    # What was done stays with whoever did it.
    assert ChangeSet.objects.get(deed="save_marks", year=YEAR).by == cast.eve.officer


def test_the_stars_of_a_task_force_go_along_but_not_those_of_closed_campaigns(ying, cast, campaign, place):
    last_year = Campaign.objects.get(year=YEAR - 1, county=campaign.county)
    StarPost.objects.create(star=last_year.stars.get(kind="village", code="ecology"), post=cast.shen.post)
    Campaign.objects.filter(pk=last_year.pk).update(phase=Phase.CLOSED)
    told = [(str(matter.route), matter.number) for matter in open_matters(cast.shen.post, cast.ying)]
    assert told == [("stars", 1)]
    data = {"officer": cast.eve.officer.pk, "title": "生态专班", "version": 1, "token": "one"}
    assert ying.post(handover(cast.shen), data).url == PEOPLE
    new = Post.objects.get(officer=cast.eve.officer, role=Role.TASK_FORCE)
    acting = set(StarPost.objects.values_list("post", "star__campaign__year"))
    assert acting == {(new.pk, YEAR), (cast.shen.post.pk, YEAR - 1)}


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"name": ""}, 422), ({"version": 9}, 409), ({"version": ""}, 409), ({"username": "wen"}, 422)],
)
def test_a_handover_that_cannot_be_keeps_every_word(ying, cast, campaign, changed, status):
    data = {"name": "宋洁", "title": "党建办", "version": 1, "token": "one"} | changed
    page = ying.post(handover(cast.eve), data)
    assert (page.status_code, page.context["form"]["title"].value()) == (status, "党建办")
    assert not Officer.objects.filter(name="宋洁").exists()
    assert Post.objects.held().filter(pk=cast.eve.post.pk).exists()


def test_nobody_hands_a_post_to_themselves_and_offices_hand_over_none_of_theirs(ying, cast):
    data = {"officer": cast.eve.officer.pk, "version": 1}
    assert ying.post(handover(cast.eve), data).status_code == 422
    assert ying.get(handover(cast.yang)).status_code == 403
    assert ying.post(handover(cast.yang), {"name": "宋洁", "version": 1}).status_code == 403
