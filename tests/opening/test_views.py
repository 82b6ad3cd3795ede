"""How a county office runs its year: opening it, settings, phase, new units, held stars, star leads, checklists."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.planning.models.marks import Plan
from campaigns.year import exchange as standards
from campaigns.year.actions import change_campaign, lead_star, move_phase
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, Task
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import cost, refusal, sent, told
from villages.choices import Role
from villages.models import Post, Village

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
NING, QIU, DONG = "410871101200", "410871101203", "410871101204"
HAN = "410871060001"
COUNTY = "410871"


def at(year: int, page: str = "", code: str = COUNTY) -> str:
    return f"/{year}/{code}/{page}"


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


class TestOpeningAYear:
    @pytest.fixture
    def next_year(self, campaign):
        return campaign.year + 1

    def test_begins_with_last_year_s_money_word_and_rules(self, ying, campaign, next_year):
        Campaign.objects.filter(pk=campaign.pk).update(word="building", budget=620, rate=3, capstone="blocking")
        form = ying.get(at(next_year, "open/")).context["form"]
        begun = {name: form[name].value() for name in ("word", "budget", "rate", "capstone", "standard", "take_leads")}
        assert begun == {
            "word": "building", "budget": 620, "rate": 3, "capstone": "blocking", "standard": "henan-2022",
            "take_leads": True,
        }  # fmt: skip

    def test_proposes_the_season_s_dates(self, ying, campaign):
        year = timezone.localdate().year + 1
        form = ying.get(at(year, "open/")).context["form"]
        assert [form[name].value() for name in ("plan_due", "assessment_on", "rating_due")] == [
            datetime.date(year, 6, 20), datetime.date(year, 11, 30), datetime.date(year + 1, 2, 28),
        ]  # fmt: skip

    def test_without_a_year_before_it_begins_with_creation_and_no_money(self, ying, campaign):
        page = ying.get(at(campaign.year - 5, "open/"))
        form = page.context["form"]
        assert (form["word"].value(), form["budget"].value(), page.context["last"]) == ("creation", None, None)
        assert "take_leads" not in form.fields

    def test_shows_the_standard_and_whom_it_takes_in(self, ying, campaign, place, next_year):
        Village.objects.filter(code=YAO).update(rated_as="")
        Village.objects.filter(code=JIN).update(retired_on=datetime.date(2025, 1, 1))
        page = ying.get(at(next_year, "open/"))
        enrolment = page.context["enrolment"]
        assert [(kind.value, number) for kind, number in enrolment.by_kind] == [("village", 7), ("community", 1)]
        assert (enrolment.townships, enrolment.left, enrolment.units) == (3, 1, 8)
        (offer,) = page.context["offers"]
        assert [(kind.value, [(star.name, n) for star, n in stars], tasks) for kind, stars, tasks in offer.sets] == [
            ("village", [("支部过硬", 4), ("产业兴旺", 6), ("生态宜居", 6), ("平安法治", 6), ("文明幸福", 7)], 29),
            ("community", [("支部过硬", 4), ("共建共享", 6), ("平安法治", 6), ("幸福和谐", 6), ("宜业兴业", 5)], 27),
        ]

    def test_lands_on_the_county_s_page_with_a_plan_sheet_for_each_unit(self, ying, campaign, next_year):
        form = ying.get(at(next_year, "open/")).context["form"]
        answer = ying.post(at(next_year, "open/"), sent(form, budget="550.5", word="building"), follow=True)
        assert answer.redirect_chain == [(at(next_year), 302)]
        opened = Campaign.objects.get(county=COUNTY, year=next_year)
        assert (opened.word, str(opened.budget), opened.standard) == ("building", "550.50", "henan-2022")
        assert (opened.plans.count(), opened.filings.count(), Task.objects.filter(star__campaign=opened).count()) == (
            10, 3, 56,
        )  # fmt: skip

    @pytest.mark.parametrize("taken", [True, False])
    def test_takes_over_who_leads_each_star_if_wanted(self, ying, campaign, cast, next_year, taken):
        star = campaign.stars.get(kind="village", code="ecology")
        Star.objects.filter(pk=star.pk).update(department="生态环境局", task_force="生态专班")
        gone = make.seat("gone", "顾明", Role.TASK_FORCE, campaign.county)
        star.posts.add(gone.post)
        Post.objects.filter(pk=gone.post.pk).update(ended_on=datetime.date(2026, 1, 1))
        form = ying.get(at(next_year, "open/")).context["form"]
        ying.post(at(next_year, "open/"), sent(form, take_leads="on" if taken else None))
        led = Star.objects.get(campaign__year=next_year, kind="village", code="ecology")
        assert (led.department, led.task_force, list(led.posts.all())) == (
            ("生态环境局", "生态专班", [cast.shen.post]) if taken else ("", "", [])
        )

    def test_of_a_year_that_is_open_leads_to_its_page(self, ying, campaign):
        answer = ying.get(at(campaign.year, "open/"), follow=True)
        assert answer.redirect_chain == [(at(campaign.year), 302)]
        assert len(told(answer)) == 1

    def test_twice_is_refused_with_a_sentence_and_keeps_what_was_typed(self, ying, campaign, next_year):
        form = ying.get(at(next_year, "open/")).context["form"]
        ying.post(at(next_year, "open/"), sent(form))
        other = sent(form, token="another", budget="12")
        answer = ying.post(at(next_year, "open/"), other)
        assert answer.status_code == 422
        assert len(refusal(answer)) == 1
        assert answer.context["form"]["budget"].value() == "12"
        assert Campaign.objects.filter(county=COUNTY, year=next_year).count() == 1

    def test_by_a_double_click_is_done_once(self, ying, campaign, next_year):
        data = sent(ying.get(at(next_year, "open/")).context["form"])
        answers = [ying.post(at(next_year, "open/"), data) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert ChangeSet.objects.filter(deed="open_campaign", year=next_year).count() == 1

    def test_with_dates_out_of_order_is_refused(self, ying, campaign, next_year):
        form = ying.get(at(next_year, "open/")).context["form"]
        answer = ying.post(
            at(next_year, "open/"), sent(form, plan_due=f"{next_year}-01-01", planning_from=f"{next_year}-02-01")
        )
        assert (answer.status_code, len(refusal(answer))) == (422, 1)
        assert not Campaign.objects.filter(county=COUNTY, year=next_year).exists()

    @pytest.mark.parametrize(("field", "value"), [
        ("plan_due", "soon"), ("plan_due", ""), ("budget", "many"), ("budget", "123456789.00"), ("word", "fun"),
        ("standard", "henan-1999"),
    ])  # fmt: skip
    def test_with_a_field_that_cannot_be_read_names_the_field(self, ying, campaign, next_year, field, value):
        form = ying.get(at(next_year, "open/")).context["form"]
        answer = ying.post(at(next_year, "open/"), sent(form, **{field: value}))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])

    def test_money_cannot_be_negative(self, ying, campaign, next_year):
        form = ying.get(at(next_year, "open/")).context["form"]
        answer = ying.post(at(next_year, "open/"), sent(form, rate="-2"))
        assert (answer.status_code, len(refusal(answer))) == (422, 1)

    def test_reads_full_width_digits(self, ying, campaign, next_year):
        form = ying.get(at(next_year, "open/")).context["form"]
        ying.post(at(next_year, "open/"), sent(form, budget="５００万元", rate="20000元"))
        opened = Campaign.objects.get(county=COUNTY, year=next_year)
        assert (str(opened.budget), str(opened.rate)) == ("500.00", "2.00")

    def test_names_file_and_line_of_a_broken_standard_and_refuses_it(
        self, ying, campaign, next_year, tmp_path, monkeypatch
    ):
        good = standards.STANDARDS / "henan-2022"
        for code in ("henan-2022", "xiuwu-2023"):
            folder = tmp_path / code
            folder.mkdir()
            for file in good.iterdir():
                (folder / file.name).write_bytes(file.read_bytes())
        stars = tmp_path / "xiuwu-2023" / "stars.csv"
        stars.write_text(stars.read_text("utf-8-sig").replace("村,branch,支部过硬,1,是", "村,branch,支部过硬,first,是"))
        monkeypatch.setattr(standards, "STANDARDS", tmp_path)
        page = ying.get(at(next_year, "open/"))
        broken, whole = page.context["offers"]
        assert (broken.code, whole.code, whole.problems) == ("xiuwu-2023", "henan-2022", ())
        assert [(problem.file, problem.line) for problem in broken.problems] == [("stars.csv", 2)]
        assert str(broken.problems[0]) in page.text
        answer = ying.post(at(next_year, "open/"), sent(page.context["form"], standard="xiuwu-2023"))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["standard"])
        assert str(broken.problems[0]) in answer.context["form"].errors["standard"]

    def test_without_any_standard_says_where_one_belongs(self, ying, campaign, next_year, tmp_path, monkeypatch):
        monkeypatch.setattr(standards, "STANDARDS", tmp_path)
        page = ying.get(at(next_year, "open/"))
        assert (page.status_code, page.context["offers"]) == (200, [])
        assert "campaigns/standards/" in page.text


class TestSettings:
    def test_are_changed(self, ying, campaign):
        form = ying.get(at(campaign.year, "settings/")).context["form"]
        answer = ying.post(at(campaign.year, "settings/"), sent(form, word="building", budget=""), follow=True)
        assert answer.redirect_chain == [(at(campaign.year, "settings/"), 302)]
        campaign.refresh_from_db()
        assert (campaign.word, campaign.budget, campaign.version) == ("building", None, 2)

    def test_saved_as_they_were_leave_no_trace(self, ying, campaign):
        before = ChangeSet.objects.count()
        ying.post(at(campaign.year, "settings/"), sent(ying.get(at(campaign.year, "settings/")).context["form"]))
        assert ChangeSet.objects.count() == before

    def test_changed_by_two_keep_the_words_of_both(self, ying, campaign, cast):
        mine = sent(ying.get(at(campaign.year, "settings/")).context["form"], budget="480", word="building")
        change_campaign(by=cast.yang, campaign=campaign, version=1, settings={"budget": 530, "rate": 1})
        answer = ying.post(at(campaign.year, "settings/"), mine)
        assert answer.status_code == 409
        assert [(theirs, yours) for _name, theirs, yours in answer.context["conflicts"]] == [
            ("创建", "建设"), ("530.00", "480"), ("1.00", "2.00"),
        ]  # fmt: skip
        again = answer.context["form"]
        assert (again["budget"].value(), again["version"].value()) == ("480", "2")
        assert ying.post(at(campaign.year, "settings/"), sent(again)).status_code == 302
        campaign.refresh_from_db()
        assert (campaign.word, str(campaign.budget), str(campaign.rate)) == ("building", "480.00", "2.00")

    def test_out_of_order_or_of_a_closed_year_are_refused(self, ying, campaign):
        form = ying.get(at(campaign.year, "settings/")).context["form"]
        early = campaign.planning_from - datetime.timedelta(days=1)
        answer = ying.post(at(campaign.year, "settings/"), sent(form, plan_due=early))
        assert (answer.status_code, len(refusal(answer))) == (422, 1)
        Campaign.objects.filter(pk=campaign.pk).update(phase=Phase.CLOSED)
        answer = ying.post(at(campaign.year, "settings/"), sent(form, budget="1"))
        assert (answer.status_code, len(refusal(answer))) == (422, 1)


class TestThePhase:
    def step(self, client, campaign, phase, **changed):
        page = client.get(at(campaign.year, "settings/phase/"))
        forms = {to.value: form for to, _back, form in page.context["steps"]}
        form = forms.get(phase) or next(iter(forms.values()))
        return client.post(at(campaign.year, "settings/phase/"), sent(form, phase=phase, **changed), follow=True)

    def test_says_before_what_follows(self, ying, campaign, cast):
        make.mark(cast.eve, campaign, {XIN: "industry", YAO: "safety"})
        make.submit(cast.eve, campaign, XIN)
        page = ying.get(at(campaign.year, "settings/phase/"))
        assert [(phase.value, back) for phase, back, _form in page.context["steps"]] == [("creating", False)]
        assert page.context["waiting"] == 9
        assert {part.state.value: part.n for part in page.context["parts"] if part.n} == {
            "submitted": 1, "draft": 1, "not_begun": 8,
        }  # fmt: skip

    def test_moves_on_one_by_one_and_back_with_a_reason(self, ying, campaign):
        for phase in ("creating", "rating", "closed"):
            answer = self.step(ying, campaign, phase)
            assert (answer.status_code, Campaign.objects.get(pk=campaign.pk).phase) == (200, phase)
        assert [(to.value, back) for to, back, _form in answer.context["steps"]] == [("rating", True)]
        self.step(ying, campaign, "rating", reason="评定结果有误")
        assert Campaign.objects.get(pk=campaign.pk).phase == "rating"
        assert ChangeSet.objects.filter(deed="move_phase").last().reason == "评定结果有误"

    def test_does_not_go_back_without_a_reason(self, ying, campaign, cast):
        move_phase(by=cast.ying, campaign=campaign, version=1, phase=Phase.CREATING)
        answer = self.step(ying, campaign, "planning")
        assert (answer.status_code, Campaign.objects.get(pk=campaign.pk).phase) == (422, "creating")
        assert len(answer.context["failed"].non_field_errors()) == 1

    @pytest.mark.parametrize("phase", ["rating", "closed", "planning"])
    def test_does_not_leap(self, ying, campaign, phase):
        answer = self.step(ying, campaign, phase, reason="赶进度")
        assert (answer.status_code, Campaign.objects.get(pk=campaign.pk).phase) == (422, "planning")

    def test_of_no_name_is_not_understood(self, ying, campaign):
        assert self.step(ying, campaign, "resting").status_code == 422

    def test_moved_by_somebody_else_meanwhile_is_not_moved_again(self, ying, campaign, cast):
        page = ying.get(at(campaign.year, "settings/phase/"))
        data = sent(page.context["steps"][0][2])
        move_phase(by=cast.yang, campaign=campaign, version=1, phase=Phase.CREATING)
        answer = ying.post(at(campaign.year, "settings/phase/"), data)
        assert (answer.status_code, Campaign.objects.get(pk=campaign.pk).phase) == (409, "creating")


class TestNewUnits:
    def test_are_listed_and_taken_in(self, ying, campaign, place):
        make.unit(place.liwan, 210, "永治屯村")
        far = make.township("410871202", "苏家作乡", "xiang", place.county)
        make.unit(far, 200, "苏家作村")
        page = ying.get(at(campaign.year, "settings/units/"))
        assert [unit.name for unit in page.context["newcomers"]] == ["永治屯村", "苏家作村"]
        assert [(kind.value, number) for kind, number in page.context["enrolled"]] == [("village", 9), ("community", 1)]
        answer = ying.post(at(campaign.year, "settings/units/"), sent(page.context["form"]), follow=True)
        assert list(answer.context["newcomers"]) == []
        assert (campaign.plans.count(), campaign.filings.count()) == (12, 4)
        assert Plan.objects.get(campaign=campaign, village="410871202200").stars.count() == 5

    def test_that_are_none_are_said_to_be_none(self, ying, campaign):
        page = ying.get(at(campaign.year, "settings/units/"))
        assert list(page.context["newcomers"]) == []
        assert "<table" not in page.text

    def test_are_not_taken_into_a_closed_year(self, ying, campaign, place):
        Campaign.objects.filter(pk=campaign.pk).update(phase=Phase.CLOSED)
        make.unit(place.liwan, 210, "永治屯村")
        answer = ying.post(at(campaign.year, "settings/units/"), {"token": "one"})
        assert (answer.status_code, campaign.plans.count()) == (422, 10)


class TestHeldStars:
    def read(self, client, campaign, text="", **more):
        return client.post(at(campaign.year, "settings/held/"), {"text": text, **more})

    def record(self, client, campaign, page):
        return client.post(
            at(campaign.year, "settings/held/"), sent(page.context["form"], file=None, record="1"), follow=True
        )

    def held(self, campaign, code):
        stars = Plan.objects.get(campaign=campaign, village=code).stars.filter(held=True)
        return set(stars.values_list("star__code", flat=True))

    def test_are_shown_as_differences_and_then_recorded(self, ying, campaign, cast):
        before = Plan.objects.get(campaign=campaign, village=XIN).version
        text = (
            "乡镇（街道）\t村（社区）\t已创成星\n"
            "1\t文昌街道\t辛庄村\t产业兴旺、平安法治星\n"
            "姚郭庄村 文明幸福\n"
            f"{NING}，生态宜居；平安法治\n"
            "\n"
            "韩愈路社区 共建共享 幸福和谐\n"
            "邱庄村 无\n"
            "东尚村\n"
        )
        page = self.read(ying, campaign, text)
        assert page.status_code == 200
        assert [(unit.name, was, now) for unit, was, now in page.context["rows"]] == [
            ("辛庄村", "无", "产业兴旺、平安法治"),
            ("姚郭庄村", "无", "文明幸福"),
            ("宁郭村", "无", "生态宜居、平安法治"),
            ("韩愈路社区", "无", "共建共享、幸福和谐"),
        ]
        assert (page.context["found"].same, page.context["found"].problems) == (2, ())
        assert self.held(campaign, XIN) == set()
        answer = self.record(ying, campaign, page)
        assert answer.redirect_chain == [(at(campaign.year, "settings/held/"), 302)]
        assert self.held(campaign, XIN) == {"industry", "safety"}
        assert self.held(campaign, HAN) == {"sharing", "harmony"}
        assert Plan.objects.get(campaign=campaign, village=XIN).version == before + 1

    def test_a_name_that_two_townships_have_is_asked_back_with_the_remedy(self, ying, campaign, place):
        make.unit(place.ningguo, 210, "杨庄村")
        ying.post(at(campaign.year, "settings/units/"), {"token": "one"})
        page = self.read(ying, campaign, "杨庄村 产业兴旺\n文昌街道 杨庄村 产业兴旺\n宁郭镇杨庄村 平安法治")
        (problem,) = page.context["found"].problems
        assert problem.line == 1
        assert all(each in problem.sentence for each in ("文昌街道杨庄村", YANG, "宁郭镇杨庄村", "410871101210"))
        assert [unit.code for unit, _was, _now in page.context["rows"]] == [YANG, "410871101210"]
        assert self.read(ying, campaign, "杨庄村（宁郭镇） 平安法治").context["rows"][0][0].code == "410871101210"

    @pytest.mark.parametrize(("text", "line", "word"), [
        ("辛庄村 产业兴隆", 1, "产业兴隆"),
        ("辛庄村 共建共享", 1, "共建共享"),
        ("\n李庄村 产业兴旺", 2, "李庄村"),
        ("宁郭镇 辛庄村 产业兴旺", 1, "辛庄村"),
        ("辛庄村 产业兴旺\n辛庄村 平安法治", 2, "辛庄村"),
        ("410871999999 产业兴旺", 1, "410871999999"),
        ("文昌街道", 1, ""),
    ])  # fmt: skip
    def test_a_line_that_cannot_be_taken_is_named_and_nothing_is_recorded(self, ying, campaign, text, line, word):
        page = self.read(ying, campaign, text)
        (problem,) = page.context["found"].problems
        assert (page.status_code, problem.line) == (200, line)
        assert word in problem.sentence
        answer = self.record(ying, campaign, page)
        assert (answer.status_code, self.held(campaign, XIN)) == (422, set())
        assert answer.context["form"]["text"].value() == text

    def test_of_a_submitted_plan_change_only_once_it_is_open(self, ying, campaign, cast):
        make.mark(cast.eve, campaign, {XIN: "industry"})
        make.submit(cast.eve, campaign, XIN)
        page = self.read(ying, campaign, "辛庄村 产业兴旺\n姚郭庄村 产业兴旺")
        assert [problem.line for problem in page.context["found"].problems] == [1]
        assert self.read(ying, campaign, "辛庄村 无").context["found"].same == 1

    def test_that_changed_since_they_were_shown_are_shown_again(self, ying, campaign, cast):
        page = self.read(ying, campaign, "辛庄村 产业兴旺")
        Plan.objects.get(campaign=campaign, village=XIN).stars.filter(star__code="safety").update(held=True)
        answer = self.record(ying, campaign, page)
        assert answer.status_code == 409
        assert [(was, now) for _unit, was, now in answer.context["rows"]] == [("平安法治", "产业兴旺")]
        assert self.record(ying, campaign, answer).status_code == 200
        assert self.held(campaign, XIN) == {"industry"}

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-8"])
    def test_come_from_a_file_as_a_spreadsheet_saves_it(self, ying, campaign, encoding):
        raw = '编码,已创成星\r\n410871062201,"产业兴旺、平安法治"\r\n'.encode(encoding)
        page = self.read(ying, campaign, file=SimpleUploadedFile("held.csv", raw))
        assert [(unit.code, now) for unit, _was, now in page.context["rows"]] == [(XIN, "产业兴旺、平安法治")]
        self.record(ying, campaign, page)
        assert self.held(campaign, XIN) == {"industry", "safety"}

    @pytest.mark.parametrize("raw", [b"PK\x03\x04 a workbook", b"\xff\xff\x80\x81\xff", b"x" * 1_000_001, b""])
    def test_from_another_file_are_refused(self, ying, campaign, raw):
        page = self.read(ying, campaign, file=SimpleUploadedFile("held.xlsx", raw))
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])

    def test_of_nothing_are_asked_for(self, ying, campaign):
        page = self.read(ying, campaign, " \n ")
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])

    def test_that_differ_in_nothing_need_no_button(self, ying, campaign):
        page = self.read(ying, campaign, "辛庄村")
        assert (page.context["rows"], 'name="record"' in page.text) == ([], False)

    def test_of_too_many_lines_are_refused_in_the_end(self, ying, campaign):
        page = self.read(ying, campaign, "辛庄村\n" + "村\n" * 4999 + "姚郭庄村")
        assert [problem.line for problem in page.context["found"].problems] == [5001]

    def test_of_four_lines_cost_as_many_queries_as_of_one(self, ying, campaign):
        one = cost(lambda: self.read(ying, campaign, "辛庄村 产业兴旺"))
        four = "辛庄村 产业兴旺\n姚郭庄村 平安法治\n宁郭村\n韩愈路社区 共建共享"
        assert cost(lambda: self.read(ying, campaign, four)) == one


class TestStarLeads:
    @pytest.mark.parametrize("who", ["ying", "lei", "shen", "han"])
    def test_are_read_by_all_and_changed_by_the_office(self, client, campaign, cast, who):
        client.force_login(getattr(cast, who).officer)
        page = client.get(at(campaign.year, "stars/"))
        assert ("沈青" in page.text, at(campaign.year, "stars/village/ecology/") in page.text) == (True, who == "ying")

    def test_are_a_department_a_task_force_and_posts(self, ying, campaign, cast, place):
        second = make.seat("shi", "石岩", Role.TASK_FORCE, place.county)
        url = at(campaign.year, "stars/village/branch/")
        form = ying.get(url).context["form"]
        assert {value for value, _name in form.fields["posts"].choices} == {str(cast.shen.post.pk), str(second.post.pk)}
        answer = ying.post(
            url, sent(form, department="组织部", task_force="支部专班", posts=[str(second.post.pk)]), follow=True
        )
        assert answer.redirect_chain == [(at(campaign.year, "stars/"), 302)]
        star = campaign.stars.get(kind="village", code="branch")
        assert (star.department, star.task_force, list(star.posts.all())) == ("组织部", "支部专班", [second.post])
        assert campaign.stars.get(kind="community", code="branch").department == ""

    def test_keep_the_words_of_both_who_name_them(self, ying, campaign, cast):
        url = at(campaign.year, "stars/village/ecology/")
        mine = sent(ying.get(url).context["form"], department="生态环境局", posts=[])
        star = campaign.stars.get(kind="village", code="ecology")
        lead_star(by=cast.yang, star=star, version=1, department="住建局", task_force="", posts=[cast.shen.post])
        answer = ying.post(url, mine)
        assert answer.status_code == 409
        assert [(theirs, yours) for _name, theirs, yours in answer.context["conflicts"]] == [
            ("住建局", "生态环境局"), (answer.context["conflicts"][1][1], "—"),
        ]  # fmt: skip
        assert ying.post(url, sent(answer.context["form"])).status_code == 302
        star.refresh_from_db()
        assert (star.department, star.posts.count()) == ("生态环境局", 0)

    def test_are_posts_of_this_county_only(self, ying, campaign, cast, place):
        stranger = make.seat("fu", "付强", Role.TASK_FORCE, place.neighbour)
        url = at(campaign.year, "stars/village/ecology/")
        answer = ying.post(url, sent(ying.get(url).context["form"], posts=[str(stranger.post.pk)]))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["posts"])

    def test_of_a_star_that_is_none_are_not_found(self, ying, campaign):
        assert ying.get(at(campaign.year, "stars/village/sharing/")).status_code == 404

    def test_cost_the_same_with_one_post_and_with_three(self, ying, campaign, place):
        one = cost(lambda: ying.get(at(campaign.year, "stars/")))
        for number in range(2):
            post = make.seat(f"force{number}", f"专班{number}", Role.TASK_FORCE, place.county).post
            campaign.stars.get(kind="village", code="ecology").posts.add(post)
        assert cost(lambda: ying.get(at(campaign.year, "stars/"))) == one


class TestTheChecklists:
    def test_are_the_campaign_s_own_copy(self, ying, campaign):
        star = campaign.stars.get(kind="village", code="branch")
        task = star.tasks.get()
        Task.objects.create(star=star, number=3, title="班子成员分工", parent=task)
        Task.objects.create(star=star, number=2, title="本县增加的任务")
        page = ying.get(at(campaign.year, "standard/"))
        (villages, communities) = page.context["sets"]
        assert [(task.title, [part.title for part in task.in_order]) for task in villages.stars[0].tops] == [
            ("争当好支书", ["班子成员分工"]),
            ("本县增加的任务", []),
        ]
        assert (villages.tasks, communities.tasks) == (2, 0)
        assert [str(veto) for veto in page.context["vetoes"]] == ["弄虚作假"]

    def test_cost_the_same_with_one_task_and_with_ten(self, ying, campaign):
        Task.objects.create(star=campaign.stars.get(kind="village", code="branch"), number=2, title="建设好班子")
        one = cost(lambda: ying.get(at(campaign.year, "standard/")))
        for star in campaign.stars.all():
            Task.objects.create(star=star, number=9, title="再加一项")
        assert cost(lambda: ying.get(at(campaign.year, "standard/"))) == one


def test_days_are_those_of_the_county_s_clock(ying, campaign):
    """Shortly after midnight in Shanghai it is still yesterday in Greenwich."""
    midnight = datetime.datetime.combine(timezone.localdate(), datetime.time(0, 30), timezone.get_current_timezone())
    with time_machine.travel(midnight, tick=False):
        form = ying.get(at(campaign.year - 5, "open/")).context["form"]
    assert form["plan_due"].value() == max(
        datetime.date(campaign.year - 5, 6, 20), midnight.date() + datetime.timedelta(days=18)
    )


PAGES = "settings/ settings/phase/ settings/units/ settings/held/ stars/ stars/village/ecology/ standard/"


@pytest.mark.parametrize("page", PAGES.split())
def test_every_page_costs_the_same_for_one_township_and_for_three(client, campaign, cast, place, page):
    neighbour = make.campaign(place, cast, place.neighbour)
    for at_home in (campaign, neighbour):
        at_home.stars.get(kind="village", code="ecology").posts.clear()
    client.force_login(cast.zhou.officer)
    one = cost(lambda: client.get(at(neighbour.year, page, "410803")))
    client.force_login(cast.ying.officer)
    assert cost(lambda: client.get(at(campaign.year, page))) == one
