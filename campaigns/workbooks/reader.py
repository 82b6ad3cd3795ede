"""Reads a workbook from standard input and writes its values as JSON. Runs alone, with limits, and may be killed.

It imports nothing of the program: whatever a hostile file makes of this process, there is nothing here to take.
"""

import json
import resource
import sys
from io import BytesIO

MEMORY, SECONDS = 600 * 1024**2, 15


def main(most_rows: int, most_columns: int) -> dict:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (after the limits)

    workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height > most_rows or sheet.total_width > most_columns:
            return {"too_large": name}
        rows = sheet.to_python(skip_empty_area=False)
        sheets.append((name, [[_plain(value) for value in row] for row in rows]))
    return {"sheets": sheets}


def _plain(value) -> str:
    """A value as a person sees it: whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
