"""Marks what is wrong in a workbook and writes it back. Runs alone, with limits, and may be killed, as reader.py is.

Reads one line of JSON from standard input (sheet → [row of heads, [[cell, sentence], …]]), then the workbook.
"""

import json
import re
import resource
import sys
from copy import copy
from io import BytesIO

MEMORY, SECONDS = 600 * 1024**2, 15
HEAD, COLOUR = "错误提示", "FFFFC7CE"


def main() -> bytes:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from openpyxl import load_workbook  # noqa: PLC0415  (after the limits)

    marks = json.loads(sys.stdin.buffer.readline())
    workbook = load_workbook(BytesIO(sys.stdin.buffer.read()))
    for name, (head_row, wrong) in marks.items():
        _mark(workbook[name], head_row, wrong)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _mark(sheet, head_row: int, wrong: list) -> None:
    """Fill the wrong cells, and say in a column at the end of their rows what is wrong. Marks of an earlier time,
    in a file that was marked before, go."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  (after the limits)

    heads = (cell.column for cell in sheet[head_row] if str(cell.value or "").startswith(HEAD))
    column = next(heads, 0) or sheet.max_column + 1
    for row in sheet.iter_rows(min_row=head_row):
        for cell in row:
            if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == COLOUR:
                cell.fill = PatternFill()
    for number in range(head_row + 1, sheet.max_row + 1):
        sheet.cell(number, column).value = None
    head = sheet.cell(head_row, column)
    head.value, head.font = HEAD, copy(sheet.cell(head_row, max(column - 1, 1)).font)
    sheet.column_dimensions[head.column_letter].width = 50
    said: dict[int, list[str]] = {}
    for place, sentence in wrong:
        number = int(re.sub(r"\D", "", place)) if place else head_row
        if place:
            sheet[place].fill = PatternFill("solid", fgColor=COLOUR)
        said.setdefault(number, []).append(f"{place} {sentence}".strip())
    for number, sentences in said.items():
        cell = sheet.cell(number, column)
        cell.value = f"{HEAD}：{'；'.join(sentences)}" if number == head_row else "；".join(sentences)
        cell.data_type = "s"  # a sentence that quotes a cell stays a text
        cell.font, cell.alignment = Font(color="FF9C0006"), Alignment(wrap_text=True, vertical="top")


if __name__ == "__main__":
    sys.stdout.buffer.write(main())
