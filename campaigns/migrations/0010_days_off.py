import csv
from pathlib import Path

from django.db import migrations

PUBLISHED = Path(__file__).resolve().parent.parent / "standards" / "days-off.csv"


def load(apps, schema_editor):
    """Enter the published holidays and moved workdays; a day that somebody has entered already stays as it is."""
    day_off = apps.get_model("campaigns", "DayOff")
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        days = [
            day_off(day=row["日期"], is_worked=row["安排"] == "班", name=row["名称"]) for row in csv.DictReader(file)
        ]
    day_off.objects.bulk_create(days, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_problems_and_vetoes")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
