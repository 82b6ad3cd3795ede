"""The summary of targets (目标汇总表) as a workbook: sums are formulas, so that a corrected figure shows at once."""

from collections.abc import Sequence

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.workbooks import layout
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.workbook import text
from campaigns.year.choices import LEVELS, Kind

from ..choices import Source
from ..reports.summary import Summary, SummaryRow, SummaryTable
from .matrix import SHEETS

NAME = "目标汇总表"
SOURCE_WORDS = {Source.ENTERED: "明细数", Source.APPROVED: "审定数", Source.DECLARED: "上报数"}
GROUP_ROW, HEAD_ROW, FIRST = 3, 4, 5
LEVEL_COLUMN = 4  # of 五星; 无目标 is the sixth, then the stars


def write_summary(summary: Summary) -> bytes:
    """A summary as an .xlsx: one sheet for each star set, with the sentence for reports and room for signatures."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    with translation.override(OFFICIAL):
        for table in summary.tables:
            _write_table(workbook.create_sheet(SHEETS[table.kind]), summary, table)
    if not summary.tables:
        workbook.create_sheet(NAME)
    return layout.bytes_of(workbook)


def base_of(summary: Summary, table: SummaryTable) -> str:
    """What a table's figures are of, in words."""
    word = "已审定" if summary.source == Source.APPROVED else "已填"
    counted = "" if table.total.counted is None else f"，{word}{table.total.counted}个"
    unit = "社区" if table.kind == Kind.COMMUNITY else "村"
    return f"{summary.place}{table.total.units}个{unit}{counted}，{SOURCE_WORDS[summary.source]}"


def _write_table(sheet: Worksheet, summary: Summary, table: SummaryTable) -> None:
    stars = [f"{name}星" for name in table.stars.values()]
    place = "管区" if summary.is_township else "乡镇（街道）"
    counted = "已审定数" if summary.source == Source.APPROVED else "已填数"
    heads = [place, "村（社区）数", counted, *map(str, summary.level_names), *stars, "Σ星级", "Σ各星", "Σ校验"]
    note = layout.told(base_of(summary, table))
    word = str(summary.campaign.get_word_display())
    title = f"{summary.place.official_name}{summary.campaign.year}年“五星”支部{word}{NAME}（{SHEETS[table.kind]}）"
    layout.begin(sheet, title, note, len(heads))
    layout.write_heads(sheet, HEAD_ROW, heads, [18, 10, 9, *[7] * 6, *[9] * len(stars), 9, 9, 9])
    at = 1
    for words, width in (("", 3), ("计划星级", 6), ("计划创建星", len(stars)), ("勾稽", 3)):
        layout.span(sheet, GROUP_ROW, at, at + width - 1, words)
        at += width
    number = FIRST
    for row in table.rows:
        _write_row(sheet, number, row, table, is_only=summary.is_township and len(table.rows) == 1)
        sheet.row_dimensions[number].height = layout.LINE + 2
        number += 1
    _write_total(sheet, number, table)
    _write_foot(sheet, number + 1, summary, len(heads))
    sheet.freeze_panes = sheet.cell(FIRST, 2)
    layout.finish(sheet, (GROUP_ROW, HEAD_ROW), note)


def _write_row(sheet: Worksheet, number: int, row: SummaryRow, table: SummaryTable, *, is_only: bool) -> None:
    name = row.name or ("全部" if is_only else "未分管区")
    cells = [*row.levels(), *row.stars(table.stars)]
    for column, value in enumerate([name, row.units, row.counted, *(cell.n for cell in cells)], 1):
        cell = text(sheet.cell(number, column), value)
        cell.border, cell.alignment = layout.GRID, layout.CENTRE
    _write_sums(sheet, number, [cell.n for cell in cells], row)


def _write_total(sheet: Worksheet, number: int, table: SummaryTable) -> None:
    text(sheet.cell(number, 1), "合计")
    totals = []
    for column in range(2, LEVEL_COLUMN + 6 + len(table.stars)):
        letter = get_column_letter(column)
        stated = [n for row in range(FIRST, number) if (n := sheet.cell(row, column).value) is not None]
        totals.append(sum(stated) if stated else None)
        cells = f"{letter}{FIRST}:{letter}{number - 1}"
        _write_sum(sheet.cell(number, column), cells, f"SUM({cells})", totals[-1])
    _write_sums(sheet, number, totals[LEVEL_COLUMN - 2 :], table.total)
    for column in range(1, LEVEL_COLUMN + 9 + len(table.stars)):
        cell = sheet.cell(number, column)
        cell.font, cell.border, cell.alignment = layout.BOLD, layout.GRID, layout.CENTRE


def _write_sum(cell: Cell, of: str, words: str, value: int | None) -> None:
    """A sum over some cells; empty until one of them has a figure, for what nobody stated is no zero."""
    if value is None:
        layout.formula(cell, f'=IF(COUNT({of})=0,"",{words})', "")
    else:
        layout.formula(cell, f"={words}", value)


def _write_sums(sheet: Worksheet, number: int, figures: Sequence[int | None], row: SummaryRow) -> None:
    """Σ by level, Σ by star, and whether they agree: not asked where a part is not stated, for it is no zero.

    figures -- what the row says: of each level, then of each star.
    """
    is_asked = row.figures.is_empty or row.agrees is not None
    stars = len(figures) - 6
    letter = get_column_letter
    levels = "+".join(f"{level}*{letter(LEVEL_COLUMN + place)}{number}" for place, level in enumerate(LEVELS))
    first = LEVEL_COLUMN + 6
    by_level, by_star = f"{letter(first + stars)}{number}", f"{letter(first + stars + 1)}{number}"
    of_levels = _total(figures[:6], (*LEVELS, 0))
    of_stars = _total(figures[6:], [1] * stars)
    level_cells = f"{letter(LEVEL_COLUMN)}{number}:{letter(LEVEL_COLUMN + 4)}{number}"
    star_cells = f"{letter(first)}{number}:{letter(first + stars - 1)}{number}"
    _write_sum(sheet.cell(number, first + stars), level_cells, levels, of_levels)
    _write_sum(sheet.cell(number, first + stars + 1), star_cells, f"SUM({star_cells})", of_stars)
    words = f'IF({by_level}={by_star},"√","差"&({by_star}-{by_level}))'
    value = "√" if of_levels == of_stars else f"差{(of_stars or 0) - (of_levels or 0)}"
    if None in (of_levels, of_stars):
        words, value = f'IF(OR({by_level}="",{by_star}=""),"",{words})', ""
    check = layout.formula(sheet.cell(number, first + stars + 2), f"={words}", value)
    for column in range(first + stars, first + stars + 3):
        cell = sheet.cell(number, column)
        cell.border, cell.alignment = layout.GRID, layout.CENTRE
    if not is_asked:
        text(check, "未报全")


def _total(figures: Sequence[int | None], weights: Sequence[int]) -> int | None:
    """Figures added up, each times its weight; None where none is stated. What counts nothing makes no sum."""
    stated = [weight * n for n, weight in zip(figures, weights, strict=True) if n is not None and weight]
    return sum(stated) if stated else None


def _write_foot(sheet: Worksheet, number: int, summary: Summary, width: int) -> None:
    """The sentence that every report needs, and the line on which is signed."""
    filing = summary.filing
    if filing and filing.signed_on:
        day = filing.signed_on
        signed = f"党委书记签字：{filing.signed_by_name}　{day.year}年{day.month}月{day.day}日　（盖章）"
    elif summary.is_township:
        signed = "党委书记签字：　　　　　　　　（盖章）　　　　年　　月　　日"
    else:
        signed = "制表：　　　　　　审核：　　　　　　县创建办（盖章）　　　　年　　月　　日"
    for row, words in ((number + 1, summary.sentence), (number + 3, signed)):
        cell = text(sheet.cell(row, 1), words or None)
        cell.alignment, cell.font = layout.TOP, Font(size=11)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.row_dimensions[row].height = 36
