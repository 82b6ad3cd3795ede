"""What pages send that were looked at first: workbooks and pasted lists, once somebody takes over what was shown."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.opinions.exchange import write_opinions
from campaigns.opinions.models import Opinion
from campaigns.opinions.reports import rows
from campaigns.projects.exchange import write_projects
from campaigns.projects.models import Project
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.models.campaign import Campaign
from tests import make
from villages.access import Seat
from villages.models import Township


def taking(campaign: Campaign, township: Township, office: Seat, *, unit: str) -> dict[str, dict]:
    """The forms of both steps by route: looking at it, which changes nothing, and taking it over.

    unit -- one whose stars and sheet are still written.
    """
    browser = Client()
    browser.force_login(office.officer)
    projects = _filled(
        write_projects("清单", Project.objects.for_list().filter(plan__campaign=campaign), ""), 责任人="王建设"
    )
    told = rows(Opinion.objects.at(campaign, campaign.county_id).for_list(), campaign, office)
    opinions = _filled(write_opinions("意见", told, "", ""), 采纳情况="采纳", 答复="已补写")
    forms: dict[str, dict] = {}
    for level, code in (("county", campaign.county_id), ("township", township.code)):
        for listed, content in (("projects", projects), ("opinions", opinions)):
            route = f"/year/{level}/{listed}/upload/"
            look = {"file": SimpleUploadedFile(f"{listed}.xlsx", content)}
            shown = _looked(browser, f"/{campaign.year}/{code}/{listed}/upload/", look)
            forms |= _both(route, look, deed="take", digest=shown["upload"].digest)
    forms |= _mapping(browser, campaign, unit)
    people = {"text": f"{township} 新来的"}
    shown = _looked(browser, f"/{campaign.year}/{campaign.county_id}/people/paste/", people)
    forms |= _both("/year/county/people/paste/", people, open="1", seen=shown["found"].digest)
    return forms | _picked(campaign, unit)


def _looked(browser: Client, address: str, form: dict) -> dict:
    """What a page shows of a form that is looked at; a file of it is there again afterwards."""
    shown = browser.post(address, form).context
    if file := form.get("file"):
        file.seek(0)
    return shown


def _both(route: str, look: dict, **taken: object) -> dict[str, dict]:
    return {f"{route} to look at": look, route: look | taken}


def _filled(content: bytes, **cells: str) -> bytes:
    """A list as it came, with words written below some heads of its first row."""
    workbook = openpyxl.load_workbook(BytesIO(content))
    sheet = workbook.active
    heads = next(row for row in sheet.iter_rows() if {cell.value for cell in row} >= cells.keys())
    for cell in heads:
        if cell.value in cells:
            sheet.cell(cell.row + 1, cell.column).value = cells[cell.value]
    return _saved(workbook.save)


def _saved(save: Callable[[BytesIO], None]) -> bytes:
    content = BytesIO()
    save(content)
    return content.getvalue()


def _mapping(browser: Client, campaign: Campaign, unit: str) -> dict[str, dict]:
    """A workbook of the county's own, with a word for one unit."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "台账"
    for row in (["村名", "主导产业"], [make.plan(campaign, unit).village.name, "怀药"]):
        workbook.active.append(row)
    look = {"file": SimpleUploadedFile("台账.xlsx", _saved(workbook.save))}
    columns = {"sheet": "台账", "head": 1, "col-0": "unit", "col-1": "speciality"}
    address = f"/{campaign.year}/{campaign.county_id}/sheets/mapping/"
    shown = _looked(browser, address, look | columns | {"deed": "preview"})
    taken = columns | {"deed": "apply", "pick": unit, "digest": shown["digest"]}
    return _both("/year/county/sheets/mapping/", look, **taken)


def _picked(campaign: Campaign, unit: str) -> dict[str, dict]:
    """Rows of a township's workbooks: what shows them sends them to the forms that write such rows anyway."""
    plan = make.plan(campaign, unit)
    sheet = Sheet.objects.get(plan=plan)
    picked = {"picking": "1", "reason": "Excel：文昌.xlsx", "pick": unit}
    return {
        "/year/township/ picked": picked | {f"v-{unit}": plan.version, f"t-{unit}": ["industry", "safety"]},
        "/year/township/sheets/grid/ picked": picked | {f"v-{unit}": sheet.version, f"c-{unit}-speciality": "怀药"},
    }
