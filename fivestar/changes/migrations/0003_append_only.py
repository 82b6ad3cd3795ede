from django.db import migrations

from fivestar.changes import guard


def protect(apps, schema_editor):
    guard.protect(schema_editor.connection)


def lift(apps, schema_editor):
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    """From here on the change log takes new rows only."""

    dependencies = [("changes", "0002_initial")]

    operations = [migrations.RunPython(protect, lift)]
