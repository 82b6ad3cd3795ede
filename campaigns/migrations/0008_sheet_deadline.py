from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_ledger")]

    operations = [
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sheet_due", None),
                    models.Q(("sheet_due__gte", models.F("plan_due")), ("sheet_due__lte", models.F("assessment_on"))),
                    _connector="OR",
                ),
                name="plan_sheets_are_due_between_stars_and_assessment",
                violation_error_message="Plan sheets are due on the day of the stars or later, before the assessment.",
            ),
        ),
    ]
