"""What stands behind the stars of a site: plan sheets, requests for a change, opinions, projects, the ledger."""

from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.assignments.actions import give_assignment
from campaigns.assignments.rules import AssignmentSheet
from campaigns.evidence.actions import attach_evidence
from campaigns.evidence.models import EvidenceFile
from campaigns.ledger.actions.tasks import ask_extension
from campaigns.ledger.models import Extension, UnitTask
from campaigns.opinions.actions import give_opinions
from campaigns.opinions.forms import read_opinions
from campaigns.opinions.models import Opinion
from campaigns.opinions.rules import OpinionSheet
from campaigns.planning.reports.naming import named_units
from campaigns.problems.actions import add_problems, fix_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from campaigns.projects.actions import add_project
from campaigns.projects.models import Project
from campaigns.projects.rules import ProjectSheet
from campaigns.sheets.actions.sheet import ask_change, save_sheets, submit_sheets
from campaigns.sheets.models.sheet import ChangeRequest, Sheet
from campaigns.sheets.rules import SheetEntry
from campaigns.vetoes.actions import enter_veto_hit
from campaigns.vetoes.models import VetoHit
from campaigns.year.models.campaign import Campaign, Task, Veto
from fivestar import vault
from tests import make
from tests.doors.leading import leading
from tests.evidence.files import pdf, received
from villages.access import Seat
from villages.models import Township

Words = dict[str, dict[str, str]]
Forms = dict[str, dict]
FROM = "农业农村局"


def enlarge(township: Township) -> None:
    """The units that this module speaks of; they take part in campaigns opened after."""
    for number, name in ((205, "申村"), (206, "戴村"), (207, "高村"), (208, "郭村")):
        make.unit(township, number, name)


def depth(
    campaign: Campaign, township: Township, office: Seat, organizer: Seat, *, begun: str, handed_in: str, to_decide: str
) -> tuple[Words, Forms]:
    """What was written besides stars: what the words of its routes mean, and what its forms send.

    begun, handed_in, to_decide -- units whose stars are not submitted, submitted, submitted.
    """
    settled, asking, high, at_work = (f"{township.code}{number}" for number in (205, 206, 207, 208))
    _checklist(campaign)
    make.mark(organizer, campaign, {settled: "industry", asking: "safety", high: "industry ecology safety civility"})
    make.submit(organizer, campaign, settled, asking)
    make.approve(office, campaign, settled, asking)
    ask_change(by=organizer, campaign=campaign, codes=[asking], reason="村里改了主意")
    asked = ChangeRequest.objects.get(plan__campaign=campaign)
    for code, star in ((handed_in, "industry"), (to_decide, "safety")):
        cells = {"measure": "建果蔬大棚", "person": "王建设", "due": campaign.assessment_on}
        entry = SheetEntry(code, 1, {f"{star}.{cell}": value for cell, value in cells.items()})
        save_sheets(by=organizer, campaign=campaign, entries=[entry])
    submit_sheets(by=organizer, campaign=campaign, codes=[handed_in])
    give_opinions(by=office, campaign=campaign, opinions=[OpinionSheet(high, "措施再实一些", from_whom=FROM)])
    add_project(by=organizer, campaign=campaign, unit=high, sheet=ProjectSheet("污水管网"))
    opinion, project = Opinion.objects.get(campaign=campaign), Project.objects.get(plan__campaign=campaign)

    of_high, of_handed_in = {"unit": high, "project": str(project.pk)}, {"unit": handed_in}
    of_opinion = {"opinion": str(opinion.pk)}
    words = {
        "/year/unit/sheet/withdraw/": of_handed_in,
        "/year/unit/sheet/decide/": of_handed_in,
        "/year/unit/change/": {"unit": settled},
        "/year/county/requests/id/": {"id": str(asked.pk)},
        "/year/unit/projects/add/": of_high,
        "/year/unit/projects/project/": of_high,
        "/year/unit/projects/project/delete/": of_high,
        "/year/county/opinions/opinion/": of_opinion,
        "/year/county/opinions/opinion/edit/": of_opinion,
        "/year/county/opinions/opinion/withdraw/": of_opinion,
        "/year/township/opinions/opinion/": of_opinion,
    }
    more, ledger = _ledger(campaign, office, organizer, at_work)
    forms = _sheet_forms(campaign, begun, handed_in, to_decide, asked) | _said_and_listed(campaign, township, begun)
    to_sort, sorting = _sorting(campaign, organizer, settled)
    found, listed = _problems(campaign, office, organizer, begun)
    assigned = _assignments(campaign, office)
    led, leaders = leading(campaign, office, organizer, handed_in, to_decide)
    words |= more | to_sort | found | led
    return words, forms | ledger | sorting | listed | assigned | leaders


def _ledger(campaign: Campaign, office: Seat, organizer: Seat, unit: str) -> tuple[Words, Forms]:
    """A unit with an approved plan, whose task has a file as evidence."""
    make.mark(organizer, campaign, {unit: "branch"})
    make.submit(organizer, campaign, unit)
    make.approve(office, campaign, unit)
    row = UnitTask.objects.at(campaign, unit).get()
    vault.keep(received("协议.pdf").digest, b"an agreement")
    attach_evidence(by=organizer, campaign=campaign, rows=[row.pk], received=[received("协议.pdf")])
    file = str(EvidenceFile.objects.get(uses__row=row).pk)
    words = {
        "/year/unit/ledger/row/evidence/": {"unit": unit, "row": str(row.pk)},
        "/year/township/evidence/file/": {"file": file},
        "/files/id/": {"id": file},
    }
    return words, {
        "/year/unit/ledger/row/evidence/": {"file": SimpleUploadedFile("清单.pdf", pdf())},
        "/year/township/evidence/file/": {"deed": "detach", "rows": row.pk},
    }


def _checklist(campaign: Campaign) -> None:
    """Tasks for those stars of the tests' short standard that are approved here."""
    industry = campaign.stars.get(kind="village", code="industry")
    for number, title in ((1, "一村一品"), (2, "集体经济收入")):
        Task.objects.create(star=industry, number=number, title=title, points=50)


def _sorting(campaign: Campaign, organizer: Seat, unit: str) -> tuple[Words, Forms]:
    """The ledger of an approved unit: for one of its tasks more time is asked, the other one is a gap."""
    first, second = make.rows(campaign, unit)
    ask_extension(
        by=organizer, campaign=campaign, row=first.pk, until=campaign.assessment_on, reason="等项目资金"
    )  # fmt: skip
    asked = Extension.objects.get(row=first)
    of_row = {"unit": unit, "row": str(second.pk)}
    row = {f"v-{second.pk}": second.version, f"c-{second.pk}-measure": "建大棚"}
    prefix = f"x{asked.pk}"
    words = {"/year/unit/ledger/": of_row, "/year/unit/ledger/row/": of_row}
    return words, {
        "/year/unit/ledger/": {"deed": "save", **row},
        "/year/unit/ledger/ sort": {"deed": "sort:industry", "row": second.pk, "reached": second.pk},
        "/year/unit/ledger/row/": {"deed": f"report:{second.pk}", f"v-{second.pk}": second.version},
        "/year/unit/ledger/row/ ask": {"deed": "ask", "until": campaign.assessment_on, "reason": "等天气"},
        "/year/township/ledger/sort/star/": {"deed": "sort", "row": second.pk, "reached": second.pk},
        "/year/county/extensions/": {"extension": asked.pk, f"{prefix}-version": asked.version, "deed": "grant"},
    }


def _assignments(campaign: Campaign, office: Seat) -> Forms:
    """An assignment about 生态宜居 to a department without an account: the office replies for it."""
    star = campaign.stars.get(kind="village", code="ecology")
    sheet = AssignmentSheet("治理污水", "逐村验收", FROM, campaign.assessment_on, star.pk)
    give_assignment(by=office, campaign=campaign, sheet=sheet)
    written = {"text": "治理坑塘", "department": FROM, "due_on": campaign.assessment_on, "version": 1}
    return {
        "/year/county/assignments/add/": written,
        "/year/county/assignments/number/": {
            "deed": "reply", "reply": "已办结", "reply_from": "赵科长", "version": 1,
        },
        "/year/county/assignments/number/edit/": written,
    }  # fmt: skip


def _sheet_forms(campaign: Campaign, begun: str, handed_in: str, to_decide: str, asked: ChangeRequest) -> Forms:
    sheet = Sheet.objects.for_list().get(plan__campaign=campaign, plan__village=handed_in)
    digest = sheet.content.digest()
    seen = {"unit": handed_in, f"v-{handed_in}": sheet.version, f"d-{handed_in}": digest}
    return {
        "/year/unit/sheet/": {"version": 1, "speciality": "铁棍山药"},
        "/year/unit/sheet/withdraw/": {},
        "/year/unit/sheet/decide/": {"deed": "approve", "version": sheet.version, "digest": digest},
        "/year/unit/change/": {"reason": "多报了一颗星"},
        "/year/township/sheets/": {"deed": "submit", "unit": to_decide},
        "/year/township/sheets/ approve": {"deed": "approve", "sure": "1", **seen},
        "/year/county/sheets/": {"deed": "approve", "sure": "1", **seen},
        "/year/township/sheets/grid/": {f"v-{begun}": 1, f"c-{begun}-speciality": "铁棍山药"},
        "/year/county/requests/id/": {"deed": "grant", "until": campaign.plan_due, "version": asked.version},
    }


def _said_and_listed(campaign: Campaign, township: Township, begun: str) -> Forms:
    said = {"text": "依据再核一核", "star": "", "from_whom": FROM}
    lines = f"{make.plan(campaign, begun).village.name},产业兴旺,名称与现状不符"
    letter = read_opinions(
        lines, from_whom=FROM, received_on=campaign.planning_from, units=named_units(campaign),
        places={township.pk: township.name},
        star_names={kind: {star.code: star.name for star in stars} for kind, stars in campaign.star_sets().items()},
    )  # fmt: skip
    return {
        "/year/county/opinions/add/": said,
        "/year/township/opinions/add/": said,
        "/year/unit/opinions/add/": said,
        "/year/county/opinions/letter/": {
            "text": lines, "from_whom": FROM, "received_on": campaign.planning_from, "enter": "1", "seen": letter.digest
        },
        "/year/county/opinions/opinion/": {"state": "adopted", "version": 1},
        "/year/township/opinions/opinion/": {"state": "adopted", "version": 1},
        "/year/county/opinions/opinion/edit/": said | {"version": 1},
        "/year/county/opinions/opinion/withdraw/": {"version": 1},
        "/year/county/stars/star/": {f"o-{begun}": "责任人再明确", "from_whom": FROM},
        "/year/unit/projects/add/": {"name": "文化广场", "state": "planned"},
        "/year/unit/projects/project/": {"name": "污水管网二期", "state": "planned", "version": 1},
        "/year/unit/projects/project/delete/": {"version": 1},
    }  # fmt: skip


def _problems(campaign: Campaign, office: Seat, organizer: Seat, unit: str) -> tuple[Words, Forms]:
    """An open problem and a fixed one, one of the office's own, and a veto hit to be answered."""
    for by, texts in ((organizer, ("户厕缺人", "坑塘未治")), (office, ("台账缺页",))):
        sheets = [ProblemSheet(unit, "ecology", None, {"text": text}) for text in texts]
        add_problems(by=by, campaign=campaign, sheets=sheets)
    open_, fixed, of_office = Problem.objects.filter(plan__campaign=campaign).order_by("pk")
    fix_problems(by=organizer, campaign=campaign, seen={fixed.pk: 1}, fix="已清淤")
    plan = make.plan(campaign, unit)
    enter_veto_hit(by=office, plan=plan, veto=campaign.vetoes.get(star=None), department=FROM, found="虚报")
    star = campaign.stars.get(kind="village", code="ecology")
    of_star = Veto.objects.create(campaign=campaign, kind="village", star=star, text="环保通报")
    hit = {"hit": str(VetoHit.objects.get(plan__campaign=campaign).pk)}
    words: Words = {"/year/unit/vetoes/hit/": hit, "/year/unit/vetoes/hit/withdraw/": hit}
    words["/year/unit/problems/problem/evidence/"] = {"unit": unit, "problem": str(open_.pk)}
    told = {"text": "户厕管护缺人", "about": "ecology", "source": "self", "version": 1}
    row = {"c-1-unit": plan.village.name, "c-1-about": "生态宜居", "c-1-text": "路灯不亮", "enter": "1"}
    forms: Forms = {
        "/year/unit/problems/add/": told,
        "/year/unit/problems/problem/evidence/": {"file": SimpleUploadedFile("路灯.pdf", pdf())},
        "/year/county/vetoes/": {
            "unit": unit, "veto": of_star.pk, "department": FROM, "found": "环保通报",
        },
        "/year/unit/vetoes/hit/": {"answer": "不属实", "version": 1},
        "/year/unit/vetoes/hit/withdraw/": {"version": 1},
    }  # fmt: skip
    for place in ("county", "township"):
        at = f"/year/{place}/problems/"
        words |= {f"{at}problem/": {"problem": str(open_.pk)}, f"{at}problem/delete/": {"problem": str(open_.pk)}}
        words[f"{at}step/"] = {"fixed": str(fixed.pk)}
        forms |= {f"{at}problem/": told, f"{at}problem/delete/": {"version": 1}, f"{at}paste/": row}
        forms[f"{at}step/"] = {"seen": f"{fixed.pk}:2"}
    words["/year/county/problems/problem/delete/"] = {"problem": str(of_office.pk)}
    return words, forms
