"""Findings: read by state, answered for the figures that were seen, open again when these change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from campaigns.planning.actions.figures import save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.choices import AnswerState, FindingCode, Source
from campaigns.planning.models.findings import Answer
from campaigns.planning.reports.findings import FindingRow
from campaigns.planning.reports.findings import findings as all_findings
from campaigns.planning.rules.figures import Figures
from campaigns.year.actions import move_phase
from campaigns.year.choices import Kind, Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.snapshot import kept

XIN, YAO, JIN = "410871062201", "410871062202", "410871062200"
FIVE = "branch industry ecology safety civility"


@pytest.fixture
@kept
def begun(campaign, cast, place):
    """The county plans one five-star village; 文昌 marks two, and 宁郭 declares sums that disagree."""
    planned = Figures(
        Kind.VILLAGE,
        {5: 1, 4: 0, 3: 0, 2: 5, 1: 0},
        {"branch": 1, "industry": 4, "ecology": 2, "safety": 4, "civility": 4},
    )
    declared = Figures(Kind.VILLAGE, {5: 0, 4: 0, 3: 0, 2: 2, 1: 0}, dict.fromkeys(FIVE.split(), 0) | {"industry": 1})
    for seat, township, source, column in (
        (cast.ying, None, Source.PLAN, planned),
        (cast.wen, place.ningguo, Source.DECLARED, declared),
    ):
        save_figures(by=seat, campaign=campaign, township=township, source=source, version=0, figures=[column])
    make.mark(cast.eve, campaign, {XIN: FIVE, YAO: FIVE})
    return campaign


def of(campaign, code: FindingCode, place: str = "") -> FindingRow:
    return next(
        row for row in all_findings(campaign) if row.finding.code == code and row.finding.place.startswith(place)
    )


def listed(campaign, code: str = "410871") -> str:
    return f"/{campaign.year}/{code}/findings/"


def page_of(row: FindingRow, campaign, code: str = "") -> str:
    return f"{listed(campaign, code or row.finding.place)}{row.key}/"


def answer(seat, campaign, row: FindingRow, state=AnswerState.CONFIRMED, text="已与街道核对", version=0):
    return answer_finding(
        by=seat, campaign=campaign, finding=row.finding, state=state, text=text, digest=row.finding.digest,
        version=version,
    )  # fmt: skip


def sent(client, url: str, state: AnswerState, text: str = "") -> dict:
    """The answer as the page sends it."""
    form = client.get(url).context["form"]
    return {
        "digest": form["digest"].value(), "version": form["version"].value(), "token": form["token"].value(),
        "state": state.value, "text": text,
    }  # fmt: skip


def said(campaign) -> list[tuple[str, str]]:
    return list(Answer.objects.filter(campaign=campaign).order_by("pk").values_list("state", "text"))


@pytest.fixture
def over(begun) -> FindingRow:
    return of(begun, FindingCode.OVER_PLAN)


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


# Reading ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "county", "own", "other"),
    [
        ("ying", 200, 200, 200),
        ("lei", 200, 200, 200),
        ("shen", 200, 200, 200),
        ("han", 200, 200, 200),
        ("eve", 403, 200, 404),
        ("zhou", 404, 404, 404),
        ("nora", 404, 404, 404),
    ],
)
def test_who_reads_findings(client, cast, begun, who, county, own, other):
    client.force_login(getattr(cast, who).officer)
    codes = ("410871", "410871062", "410871101")
    assert [client.get(listed(begun, code)).status_code for code in codes] == [county, own, other]


def test_the_list_goes_by_what_people_have_said(ying, cast, begun, over):
    answer(cast.ying, begun, over)
    answer(cast.wen, begun, of(begun, FindingCode.SUM), AnswerState.EXPLAINED, "少报了各星")
    page = ying.get(listed(begun))
    assert dict(page.context["states"])[AnswerState.CONFIRMED] == 1
    assert sum(number for _state, number in page.context["states"]) == len(page.context["rows"])
    for state, number in page.context["states"]:
        rows = ying.get(f"{listed(begun)}?state={state.value}").context["rows"]
        assert (len(rows), {row.state for row in rows}) == (number, {state})
    assert ying.get(f"{listed(begun)}?state=lost").context["state"] is None


def test_leaders_see_confirmed_ones_and_how_many_are_open(client, cast, begun, over):
    everything = all_findings(begun)
    client.force_login(cast.lei.officer)
    page = client.get(listed(begun))
    assert (page.context["rows"], page.context["findings"].pending) == ((), everything.pending)
    assert client.get(page_of(over, begun)).status_code == 404
    answer(cast.ying, begun, over)
    page = client.get(listed(begun))
    assert [row.key for row in page.context["rows"]] == [over.key]
    assert page.context["findings"].pending == everything.pending - 1
    page = client.get(page_of(over, begun))
    assert (page.status_code, page.context["form"]) == (200, None)


def test_a_township_sees_its_own_and_nothing_of_its_neighbours(client, cast, begun, over):
    client.force_login(cast.eve.officer)
    page = client.get(listed(begun, "410871062"))
    assert {row.finding.place for row in page.context["rows"]} == {"410871062"}
    assert client.get(page_of(over, begun)).status_code == 200
    neighbours = of(begun, FindingCode.SUM)
    assert client.get(page_of(neighbours, begun)).status_code == 404
    assert client.get(page_of(neighbours, begun, "410871062")).status_code == 404


def test_the_page_shows_figures_and_leads_to_the_units_behind(ying, begun, over):
    page = ying.get(page_of(over, begun))
    evidence = page.context["evidence"]
    assert evidence.heads == ("明细数", "县计划")
    assert evidence.rows == (("五星", ("2", "1")), ("支部过硬星", ("2", "1")))
    units = ying.get(page.context["units"])
    assert [row.code for _total, rows in units.context["tables"] for row in rows] == [XIN, YAO]
    page = ying.get(page_of(of(begun, FindingCode.SUM), begun))
    assert [value for _name, value in page.context["evidence"].facts] == ["4", "1"]
    assert page.context["units"] == ""


def test_each_finding_has_its_page(ying, begun):
    for row in all_findings(begun):
        assert ying.get(page_of(row, begun)).context["row"].key == row.key
        assert ying.get(page_of(row, begun, "410871")).context["row"].key == row.key


@pytest.mark.parametrize("key", ["over_plan:410871062:village:entered:x", "a", "a/b/c", "sum%00:"])
def test_an_unknown_finding_is_not_found(ying, begun, key):
    assert ying.get(f"{listed(begun)}{key}/").status_code == 404
    assert ying.post(f"{listed(begun)}{key}/", {"state": "confirmed"}).status_code == 404


# Answering -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [AnswerState.CONFIRMED, AnswerState.EXPLAINED, AnswerState.SET_ASIDE])
def test_the_office_answers(ying, cast, begun, over, state):
    url = page_of(over, begun)
    reply = ying.post(url, sent(ying, url, state, "已与街道核对"))
    assert (reply.status_code, reply.url) == (302, listed(begun, "410871062"))
    assert said(begun) == [(state.value, "已与街道核对")]
    done = ChangeSet.objects.order_by("-pk").first()
    assert (done.deed, done.by, done.place, done.year) == (
        "answer_finding", cast.ying.officer, "410871062", begun.year,
    )  # fmt: skip
    row = of(begun, FindingCode.OVER_PLAN)
    assert (row.state, row.text) == (state, "已与街道核对")


def test_a_confirmation_needs_no_words_the_others_do(ying, begun, over):
    url = page_of(over, begun)
    for state in (AnswerState.EXPLAINED, AnswerState.SET_ASIDE):
        page = ying.post(url, sent(ying, url, state, "  "))
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])
    assert said(begun) == []
    assert ying.post(url, sent(ying, url, AnswerState.CONFIRMED)).status_code == 302


@pytest.mark.parametrize("state", ["", "open", "lost"])
def test_only_what_is_offered_can_be_said(ying, begun, over, state):
    url = page_of(over, begun)
    data = sent(ying, url, AnswerState.CONFIRMED, "一") | {"state": state}
    page = ying.post(url, data)
    assert (page.status_code, page.context["form"]["text"].value()) == (422, "一")
    assert said(begun) == []


def test_a_township_explains_and_does_not_decide(client, cast, begun, over):
    client.force_login(cast.eve.officer)
    url = page_of(over, begun)
    for state in (AnswerState.CONFIRMED, AnswerState.SET_ASIDE):
        assert client.post(url, sent(client, url, state, "一")).status_code == 422
    assert said(begun) == []
    assert client.post(url, sent(client, url, AnswerState.EXPLAINED, "两村均有把握")).status_code == 302
    assert said(begun) == [("explained", "两村均有把握")]


@pytest.mark.parametrize("who", ["wen", "zhou", "lei", "shen", "han", "nora"])
def test_a_finding_is_explained_where_it_stands(cast, begun, over, who):
    """A township answers for itself alone, whatever page it came from; so does a county."""
    with translation.override("en"), pytest.raises(Refused, match="Only the county office"):
        answer(getattr(cast, who), begun, over, AnswerState.EXPLAINED, "两村均有把握")
    assert said(begun) == []


def test_a_township_does_not_answer_for_its_county(cast, begun):
    of_county = next(row for row in all_findings(begun) if row.finding.place == "410871")
    with translation.override("en"), pytest.raises(Refused, match="Only the county office"):
        answer(cast.eve, begun, of_county, AnswerState.EXPLAINED, "正在核对")
    answer(cast.ying, begun, of_county, AnswerState.EXPLAINED, "正在核对")
    assert said(begun) == [("explained", "正在核对")]


@pytest.mark.parametrize(("who", "status"), [("lei", 403), ("shen", 403), ("han", 403), ("wen", 404), ("zhou", 404)])
def test_others_do_not_answer(client, cast, begun, over, who, status):
    answer(cast.ying, begun, over)
    client.force_login(getattr(cast, who).officer)
    data = {"digest": over.finding.digest, "state": "set_aside", "text": "一", "version": 1}
    assert client.post(page_of(over, begun), data).status_code == status
    assert said(begun) == [("confirmed", "已与街道核对")]


def test_figures_that_changed_meanwhile_are_shown_and_nothing_is_saved(ying, cast, begun, over):
    url = page_of(over, begun)
    data = sent(ying, url, AnswerState.SET_ASIDE, "可以保留")
    make.mark(cast.eve, begun, {JIN: FIVE})
    page = ying.post(url, data)
    assert page.status_code == 409
    assert said(begun) == []
    assert page.context["evidence"].rows[0] == ("五星", ("3", "1"))
    form = page.context["form"]
    assert (form["text"].value(), form["state"].value()) == ("可以保留", "set_aside")
    again = data | {"digest": form["digest"].value(), "version": form["version"].value()}
    assert ying.post(url, again).status_code == 302
    assert said(begun) == [("set_aside", "可以保留")]


def test_two_answers_at_once_do_not_overwrite_each_other(ying, cast, begun, over):
    url = page_of(over, begun)
    data = sent(ying, url, AnswerState.CONFIRMED, "不符")
    answer(cast.eve, begun, over, AnswerState.EXPLAINED, "两村均有把握")
    page = ying.post(url, data)
    assert page.status_code == 409
    assert said(begun) == [("explained", "两村均有把握")]
    assert [given.text for given, _evidence in page.context["given"]] == ["两村均有把握"]
    assert page.context["form"]["text"].value() == "不符"
    assert ying.post(url, data | {"version": page.context["form"]["version"].value()}).status_code == 302
    assert said(begun) == [("confirmed", "不符")]


def test_pressing_twice_answers_once(ying, begun, over):
    url = page_of(over, begun)
    data = sent(ying, url, AnswerState.CONFIRMED, "不符")
    assert [ying.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert ChangeSet.objects.filter(deed="answer_finding").count() == 1


def test_earlier_answers_stay_with_who_gave_them_and_for_which_figures(ying, cast, begun, over):
    answer(cast.eve, begun, over, AnswerState.EXPLAINED, "两村均有把握")
    answer(cast.ying, begun, over, AnswerState.SET_ASIDE, "可以保留", version=1)
    make.mark(cast.eve, begun, {JIN: FIVE})
    page = ying.get(page_of(over, begun))
    assert (page.context["row"].state, page.context["row"].earlier.text) == (AnswerState.OPEN, "可以保留")
    given = page.context["given"]
    assert [(each.changeset.by, each.state, each.text) for each, _evidence in given] == [
        (cast.ying.officer, AnswerState.SET_ASIDE, "可以保留"),
        (cast.eve.officer, AnswerState.EXPLAINED, "两村均有把握"),
    ]
    assert given[0][1].rows[0] == ("五星", ("2", "1"))
    # The answer to the new figures stands on the same record.
    assert ying.post(page_of(over, begun), sent(ying, page_of(over, begun), AnswerState.CONFIRMED)).status_code == 302
    assert said(begun) == [("confirmed", "")]


def test_an_answer_taken_back_says_so(ying, cast, begun, over):
    undo(by=cast.ying, changeset=answer(cast.ying, begun, over))
    page = ying.get(page_of(over, begun))
    assert page.context["row"].state == AnswerState.OPEN
    assert [each.state for each, _evidence in page.context["given"]] == [None, AnswerState.CONFIRMED]


def test_a_finding_that_is_settled_says_so_to_whoever_answered(client, cast, begun, over):
    url, county = page_of(over, begun), page_of(over, begun, "410871")
    client.force_login(cast.ying.officer)
    data = sent(client, url, AnswerState.CONFIRMED, "不符")
    answer(cast.eve, begun, over, AnswerState.EXPLAINED, "两村均有把握")
    make.mark(cast.eve, begun, {YAO: "none"})
    for address in (url, county):
        page = client.get(address)
        assert page.status_code == 404
        assert [given.text for given in page.context["given"]] == ["两村均有把握"]
    assert client.post(url, data).status_code == 409
    assert "given" not in client.get(page_of(over, begun, "410871101")).context
    client.force_login(cast.lei.officer)
    page = client.get(url)
    assert page.status_code == 404
    assert "given" not in page.context
    assert said(begun) == [("explained", "两村均有把握")]


def test_a_closed_campaign_is_only_read(ying, cast, begun, over):
    for phase in (Phase.CREATING, Phase.RATING, Phase.CLOSED):
        campaign = Campaign.objects.get(pk=begun.pk)
        move_phase(by=cast.ying, campaign=campaign, version=campaign.version, phase=phase)
    page = ying.get(page_of(over, begun))
    assert (page.status_code, page.context["form"]) == (200, None)
    data = {"digest": over.finding.digest, "state": "confirmed", "text": "", "version": 0}
    assert ying.post(page_of(over, begun), data).status_code == 403
    assert said(begun) == []


# What it costs ---------------------------------------------------------------------------------------


def test_more_findings_and_answers_cost_the_same(ying, cast, begun, over, place):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ying.get(url).status_code == 200
        return len(queries)

    answer(cast.eve, begun, over, AnswerState.EXPLAINED, "一")
    ying.get(listed(begun))
    few = cost(listed(begun)), cost(page_of(over, begun))
    number = len(all_findings(begun))
    for version, text in enumerate("二三四", start=1):
        answer(cast.eve, begun, over, AnswerState.EXPLAINED, text, version=version)
    save_figures(
        by=cast.eve, campaign=begun, township=place.wenchang, source=Source.DECLARED, version=0,
        figures=[
            Figures(
                Kind.VILLAGE, {5: 4, 4: 0, 3: 0, 2: 0, 1: 0},
                dict.fromkeys(FIVE.split(), 0) | {"branch": 1, "industry": 2},
            )
        ],
    )  # fmt: skip
    assert len(all_findings(begun)) > number
    over = of(begun, FindingCode.OVER_PLAN)
    assert (cost(listed(begun)), cost(page_of(over, begun))) == few
