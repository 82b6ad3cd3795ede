"""The problem list (问题清单) as a workbook."""

from collections.abc import Iterable

from django.utils import translation
from openpyxl import Workbook

from campaigns.workbooks import layout
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.lists import Cell, who_when, write_list


def write_problems(title: str, problems: Iterable, sentence: str, narrowed: str) -> bytes:
    """The problem list (问题清单) in the columns of the official form.

    problems -- records of problems/models.Problem, as for lists; sentence -- how many stand where.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "问题清单"
    heads = [
        ("序号", 6), ("乡镇（街道）", 12), ("村（社区）", 14), ("星/任务", 20), ("问题", 36), ("来源", 14),
        ("帮扶单位", 16), ("具体措施", 36), ("完成时限", 12), ("责任人", 10), ("牵头部门", 14), ("整改", 28),
        ("复核", 18), ("销号", 18),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = [_problem(number, each) for number, each in enumerate(problems, 1)]
        write_list(sheet, title, layout.told(sentence.rstrip("。"), narrowed), heads, lines)
    return layout.bytes_of(workbook)


def _problem(number: int, problem) -> list[Cell]:
    unit = problem.plan.village
    source = str(problem.get_source_display())
    fixed = who_when(problem.fixed_by, problem.fixed_at)
    done = "；".join(filter(None, [problem.fix, fixed]))
    if problem.return_reason:
        done = "；".join(filter(None, [problem.fix, f"退回：{problem.return_reason}"]))
    return [
        number, unit.township.name, unit.name, problem.about, problem.text,
        f"{source}（{problem.source_word}）" if problem.source_word else source, problem.support_unit, problem.measure,
        problem.deadline, problem.person, problem.department, done,
        who_when(problem.rechecked_by, problem.rechecked_at), who_when(problem.closed_by, problem.closed_at),
    ]  # fmt: skip
