"""The creation plan frozen under a name: what a version keeps, whether it was altered, and what changed since."""

import re

import pytest

from campaigns.planning.actions.figures import freeze_plan, save_figures
from campaigns.planning.choices import Source, Stage
from campaigns.planning.models.figures import FigureSheet, PlanVersion
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.rules.creation import frozen
from campaigns.planning.rules.figures import Figures
from tests import make
from tests.browsing import cost, refusal, sent
from tests.snapshot import kept
from villages.models import Township

XIN, YAO, WENCHANG = "410871062201", "410871062202", "410871062"
FIVE = "branch industry ecology safety civility"


def at(campaign, page: str, code: str = "410871") -> str:
    return f"/{campaign.year}/{code}/{page}"


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
@kept
def planned(campaign, cast, place):
    for township, source, levels in (
        (None, Source.PLAN, {5: 1, 4: 1, 3: 2}),
        (place.wenchang, Source.DECLARED, {5: 2}),
    ):
        save_figures(
            by=cast.ying, campaign=campaign, township=township, source=source, version=0,
            figures=[Figures("village", levels)],
        )  # fmt: skip
    make.mark(cast.eve, campaign, {XIN: FIVE, YAO: "industry safety"})
    return campaign


def freeze(campaign, cast, name="征求意见稿", stage=Stage.OPINION) -> PlanVersion:
    freeze_plan(
        by=cast.ying, campaign=campaign, stage=stage, name=name, note="", content=frozen(campaign_facts(campaign))
    )
    return PlanVersion.objects.get(campaign=campaign, name=name)


class TestFreezing:
    def test_proposes_the_next_stage_and_a_name_that_is_free(self, ying, planned, cast):
        form = ying.get(at(planned, "plan/freeze/")).context["form"]
        assert (form["stage"].value(), form.proposals["opinion"]) == (Stage.OPINION, "征求意见稿")
        freeze(planned, cast)
        form = ying.get(at(planned, "plan/freeze/")).context["form"]
        assert (form["stage"].value(), form.proposals["review"]) == (Stage.REVIEW, "送审稿")
        assert form.proposals["opinion"] not in ("", "征求意见稿")

    def test_keeps_the_plan_under_the_proposed_name_or_another(self, ying, planned):
        for stage, name, under in (("opinion", "", "征求意见稿"), ("issued", "印发稿（定）", "印发稿（定）")):
            form = ying.get(at(planned, "plan/freeze/")).context["form"]
            answer = ying.post(
                at(planned, "plan/freeze/"), sent(form, stage=stage, name=name, note="会前"), follow=True
            )
            assert answer.redirect_chain == [(at(planned, "plan/") + "#versions", 302)]
            assert answer.context["versions"][0][0].name == under
        assert [(version.stage, version.note) for version in planned.versions.order_by("pk")] == [
            ("opinion", "会前"), ("issued", "会前"),
        ]  # fmt: skip

    def test_of_figures_that_changed_since_they_were_shown_is_refused(self, ying, planned, cast, place):
        data = sent(ying.get(at(planned, "plan/freeze/")).context["form"])
        save_figures(
            by=cast.eve, campaign=planned, township=place.wenchang, source=Source.DECLARED, version=1,
            figures=[Figures("village", {5: 1})],
        )  # fmt: skip
        answer = ying.post(at(planned, "plan/freeze/"), data)
        assert (answer.status_code, planned.versions.count()) == (409, 0)
        assert ying.post(at(planned, "plan/freeze/"), sent(answer.context["form"])).status_code == 302
        assert planned.versions.count() == 1

    def test_under_a_name_that_is_taken_is_refused_with_a_sentence(self, ying, planned, cast):
        freeze(planned, cast)
        form = ying.get(at(planned, "plan/freeze/")).context["form"]
        answer = ying.post(at(planned, "plan/freeze/"), sent(form, name="征求意见稿", note="再改"))
        assert (answer.status_code, len(refusal(answer))) == (422, 1)
        assert answer.context["form"]["note"].value() == "再改"

    @pytest.mark.parametrize("changed", [{"stage": "final"}, {"stage": ""}, {"name": "长" * 61}, {"note": "长" * 201}])
    def test_of_what_cannot_be_read_names_the_field(self, ying, planned, changed):
        form = ying.get(at(planned, "plan/freeze/")).context["form"]
        answer = ying.post(at(planned, "plan/freeze/"), sent(form, **changed))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(changed))


class TestAVersion:
    @pytest.fixture
    def version(self, planned, cast):
        return freeze(planned, cast)

    def url(self, version):
        return at(version.campaign, f"plan/versions/{version.pk}/")

    def test_stays_readable_when_everything_else_changes(self, ying, version, cast, place):
        before = ying.get(self.url(version)).context["grids"]
        make.mark(cast.eve, version.campaign, {XIN: "industry"})
        FigureSheet.objects.filter(campaign=version.campaign).delete()
        Township.objects.filter(pk=WENCHANG).update(name="新名街道")
        page = ying.get(self.url(version))
        assert page.context["grids"] == before
        assert ("文昌街道" in page.text, "新名街道" in page.text) == (True, False)

    def test_is_verified_or_altered(self, ying, version):
        assert (ying.get(self.url(version)).context["is_intact"], "已核验" in ying.get(self.url(version)).text) == (
            True,
            True,
        )
        content = version.content
        content["county"]["columns"][0]["levels"]["5"] = 3
        PlanVersion.objects.filter(pk=version.pk).update(content=content)
        page = ying.get(self.url(version))
        assert (page.context["is_intact"], "已被改动" in page.text) == (False, True)
        assert "已被改动" in ying.get(at(version.campaign, "plan/")).text

    @pytest.mark.parametrize("content", [{}, [], {"year": 1}, None])
    def test_of_which_nothing_can_be_read_says_so(self, ying, version, content):
        if content is not None:
            PlanVersion.objects.filter(pk=version.pk).update(content=content)
        answers = [
            ying.get(self.url(version)),
            ying.get(at(version.campaign, "plan/compare/"), {"old": version.pk, "new": "now"}),
        ]
        assert [(page.status_code, page.context["is_readable"]) for page in answers] == [(200, content is None)] * 2

    def test_says_who_froze_it(self, ying, version):
        assert ying.get(self.url(version)).context["frozen_by"].by.username == "ying"

    def test_leads_to_no_rows_of_today(self, ying, version):
        assert "/units/" not in ying.get(self.url(version)).text.split("<main")[1]

    def test_of_another_county_is_not_found_under_this_one(self, client, version, cast, place):
        neighbour = make.campaign(place, cast, place.neighbour)
        client.force_login(cast.zhou.officer)
        assert client.get(at(neighbour, f"plan/versions/{version.pk}/", "410803")).status_code == 404
        answer = client.get(at(neighbour, "plan/compare/", "410803"), {"old": version.pk, "new": "now"})
        assert answer.status_code == 404


class TestComparing:
    def test_marks_each_cell_that_differs_in_words(self, ying, planned, cast, place):
        old = freeze(planned, cast)
        save_figures(
            by=cast.eve, campaign=planned, township=place.wenchang, source=Source.DECLARED, version=1,
            figures=[Figures("village", {5: 1, 4: 0})],
        )  # fmt: skip
        page = ying.get(at(planned, "plan/compare/"), {"old": old.pk, "new": "now"})
        (row,) = page.context["comparisons"][0].rows
        assert (row.name, [(cell.before, cell.after) for cell in row.cells if cell.differs]) == (
            "文昌街道", [(2, 1), (None, 0)],
        )  # fmt: skip
        assert page.text.count("<del>") == page.text.count("<ins>") == 2
        assert re.search(
            r"<del><span class=\"vh\">\S+ </span>2</del><ins><span class=\"vh\">\S+ </span>1</ins>", page.text
        )

    def test_of_two_versions_does_not_look_at_today(self, ying, planned, cast):
        old = freeze(planned, cast)
        new = freeze(planned, cast, "送审稿", Stage.REVIEW)
        make.mark(cast.eve, planned, {XIN: "industry"})
        page = ying.get(at(planned, "plan/compare/"), {"old": old.pk, "new": new.pk})
        assert [each.rows for each in page.context["comparisons"]] == [(), ()]

    def test_says_that_a_version_was_altered(self, ying, planned, cast):
        old = freeze(planned, cast)
        content = old.content
        content["county"]["columns"][0]["levels"]["5"] = 3
        PlanVersion.objects.filter(pk=old.pk).update(content=content)
        page = ying.get(at(planned, "plan/compare/"), {"old": old.pk, "new": "now"})
        assert [version.pk for version in page.context["altered"]] == [old.pk]

    @pytest.mark.parametrize("query", [{"old": "x", "new": "now"}, {"old": "999999", "new": "now"}, {"old": "now"}])
    def test_of_what_is_none_asks_again(self, ying, planned, cast, query):
        freeze(planned, cast)
        assert ying.get(at(planned, "plan/compare/"), query).status_code == 400

    def test_without_a_version_is_not_found(self, ying, planned):
        assert ying.get(at(planned, "plan/compare/")).status_code == 404

    @pytest.mark.parametrize("page", ["plan/", "plan/compare/?old={0}&new=now", "plan/versions/{0}/"])
    def test_costs_the_same_with_one_version_and_with_three(self, ying, planned, cast, page):
        url = at(planned, page.format(freeze(planned, cast).pk))
        one = cost(lambda: ying.get(url))
        for number in range(2):
            freeze(planned, cast, f"第{number}稿", Stage.OTHER)
        assert cost(lambda: ying.get(url)) == one
