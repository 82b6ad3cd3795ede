"""A second click, or a form that a bad network sent twice, gets the answer of the first and does nothing more."""

import html
import re

import pytest

from fivestar.changes.models import ChangeSet
from tests import make
from tests.planning.plans import JIN, XIN, YANG, YAO, says

WENCHANG = (XIN, YAO, JIN, YANG)


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


@pytest.fixture
def url(campaign) -> str:
    return f"/{campaign.year}/410871062/"


def sent(client, url: str, action: str) -> dict[str, list[str]]:
    """What a form of a page sends when its button is pressed."""
    page = client.get(url).content.decode()
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)[1]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<(?:input|button)[^>]*>", form):
        named = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        if "name" in named:
            fields.setdefault(named["name"], []).append(html.unescape(named.get("value", "")))
    return fields


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("deed", ["submit", "withdraw"])
def test_a_township_handed_in_or_taken_back_twice(eve, url, campaign, cast, deed):
    make.mark(cast.eve, campaign, dict.fromkeys(WENCHANG, "safety"))
    if deed == "withdraw":
        make.submit(cast.eve, campaign, *WENCHANG)
    data = sent(eve, url, f"{url}{deed}/") | {"sure": "1"}
    before = ChangeSet.objects.count()
    first, second = (eve.post(f"{url}{deed}/", data, follow=True) for _ in range(2))
    assert (first.status_code, second.status_code, told(second)) == (200, 200, told(first))
    assert ChangeSet.objects.count() == before + 1
    state = "submitted" if deed == "submit" else "draft"
    assert [says(campaign, code)[0] for code in WENCHANG] == [state] * 4


def test_the_button_hands_in_what_it_counted(eve, url, campaign, cast):
    """The office submits one of the units while the page is open: the township is told, and nothing is guessed."""
    make.mark(cast.eve, campaign, dict.fromkeys(WENCHANG, "safety"))
    data = sent(eve, url, f"{url}submit/")
    assert sorted(data["counted"]) == sorted(WENCHANG)
    make.submit(cast.ying, campaign, XIN)
    assert eve.post(f"{url}submit/", data).status_code == 422
    assert [says(campaign, code)[0] for code in WENCHANG] == ["submitted", "draft", "draft", "draft"]


def test_a_unit_marked_twice(eve, url, campaign):
    page = eve.get(f"{url[:-10]}{XIN}/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    data = {"token": token, f"v-{XIN}": "1", f"t-{XIN}": ["safety"]}
    answers = [eve.post(url, data, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (says(campaign, XIN)[1], ChangeSet.objects.filter(deed="save_marks", year=campaign.year).count()) == (
        "safety",
        1,
    )


def test_a_form_sent_again_with_other_marks_is_not_swallowed(eve, url, campaign):
    """Back, another star, sent again: the old version tells that something lies in between."""
    data = {"token": "t", f"v-{XIN}": "1", f"t-{XIN}": ["safety"]}
    assert eve.post(url, data).status_code == 302
    answer = eve.post(url, data | {f"t-{XIN}": ["safety", "industry"]})
    assert answer.status_code == 409
    assert says(campaign, XIN)[1] == "safety"
