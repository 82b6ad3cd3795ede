"""Pairings on pages: what plan sheets suggest, an agreement, the log that both townships write."""

import datetime

import pytest
from django.utils import timezone

from campaigns.pairings.models import Pairing, PairingEntry
from campaigns.sheets.models.sheet import Sheet
from tests.browsing import cost, told, words
from tests.planning.plans import JIN, NING, XIN, YAO, ZHU

COUNTY, WENCHANG, NINGGUO = "410871", "410871062", "410871101"


def at(of, then="", code=COUNTY) -> str:
    return f"/{of.year}/{code}/pairings/{then}"


def agreed(**changed) -> dict:
    day = timezone.localdate() - datetime.timedelta(days=9)
    return {"strong": "辛庄村", "weak": "宁郭村", "agreed_on": f"{day}", "agreement": "互派村干部"} | changed


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def test_plan_sheets_suggest_and_nothing_is_filled_in(ying, campaign):
    for code, text in ((NING, "文昌街道辛庄村"), (XIN, "宁郭村"), (YAO, "外县某村"), (JIN, "金炉村")):
        Sheet.objects.filter(plan__campaign=campaign, plan__village=code).update(paired_village=text)
    page = ying.get(at(campaign))
    assert [(each.plan.village_id, each.strong, each.weak) for each in page.context["suggestions"]] == [
        (XIN, NING, XIN), (YAO, "", ""), (JIN, "", ""),
    ]  # fmt: skip
    form = ying.get(at(campaign, f"add/?strong={XIN}&weak={NING}")).context["form"]
    assert (form["strong"].value(), form["weak"].value()) == ("文昌街道辛庄村", "宁郭镇宁郭村")
    assert Pairing.objects.count() == 0


def test_the_office_arranges_and_both_townships_write(ying, campaign, cast):
    for wrong, what in (({"strong": "无名村"}, "无名村"), ({"weak": ZHU}, ZHU), ({"agreed_on": ""}, "必填")):
        refused = ying.post(at(campaign, "add/"), agreed(**wrong))
        assert (refused.status_code, what in refused.text) == (422, True)
    done = ying.post(at(campaign, "add/"), agreed(), follow=True)
    pairing = Pairing.objects.get()
    assert (told(done), "帮扶方星级不高于对方" in words(done)) == (["结对已安排。"], True)
    day = f"{timezone.localdate()}"
    for who, code, done_ in ((cast.eve, WENCHANG, "共同清渠"), (cast.wen, NINGGUO, "互派村干部")):
        ying.force_login(who.officer)
        ying.post(at(campaign, f"{pairing.pk}/", code), {"on": day, "done": done_})
    assert set(pairing.entries.values_list("done", flat=True)) == {"共同清渠", "互派村干部"}
    assert "由辛庄村（文昌街道）结对帮扶" in words(ying.get(f"/{campaign.year}/{NING}/"))
    entry = PairingEntry.objects.get(done="共同清渠")
    line = at(campaign, f"{pairing.pk}/log/{entry.pk}/", NINGGUO)
    ying.post(line, {"on": day, "done": "共同清理渠道", "version": 1})
    assert ying.post(line, {"on": day, "done": "共同植树", "version": 1}).status_code == 409
    ying.post(line, {"on": day, "done": "共同清理渠道", "version": 2, "delete": "1"})
    assert pairing.entries.count() == 1


def test_the_list_asks_as_much_for_three_as_for_one(ying, campaign):
    ying.post(at(campaign, "add/"), agreed())
    one = cost(lambda: ying.get(at(campaign)))
    ying.post(at(campaign, "add/"), agreed(weak="姚郭庄村"))
    ying.post(at(campaign, "add/"), agreed(weak="金炉村"))
    assert cost(lambda: ying.get(at(campaign))) == one
    assert len(ying.get(at(campaign, "?state=ended")).context["rows"]) == 0
