"""The weekly digest: what a post owes, as a text for a chat group, for paper or for an e-mail.

It names places and numbers, never persons: it is read by many. What a problem says and which veto is said to be hit
stay on the pages of those who may see them.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from campaigns.year.choices import DueGroup
from campaigns.year.models.campaign import Campaign
from villages.access import Seat
from villages.choices import Role
from villages.models import County, Post, Township

from ..rules import Duties, Duty
from .home import CountyLines, county_lines, duties

ROLES = (Role.COUNTY_OFFICE, Role.TASK_FORCE, Role.COUNTY_LEADER, Role.TOWNSHIP_ORGANIZER)
# A digest goes out in Chinese whatever language the reader's screen has.
WEEKDAYS = "一二三四五六日"
NUMERALS = "一二三四五"
UNNAMED = ("problems", "fixes_back", "answer_veto")  # whose words are not for a group


@dataclass(frozen=True)
class Digest:
    """One page: for whom, what about, and whether anything is owed."""

    name: str
    subject: str
    text: str
    is_empty: bool


def digest(seat: Seat, campaign: Campaign, place: County | Township) -> Digest:
    """What is owed at a place, as :func:`reports.home.duties` counts it; of a county, its leaders get three lines."""
    with translation.override(settings.LANGUAGE_CODE):
        is_office = seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE)
        name = seat.title if is_office and seat.sits_in(place) else place.name
        if isinstance(place, County) and not is_office:
            return _of_leader(name, campaign, county_lines(seat, campaign))
        asks_office = isinstance(place, Township) or not seat.holds(Role.COUNTY_OFFICE)
        return _of_duties(name, campaign, duties(seat, campaign, place), asks_office)


def digests(seat: Seat, campaigns: Sequence[Campaign], place: County | Township) -> Digest:
    """What is owed at a place in several years, one below the other, the oldest first."""
    first, *others = (digest(seat, each, place) for each in campaigns)
    if not others:
        return first
    more = "、".join(f"{each.year}年" for each in campaigns[1:])
    text = "\n\n".join(each.text for each in (first, *others))
    is_empty = first.is_empty and all(each.is_empty for each in others)
    return Digest(first.name, f"{first.subject}（另有{more}）", text, is_empty)


def _of_duties(name: str, campaign: Campaign, owed: Duties, asks_office: bool) -> Digest:
    """asks_office -- whether the county office is somebody else, who helps."""
    subject = f"{name}{campaign.year}年“五星”支部创建待办"
    paragraphs = [f"【{subject}】{_today(owed.today)}"]
    for number, (group, heading, lines) in zip(NUMERALS, owed.groups, strict=False):
        paragraphs.append(f"{number}、{heading}")
        paragraphs += [f"{at}. {_sentence(line, group)}" for at, line in enumerate(lines, start=1)]
    if owed.lines:
        late = any(group == DueGroup.OVERDUE for group, _heading, _lines in owed.groups)
        asked = [
            "请对照办理",
            *(["逾期事项请尽快补办"] if late else []),
            *(["有困难的及时与创建办联系"] if asks_office else []),
        ]
        paragraphs.append("，".join(asked) + "。")
    else:
        paragraphs.append("目前没有待办事项。")
    return Digest(name, subject, "\n".join([*paragraphs, *_next(owed.ahead)]), not owed.lines)


def _sentence(line: Duty, group: DueGroup) -> str:
    """One line with its day, and the place where it is a single thing."""
    about = f"（{line.about}）" if line.about and line.kind not in UNNAMED else ""
    when = ""
    if line.day and group in (DueGroup.OVERDUE, DueGroup.REST, DueGroup.LATER):
        first = "最早" if line.last and line.last != line.day else ""
        when = f"，{first}应于{_day(line.day)}前完成" if group == DueGroup.OVERDUE else f"，{first}{_day(line.day)}到期"
    elif line.since:
        when = f"，最早自{_day(line.since)}起等候" if line.n > 1 else f"，自{_day(line.since)}起等候"
    return f"{line.words}{about}{when}。"


def _of_leader(name: str, campaign: Campaign, lines: CountyLines) -> Digest:
    subject = f"{name}{campaign.year}年“五星”支部创建情况"
    late = f"逾期任务{lines.overdue}项，涉及{lines.units}个村（社区）。" if lines.overdue else "没有逾期任务。"
    stuck = "没有卡住多个村的共性问题。"
    if lines.bottlenecks:
        stuck = f"共性问题{lines.bottlenecks}个，影响最大的是“{lines.what}”，卡住{lines.most}个村（社区）。"
    paragraphs = [f"【{subject}】{_today(lines.today)}", late, stuck, *_next(lines.ahead)]
    return Digest(name, subject, "\n".join(paragraphs), not (lines.overdue or lines.bottlenecks))


def _next(ahead) -> Iterable[str]:
    for what, day, days in ahead[:1]:
        yield f"下一时间节点：{what}，{_day(day)}（{f'还有{days}天' if days else '今天'}）。"


def _today(day: datetime.date) -> str:
    return f"{_day(day)}，星期{WEEKDAYS[day.weekday()]}"


def _day(day: datetime.date) -> str:
    return f"{day.month}月{day.day}日"


# All posts -------------------------------------------------------------------------------------------------------


def posts_with_digest(post: int | None = None, code: str = "") -> list[tuple[Post, list[Campaign]]]:
    """Held posts that get a digest, each with its county's campaigns at work, the oldest first, in the order of their
    places; none of counties that have none.

    post -- only this one, by its key. code -- only those at this place or below it.
    """
    posts = Post.objects.held().filter(role__in=ROLES, officer__is_active=True).with_place().select_related("officer")
    if post is not None:
        posts = posts.filter(pk=post)
    if code:
        posts = posts.under(code)
    at_work: dict[str, list[Campaign]] = {}
    for campaign in Campaign.objects.for_page().at_work():
        at_work.setdefault(campaign.county_id, []).append(campaign)
    order = list(ROLES)
    found = [(each, at_work[each.place_code[:6]]) for each in posts if each.place_code[:6] in at_work]
    return sorted(found, key=lambda pair: (pair[0].place_code, order.index(pair[0].role), pair[0].pk))


def digest_of_post(post: Post, campaigns: Sequence[Campaign]) -> Digest:
    """The digest of a post, as whoever holds it reads it."""
    return digests(Seat(officer=post.officer, post=post, posts=(post,)), campaigns, post.place)
