"""Opinions: who gives them, what they may be about, who says what becomes of them."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from campaigns.opinions.actions import answer_opinion, edit_opinion, give_opinions, withdraw_opinion
from campaigns.opinions.choices import OpinionState
from campaigns.opinions.forms import read_opinions
from campaigns.opinions.models import Opinion
from campaigns.opinions.reports import counts, narrowed, next_waiting
from campaigns.opinions.rules import LONGEST_OPINION, OpinionFilter, OpinionSheet
from campaigns.planning.reports.naming import named_units
from campaigns.planning.rules.held import HeldUnit
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import Change, ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import HAN, JIN, NING, QIN, XIN, ZHU, deeds_since, move_to

TEXT = "台账不全，请补齐上半年记录"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def sheet(place=XIN, text=TEXT, kind="village", star="ecology", **more) -> OpinionSheet:
    return OpinionSheet(place=place, text=text, kind=kind if star else "", star=star, **more)


def letter(place=XIN, text=TEXT, star="industry", sender="农业农村局", **more) -> OpinionSheet:
    return sheet(place, text, star=star, from_whom=sender, **more)


def give(by, campaign, *sheets) -> list[Opinion]:
    """The opinions as they are given, in their order."""
    last = Opinion.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    give_opinions(by=by, campaign=campaign, opinions=sheets or [sheet()])
    return list(Opinion.objects.filter(pk__gt=last).order_by("pk"))


def answer(by, opinion, state=OpinionState.ADOPTED, text="已补写", version=None):
    return answer_opinion(by=by, opinion=opinion, version=version or opinion.version, state=state, answer=text)


def refused(call, *args, **facts) -> str:
    with pytest.raises(Refused) as error:
        call(*args, **facts)
    return str(error.value.message)


# Giving ----------------------------------------------------------------------------------------------


def test_a_task_force_speaks_for_itself(cast, campaign):
    (given,) = give(cast.shen, campaign, sheet(from_whom="别人", received_on=datetime.date(2020, 1, 1)))
    assert (given.from_whom, given.received_on, given.by_letter, given.post) == (
        "专班", timezone.localdate(), False, cast.shen.post,
    )  # fmt: skip
    assert (given.place, str(given.star), given.text, given.state) == (XIN, "生态宜居星", TEXT, "open")
    done = ChangeSet.objects.last()
    assert (done.deed, done.place, done.year, done.summary) == ("give_opinions", XIN, campaign.year, {"opinion": 1})


def test_a_leader_is_named_with_the_post(cast, campaign):
    (given,) = give(cast.lei, campaign)
    assert given.from_whom == "雷明（县领导）"


def test_the_office_enters_a_letter_as_one_deed(cast, campaign):
    before = ChangeSet.objects.last().pk
    day = timezone.localdate() - datetime.timedelta(days=3)
    given = give(cast.ying, campaign, letter(received_on=day), letter(NING, received_on=day))
    assert [(each.from_whom, each.received_on, each.by_letter) for each in given] == [("农业农村局", day, True)] * 2
    assert deeds_since(before) == ["give_opinions"]
    assert ChangeSet.objects.last().place == "410871"


def test_opinions_in_one_township_stand_there_in_the_log(cast, campaign):
    give(cast.shen, campaign, sheet(), sheet(JIN))
    assert ChangeSet.objects.last().place == "410871062"


@pytest.mark.parametrize(
    ("code", "kind", "star"),
    [
        (XIN, "village", "safety"),
        (XIN, "", ""),
        (HAN, "community", "harmony"),
        ("410871062", "village", "ecology"),
        ("410871062", "community", "branch"),
        ("410871", "", ""),
    ],
)
def test_it_may_be_about_any_star_of_a_unit_a_township_or_the_county(cast, campaign, code, kind, star):
    (given,) = give(cast.shen, campaign, OpinionSheet(place=code, text=TEXT, kind=kind, star=star))
    assert (given.place, given.star and (given.star.kind, given.star.code)) == (code, (kind, star) if star else None)


@pytest.mark.parametrize("who", ["eve", "wen", "han", "zhou", "nora", "admin"])
def test_others_do_not_give_opinions(cast, campaign, who):
    sentence = "Opinions are given by the county's task forces and leaders, and by its office."
    assert refused(give, getattr(cast, who), campaign) == sentence
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (sheet(text=" \n "), "An opinion needs words."),
        (sheet(ZHU), f"No such place takes part in the campaign: {ZHU}."),
        (sheet("410803"), "No such place takes part in the campaign: 410803."),
        (sheet("4108"), "No such place takes part in the campaign: 4108."),
        (sheet(kind="community", star="harmony"), f"{XIN} is not rated by this star."),
        (sheet(star="moon"), f"{XIN} is not rated by this star."),
    ],
)
def test_what_cannot_be_entered_refuses_all(cast, campaign, wrong, sentence):
    assert refused(give, cast.shen, campaign, sheet(), wrong) == sentence
    assert Opinion.objects.count() == 0


def test_a_letter_says_who_wrote_and_has_come_by_now(cast, campaign):
    assert refused(give, cast.ying, campaign, letter(sender=" ")) == "Say from whom the opinion is."
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    sentence = f"A letter cannot have come after today, as {tomorrow} is. If another year is meant, write it too."
    assert refused(give, cast.ying, campaign, letter(received_on=tomorrow)) == sentence
    assert refused(give_opinions, by=cast.ying, campaign=campaign, opinions=[]) == "No opinion was written."


def test_a_text_that_is_too_long_is_refused_on_every_database(cast, campaign):
    assert "1000" in refused(give, cast.shen, campaign, sheet(text="长" * (LONGEST_OPINION + 1)))


def test_a_closed_campaign_takes_no_opinion_and_no_answer(cast, campaign):
    (given,) = give(cast.shen, campaign)
    sentence = f"The campaign of {campaign.year} is closed."
    move_to(campaign, Phase.CLOSED)
    assert refused(give, cast.shen, campaign) == sentence
    assert refused(answer, cast.ying, given) == sentence
    assert refused(edit_opinion, by=cast.shen, opinion=given, version=1, sheet=sheet()) == sentence
    assert refused(withdraw_opinion, by=cast.shen, opinion=given, version=1) == sentence


def test_pressing_twice_gives_once(cast, campaign):
    for _ in range(2):
        give_opinions(by=cast.shen, campaign=campaign, opinions=[sheet()], token="a")
    assert Opinion.objects.count() == 1


# Mending and withdrawing -----------------------------------------------------------------------------


def test_ones_own_is_mended_and_keeps_its_day(cast, campaign):
    (given,) = give(cast.shen, campaign)
    Opinion.objects.filter(pk=given.pk).update(received_on=datetime.date(2024, 5, 1))
    edit_opinion(by=cast.shen, opinion=given, version=1, sheet=sheet("410871", "请写明何处", star=""))
    given.refresh_from_db()
    assert (given.place, given.text, given.star, given.received_on, given.version) == (
        XIN, "请写明何处", None, datetime.date(2024, 5, 1), 2,
    )  # fmt: skip


def test_a_colleague_of_the_office_mends_a_letter(cast, campaign):
    (given,) = give(cast.ying, campaign, letter())
    edit_opinion(by=cast.yang, opinion=given, version=1, sheet=letter(sender="财政局"))
    given.refresh_from_db()
    assert given.from_whom == "财政局"
    (said,) = give(cast.shen, campaign)
    assert refused(edit_opinion, by=cast.yang, opinion=said, version=1, sheet=letter()) == (
        "Only whoever gave an opinion can change it."
    )


def test_withdrawing_keeps_it_in_the_log(cast, campaign):
    (given,) = give(cast.shen, campaign)
    withdraw_opinion(by=cast.shen, opinion=given, version=1)
    assert Opinion.objects.count() == 0
    gone = Change.objects.last()
    assert (gone.kind, gone.place, gone.before["text"], gone.name) == ("deleted", XIN, TEXT, f"专班：{TEXT}"[:30])


@pytest.mark.parametrize("who", ["lei", "eve", "zhou"])
def test_nobody_else_mends_or_withdraws(cast, campaign, who):
    (given,) = give(cast.shen, campaign)
    other = getattr(cast, who)
    sentence = "Only whoever gave an opinion can change it."
    assert refused(edit_opinion, by=other, opinion=given, version=1, sheet=sheet(text="别的")) == sentence
    assert refused(withdraw_opinion, by=other, opinion=given, version=1) == sentence


def test_what_is_answered_stays(cast, campaign):
    (given,) = give(cast.shen, campaign)
    answer(cast.ying, given)
    sentence = "An opinion that is answered stays as it is."
    assert refused(edit_opinion, by=cast.shen, opinion=given, version=2, sheet=sheet(text="别的")) == sentence
    assert refused(withdraw_opinion, by=cast.shen, opinion=given, version=2) == sentence


def test_an_older_version_is_told(cast, campaign):
    (given,) = give(cast.shen, campaign)
    edit_opinion(by=cast.shen, opinion=given, version=1, sheet=sheet(text="乙"))
    for deed, facts in ((edit_opinion, {"sheet": sheet(text="丙")}), (withdraw_opinion, {})):
        with pytest.raises(Stale):
            deed(by=cast.shen, opinion=given, version=1, **facts)
    with pytest.raises(Stale):
        answer(cast.ying, given, version=1)


# Answering -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [OpinionState.ADOPTED, OpinionState.PARTLY, OpinionState.NOT_ADOPTED])
def test_the_office_says_what_becomes_of_it(cast, campaign, state):
    (given,) = give(cast.shen, campaign)
    done = answer(cast.ying, given, state, " 已补写 ")
    given.refresh_from_db()
    assert (given.state, given.answer, given.answered_by) == (state, "已补写", cast.ying.officer)
    assert (done.deed, done.place) == ("answer_opinion", XIN)


def test_what_is_not_adopted_is_told_why(cast, campaign):
    (given,) = give(cast.shen, campaign)
    for state in (OpinionState.PARTLY, OpinionState.NOT_ADOPTED):
        assert refused(answer, cast.ying, given, state, "  ") == "Say what is not adopted, and why."
    for state in (OpinionState.OPEN, "lost", ""):
        assert refused(answer, cast.ying, given, state).startswith("Say what became of it")
    answer(cast.ying, given, OpinionState.ADOPTED, "")
    given.refresh_from_db()
    assert given.state == OpinionState.ADOPTED


def test_an_answer_can_be_given_anew(cast, campaign):
    (given,) = give(cast.shen, campaign)
    answer(cast.ying, given)
    given.refresh_from_db()
    answer(cast.yang, given, OpinionState.PARTLY, "部分写入")
    assert answer(cast.ying, given, OpinionState.PARTLY, "部分写入", version=3).pk is None
    given.refresh_from_db()
    assert (given.state, given.answered_by) == ("partly", cast.yang.officer)


@pytest.mark.parametrize("who", ["shen", "lei", "eve", "zhou", "admin"])
def test_only_the_office_answers(cast, campaign, who):
    (given,) = give(cast.shen, campaign)
    assert refused(answer, getattr(cast, who), given) == "Only the county office says what becomes of an opinion."


# Undoing ---------------------------------------------------------------------------------------------


def test_giving_mending_withdrawing_and_answering_are_undone(cast, campaign):
    (given,) = give(cast.shen, campaign)
    undo(by=cast.shen, changeset=edit_opinion(by=cast.shen, opinion=given, version=1, sheet=sheet(text="乙")))
    given.refresh_from_db()
    assert given.text == TEXT
    undo(by=cast.shen, changeset=withdraw_opinion(by=cast.shen, opinion=given, version=given.version))
    given.refresh_from_db()
    undo(by=cast.ying, changeset=answer(cast.ying, given))
    given.refresh_from_db()
    assert (given.state, given.answer, given.answered_by) == ("open", "", None)
    undo(by=cast.shen, changeset=ChangeSet.objects.get(deed="give_opinions"))
    assert Opinion.objects.count() == 0


def test_what_is_answered_is_not_taken_back(cast, campaign):
    (given,) = give(cast.shen, campaign)
    answer(cast.ying, given)
    with pytest.raises(Refused) as error:
        undo(by=cast.shen, changeset=ChangeSet.objects.get(deed="give_opinions"))
    assert "An opinion that is answered stays as it is." in map(str, error.value.problems)


# What the database keeps -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"from_whom": ""},
        {"state": "adopted"},
        {"answer": "已补写"},
        {"state": "partly", "answer": "", "answered_by": "ying"},
    ],
)
def test_what_must_never_be_untrue(cast, campaign, values):
    (given,) = give(cast.shen, campaign)
    if "answered_by" in values:
        values = values | {"answered_by": cast.ying.officer, "answered_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=given.pk).update(**values)


# Seeing ----------------------------------------------------------------------------------------------


def test_each_sees_those_of_their_places(cast, campaign, place):
    neighbour = make.campaign(place, cast, place.neighbour)
    give(cast.shen, campaign, sheet(), sheet(NING), sheet("410871", star=""), sheet("410871062", star=""))
    give(cast.zhou, neighbour, letter(ZHU))
    seen = {
        who: sorted(Opinion.objects.visible_to(seat).values_list("place", flat=True))
        for who, seat in vars(cast).items()
    }
    home = ["410871", "410871062", XIN, NING]
    assert seen == {
        **dict.fromkeys(("ying", "yang", "lei", "shen"), home),
        "eve": ["410871062", XIN], "wen": [NING], "zhou": [ZHU], "nora": [],
        "han": sorted([*home, ZHU]), "admin": sorted([*home, ZHU]),
    }  # fmt: skip


def test_filters_and_counts(cast, campaign):
    give(
        cast.shen, campaign, sheet(), sheet("410871062", "连片推进", star=""), sheet(HAN, "大堂", "community", "branch")
    )
    letters = give(cast.ying, campaign, letter(), letter(NING, "附协议户数", star="branch"))
    answer(cast.ying, letters[0], OpinionState.NOT_ADOPTED, "暂缓")
    everything = Opinion.objects.at(campaign, "410871")

    def kept(**filters) -> list[str]:
        found = narrowed(everything, OpinionFilter(**filters)).order_by("pk")
        return list(found.values_list("place", flat=True))

    assert kept() == [XIN, "410871062", HAN, XIN, NING]
    assert kept(state="not_adopted") == [XIN]
    assert kept(township="410871062") == [XIN, "410871062", XIN]
    assert kept(unit=XIN) == [XIN, XIN]
    assert kept(star="branch") == [HAN, NING]
    assert kept(star="branch", kind="community") == [HAN]
    assert kept(star="none") == ["410871062"]
    assert kept(from_whom="农业农村局") == [XIN, NING]
    assert kept(q="协议") == [NING]
    assert kept(q="暂缓") == [XIN]
    assert kept(q="宁郭") == [NING]
    assert counts(everything).sentence() == "意见建议 5 条，采纳 0 条，部分采纳 0 条，不采纳 1 条，待答复 4 条。"
    assert counts(narrowed(everything, OpinionFilter(star="branch"))).sentence("支部过硬") == (
        "支部过硬：意见建议 2 条，采纳 0 条，部分采纳 0 条，不采纳 0 条，待答复 2 条。"
    )


def test_the_next_to_answer_follows_the_list_and_begins_anew(cast, campaign):
    first, second, third = give(cast.shen, campaign, sheet(), sheet(JIN), sheet(QIN))
    everything = Opinion.objects.at(campaign, "410871")
    assert [next_waiting(everything, each) for each in (third, second, first)] == [second, first, third]
    for each in (first, second, third):
        answer(cast.ying, each)
    assert next_waiting(everything, third) is None


def test_last_years_are_not_counted(cast, campaign):
    last = move_to(Campaign.objects.get(county=campaign.county, year=campaign.year - 1), Phase.PLANNING)
    give(cast.shen, last)
    assert counts(Opinion.objects.at(campaign, "410871")).total == 0


# Many at once ----------------------------------------------------------------------------------------

UNITS = (
    HeldUnit(XIN, "辛庄村", "辛庄村民委员会", "文昌街道", "village"),
    HeldUnit("410871062203", "杨庄村", "杨庄村民委员会", "文昌街道", "village"),
    HeldUnit("410871100200", "杨庄村", "杨庄村民委员会", "阳庙镇", "village"),
    HeldUnit(HAN, "韩愈路社区", "韩愈路社区居民委员会", "李万街道", "community"),
)
PLACES = {"410871": "示范区", "410871062": "文昌街道"}
STARS = {"village": dict(make.VILLAGE_STARS), "community": dict(make.COMMUNITY_STARS)}


def read(*lines: str, known=()):
    return read_opinions(
        "\n".join(lines),
        from_whom="财政局",
        received_on=None,
        units=UNITS,
        places=PLACES,
        star_names=STARS,
        known=known,
    )


def test_a_column_of_townships_says_which_unit_or_that_all_of_it_is_meant():
    found = read(
        "乡镇（街道）\t村（社区）\t意见\t星", "文昌街道\t杨庄村\t一\t", "\t辛庄村\t二\t平安法治", "文昌街道\t\t三\t"
    )
    assert found.problems == ()
    assert [(line.sheet.place, line.sheet.star, line.sheet.text) for line in found.lines] == [
        ("410871062203", "", "一"), (XIN, "safety", "二"), ("410871062", "", "三"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "place", "star", "text"),
    [
        ("辛庄村，生态宜居，台账不全，请补齐", XIN, ("village", "ecology"), "台账不全，请补齐"),
        ("辛庄村,生态宜居星,台账不全", XIN, ("village", "ecology"), "台账不全"),
        ("辛庄村民委员会，，请补写时限", XIN, ("", ""), "请补写时限"),
        ("辛庄村，无，请补写时限", XIN, ("", ""), "请补写时限"),
        ("辛庄村，请补写时限", XIN, ("", ""), "请补写时限"),
        (f"{XIN}\t平安法治\t一，二，三", XIN, ("village", "safety"), "一，二，三"),
        (f"3\t{XIN}\t平安法治\t一", XIN, ("village", "safety"), "一"),
        ("４１０８７１０６２２０１，，全角", XIN, ("", ""), "全角"),
        ("阳庙镇 杨庄村，产业兴旺，一", "410871100200", ("village", "industry"), "一"),
        ("杨庄村（文昌街道），，一", "410871062203", ("", ""), "一"),
        ("韩愈路社区，支部过硬，一", HAN, ("community", "branch"), "一"),
        ("文昌街道，支部过硬，各村措施笼统", "410871062", ("village", "branch"), "各村措施笼统"),
        ("文昌街道，幸福和谐，一", "410871062", ("community", "harmony"), "一"),
        ("示范区，，注明资金来源", "410871", ("", ""), "注明资金来源"),
        ("全县，，注明资金来源", "410871", ("", ""), "注明资金来源"),
    ],
)
def test_a_line_is_understood(line, place, star, text):
    found = read("", line)
    assert found.problems == ()
    (taken,) = found.lines
    assert (taken.number, taken.sheet.place, (taken.sheet.kind, taken.sheet.star), taken.sheet.text) == (
        2, place, star, text,
    )  # fmt: skip
    assert taken.sheet.from_whom == "财政局"
    assert taken.township == {unit.code: unit.township for unit in UNITS}.get(place, "")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("辛庄村", "The line has no opinion"),
        ("辛庄村，生态宜居，", "The line has no opinion"),
        ("，生态宜居，一", "The line names no unit."),
        ("杨庄村，，一", "is the name of several"),
        ("阳庙镇辛庄，，一", "There is no unit"),
        ("辛庄村，生态宜局，一", "“生态宜局” is no star of 辛庄村. Its stars are: 支部过硬、产业兴旺"),
        ("辛庄村，请补时限，并写明人", "leave its place empty"),
        ("韩愈路社区，生态宜居，一", "is no star of 韩愈路社区"),
        ("文昌街道，月亮，一", "is no star of 文昌街道"),
        ("辛庄村，，" + "长" * 1001, "At most 1000 characters; there are 1001."),
    ],
)
def test_a_line_that_is_not_understood_says_what_to_mend(line, part):
    found = read(line, "辛庄村，，好的")
    assert [(problem.line, part in problem.sentence) for problem in found.problems] == [(1, True)]
    assert [taken.number for taken in found.lines] == [2]


def test_heads_empty_lines_and_what_is_there_already_are_passed_over():
    known = {(XIN, "", "", "财政局", "一")}
    found = read(
        "村（社区），星，意见", "", "辛庄村，，一", "辛庄村，，二", "辛庄村，，二", "辛庄村，生态宜居，一", known=known
    )
    assert [line.number for line in found.lines] == [4, 6]
    assert found.known == (3, 5)
    assert found.problems == ()


def test_a_list_without_end_is_taken_in_parts():
    found = read(*(f"辛庄村，，{number}" for number in range(600)))
    assert (len(found.lines), found.problems[0].line) == (500, 501)


def test_what_is_seen_is_what_is_entered():
    assert read("辛庄村，，一").digest == read("", "辛庄村，，一").digest
    assert len({read(line).digest for line in ("辛庄村，，一", "辛庄村，，二", "辛庄村，产业兴旺，一")}) == 3


def test_every_unit_of_the_campaign_can_be_named(campaign):
    assert {unit.code for unit in named_units(campaign)} == set(campaign.plans.values_list("village", flat=True))
