"""Veto hits on pages: entered, answered by the township, decided by a colleague, shown to others once upheld."""

import pytest

from campaigns.vetoes.models import VetoHit
from campaigns.year.models.campaign import Veto
from tests.browsing import sent, told, words
from tests.planning.plans import NING, XIN


@pytest.fixture
def veto(working):
    star = working.stars.get(kind="village", code="ecology")
    return Veto.objects.create(campaign=working, kind="village", star=star, text="环保通报")


def test_from_entry_to_decision(client, cast, working, veto):
    county, unit = f"/{working.year}/410871/vetoes/", f"/{working.year}/{XIN}/"
    client.force_login(cast.shen.officer)
    page = client.get(f"{county}?unit={XIN}")
    assert [value for value, _words in page.context["form"].fields["veto"].choices] == ["", str(veto.pk)]
    filled = sent(page.context["form"], veto=veto.pk, department="生态环境局", found="污水直排入河")
    assert client.post(county, filled | {"unit": "无此村"}).status_code == 422
    assert client.post(county, filled, follow=True).context["hits"] == [VetoHit.objects.get()]
    hit = f"{unit}vetoes/{VetoHit.objects.get().pk}/"

    client.force_login(cast.lei.officer)
    assert (client.get(hit).status_code, "环保通报" in client.get(unit).text) == (404, False)
    client.force_login(cast.wen.officer)
    assert client.get(hit).status_code == 404

    client.force_login(cast.eve.officer)
    assert "污水直排入河" in words(client.get(unit))
    page = client.get(hit)
    assert (page.context["decision"], client.post(hit, {"state": "dismissed"}).status_code) == (None, 403)
    assert told(client.post(hit, sent(page.context["answer"], answer="已截污"), follow=True)) == ["说明已保存。"]
    stale = client.post(hit, sent(page.context["answer"], answer="已经截污"))
    assert (stale.status_code, VetoHit.objects.get().answer) == (409, "已截污")

    client.force_login(cast.ying.officer)
    form = client.get(hit).context["decision"]
    assert client.post(hit, sent(form, state="upheld")).status_code == 422
    answer = client.post(hit, sent(form, state="upheld", reason="市通报属实"), follow=True)
    assert told(answer) == ["已认定：予以否决。"]
    client.force_login(cast.lei.officer)
    assert "市通报属实" in words(client.get(county))
    assert client.get(f"{county}?state=lost").status_code == 404


def test_whoever_entered_it_waits_for_a_colleague_and_may_withdraw_it(client, cast, working):
    client.force_login(cast.ying.officer)
    county = f"/{working.year}/410871/vetoes/"
    form = client.get(county).context["form"]
    whole = working.vetoes.get(star=None)
    client.post(county, sent(form, unit="宁郭村", veto=whole.pk, department="组织部", found="材料造假"))
    hit = f"/{working.year}/{NING}/vetoes/{VetoHit.objects.get().pk}/"
    page = client.get(hit)
    assert (page.context["decision"], page.context["is_own"]) == (None, True)
    client.force_login(cast.yang.officer)
    assert client.post(f"{hit}withdraw/", {"version": "1"}).status_code == 403
    client.force_login(cast.ying.officer)
    client.post(f"{hit}withdraw/", {"version": "1"})
    assert VetoHit.objects.count() == 0
