"""A list of opinions comes back to the office: new ones, mended ones, what became of them; all of it or nothing."""

import pytest
from django.utils import translation

from campaigns.opinions.actions import edit_opinion, take_opinions
from campaigns.opinions.choices import OpinionState
from campaigns.opinions.models import Opinion
from campaigns.opinions.rules import OpinionEntry, OpinionSheet
from campaigns.year.choices import Phase
from fivestar.changes.deeds import Stale
from fivestar.changes.undo import undo
from tests import make
from tests.opinions.test_actions import TEXT, answer, give, letter, refused, sheet
from tests.planning.plans import NING, XIN, ZHU, move_to


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def row_of(opinion: Opinion, state="open", said="", **changed) -> OpinionEntry:
    """An opinion's row of a workbook, with its answer; some of its words changed."""
    words = {
        "place": opinion.place, "text": opinion.text, "from_whom": opinion.from_whom,
        "kind": opinion.star.kind if opinion.star else "", "star": opinion.star.code if opinion.star else "",
        "received_on": opinion.received_on,
    }  # fmt: skip
    return OpinionEntry(OpinionSheet(**words | changed), state, said, opinion.pk, opinion.version)


def take(by, campaign, *entries):
    return take_opinions(by=by, campaign=campaign, entries=entries)


def stand(campaign) -> list[tuple[str, str, str]]:
    return list(Opinion.objects.filter(campaign=campaign).order_by("pk").values_list("text", "state", "answer"))


def test_a_list_enters_mends_and_answers_at_once(cast, campaign):
    (said,) = give(cast.shen, campaign)
    (written,) = give(cast.ying, campaign, letter())
    new = OpinionEntry(letter(NING, "附协议户数"), OpinionState.PARTLY, "能附的附上")
    done = take(cast.yang, campaign, row_of(said, "adopted", "已补写"), row_of(written, star="branch"), new)
    written.refresh_from_db()
    assert stand(campaign) == [(TEXT, "adopted", "已补写"), (TEXT, "open", ""), ("附协议户数", "partly", "能附的附上")]
    assert (written.star.code, done.place, done.summary) == ("branch", "410871", {"opinion": 3})
    undo(by=cast.yang, changeset=done)
    assert stand(campaign) == [(TEXT, "open", ""), (TEXT, "open", "")]


def test_a_list_made_before_somebody_changed_an_opinion_takes_nothing(cast, campaign):
    (said,) = give(cast.shen, campaign)
    (written,) = give(cast.ying, campaign, letter())
    edit_opinion(by=cast.shen, opinion=said, version=1, sheet=sheet(text="请补上半年记录"))
    with pytest.raises(Stale):
        take(cast.ying, campaign, row_of(written, "adopted", "已补写"), row_of(said, "adopted", "已补写"))
    assert stand(campaign) == [("请补上半年记录", "open", ""), (TEXT, "open", "")]


def test_a_list_mends_only_open_ones_of_the_offices_own(cast, campaign):
    (said,) = give(cast.shen, campaign)
    (answered,) = give(cast.ying, campaign, letter())
    answer(cast.ying, answered)
    answered.refresh_from_db()
    before = stand(campaign)
    assert refused(take, cast.ying, campaign, row_of(said, "adopted", "已补写", text="别的")) == (
        "Only whoever gave an opinion can change it."
    )
    assert refused(take, cast.ying, campaign, row_of(answered, "adopted", "已补写", from_whom="财政局")) == (
        "An opinion that is answered stays as it is."
    )
    assert stand(campaign) == before


def test_a_list_is_the_offices_own_of_its_own_campaign(cast, campaign, place):
    neighbour = make.campaign(place, cast, place.neighbour)
    (theirs,) = give(cast.zhou, neighbour, letter(ZHU))
    (said,) = give(cast.shen, campaign)
    only = "Only the county office says what becomes of an opinion."
    for who in ("shen", "lei", "eve", "zhou", "admin"):
        assert refused(take, getattr(cast, who), campaign, row_of(said, "adopted", "已补写")) == only
    row = row_of(theirs, "adopted", "已补写", place=XIN)
    assert refused(take, cast.ying, campaign, row) == "This opinion is not in your range."
    assert refused(take, cast.ying, campaign) == "No row was chosen."
    move_to(campaign, Phase.CLOSED)
    assert refused(take, cast.ying, campaign, row_of(said, "adopted", "已补写")) == (
        f"The campaign of {campaign.year} is closed."
    )
    assert (stand(campaign), stand(neighbour)) == ([(TEXT, "open", "")], [(TEXT, "open", "")])
