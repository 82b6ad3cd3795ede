"""Veto hits: neutral until decided, and what an upheld one voids."""

import pytest
from django.utils import timezone, translation

from campaigns.ledger.choices import Standing
from campaigns.ledger.reports.tallies import star_cells
from campaigns.vetoes.actions import answer_veto_hit, decide_veto_hit, enter_veto_hit, withdraw_veto_hit
from campaigns.vetoes.models import VetoHit
from campaigns.year.models.campaign import Veto
from fivestar.changes.deeds import Refused
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import NING, XIN, YAO


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def pollution(working):
    """A veto of 生态宜居; the other of the list, 弄虚作假, voids the whole rating."""
    star = working.stars.get(kind="village", code="ecology")
    return Veto.objects.create(campaign=working, kind="village", star=star, text="环保通报")


def enter(by, of, veto, unit=XIN, department="生态环境局", found="直排入河") -> VetoHit:
    enter_veto_hit(by=by, plan=make.plan(of, unit), veto=veto, department=department, found=found)
    return hit()


def hit() -> VetoHit:
    return VetoHit.objects.for_list().order_by("-pk").first()


def decide(by, one, state, reason="市通报属实"):
    return decide_veto_hit(by=by, hit=one, version=hit().version, state=state, reason=reason)


def stands(of, unit):
    cells = star_cells(of, unit, timezone.localdate()).values()
    codes = dict(of.stars.values_list("pk", "code"))
    return {codes[cell.star] for cell in cells if cell.standing == Standing.VOIDED}


def test_an_upheld_hit_voids_its_star_or_all(working, cast, pollution):
    one = enter(cast.shen, working, pollution)
    assert stands(working, XIN) == set()
    done = decide(cast.ying, one, "upheld")
    assert (stands(working, XIN), stands(working, YAO)) == ({"ecology"}, set())
    undo(by=cast.ying, changeset=done)
    assert stands(working, XIN) == set()
    decide(cast.ying, one, "dismissed", "查无此事")
    assert stands(working, XIN) == set()
    whole = enter(cast.yang, working, working.vetoes.get(star=None), YAO, "组织部", "材料造假")
    decide(cast.ying, whole, "upheld")
    assert stands(working, YAO) == {"branch", "industry", "ecology", "safety", "civility"}


def test_it_is_neutral_until_decided(working, cast, pollution):
    one = enter(cast.shen, working, pollution)
    seats = (cast.ying, cast.eve, cast.shen, cast.lei, cast.han, cast.wen, cast.zhou, cast.nora)

    def seen_by():
        return [seat.officer.username for seat in seats if VetoHit.objects.visible_to(seat).exists()]

    assert seen_by() == ["ying", "eve", "shen"]
    decide(cast.ying, one, "dismissed", "查无此事")
    assert seen_by() == ["ying", "eve", "shen"]
    decide(cast.ying, one, "upheld")
    assert seen_by() == ["ying", "eve", "shen", "lei", "han"]


def test_the_township_answers_and_another_decides(working, cast, pollution):
    with pytest.raises(Refused, match="not of your stars"):
        enter(cast.shen, working, working.vetoes.get(star=None))
    with pytest.raises(Refused, match="not of your stars"):
        enter(cast.eve, working, pollution)
    with pytest.raises(Refused, match="which department"):
        enter(cast.ying, working, pollution, department=" ")
    one = enter(cast.ying, working, pollution)
    with pytest.raises(Refused, match="already"):
        enter(cast.shen, working, pollution)
    with pytest.raises(Refused, match="not in your range"):
        answer_veto_hit(by=cast.wen, hit=one, version=1, answer="不属实")
    answer_veto_hit(by=cast.eve, hit=one, version=1, answer="已截污，附检测报告")
    for by, words in ((cast.ying, "cannot decide it"), (cast.shen, "not in your range"), (cast.eve, "your range")):
        with pytest.raises(Refused, match=words):
            decide(by, one, "upheld")
    with pytest.raises(Refused, match="Say why"):
        decide(cast.yang, one, "upheld", reason="")
    decide(cast.yang, one, "dismissed", "已整改，未造成后果")
    now = hit()
    assert (now.answer, now.answered_by, now.decided_by, now.decision_reason) == (
        "已截污，附检测报告", cast.eve.officer, cast.yang.officer, "已整改，未造成后果",
    )  # fmt: skip
    for deed, facts in ((answer_veto_hit, {"answer": "再答"}), (withdraw_veto_hit, {})):
        with pytest.raises(Refused, match="decided stays"):
            deed(by=cast.ying, hit=one, version=now.version, **facts)


def test_another_countys_unit_is_out_of_range(working, cast, pollution):
    """An office's list of vetoes is its campaign's; the unit has to be its county's too."""
    with pytest.raises(Refused, match=f"No such unit of yours takes part: {XIN}"):
        enter(cast.zhou, working, pollution)
    assert VetoHit.objects.count() == 0


def test_ones_own_undecided_hit_is_withdrawn(working, cast, pollution):
    one = enter(cast.shen, working, pollution, NING)
    with pytest.raises(Refused, match="range"):
        withdraw_veto_hit(by=cast.yang, hit=one, version=1)
    withdraw_veto_hit(by=cast.shen, hit=one, version=1)
    assert VetoHit.objects.count() == 0
