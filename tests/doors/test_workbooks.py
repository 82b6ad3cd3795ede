"""Every workbook that the program writes opens, whatever was stored before the gate knew what no output can carry."""

from io import BytesIO

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from openpyxl import load_workbook

from tests.doors.world import routes

UNWRITABLE = "\x02\x0b\x9f\ufdd0\ufffe\U0010ffff"  # PostgreSQL refuses NUL, and nothing stores half a surrogate
WORKBOOKS = sorted(route for route in set(routes()) if route.endswith(".xlsx"))
# Texts that are looked up by what they say, not read by people.
KEYS = {"code", "kind", "digest", "username", "password", "event", "deed", "finding", "level", "key", "token"}


def spoil() -> int:
    """Put the characters behind every text of people, as older versions stored them; how many texts that were."""
    spoilt = 0
    for model in [model for app in ("villages", "campaigns") for model in apps.get_app_config(app).get_models()]:
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField) or field.choices or field.primary_key:
                continue
            if field.name in KEYS:
                continue
            try:
                with transaction.atomic():
                    rows = model._base_manager.exclude(**{field.name: ""})
                    spoilt += rows.update(**{field.name: Concat(F(field.name), Value(UNWRITABLE))})
            except DatabaseError:
                continue  # a constraint knows better, or the text is too long
    return spoilt


@pytest.mark.django_db
def test_every_workbook_opens_with_characters_that_no_file_can_carry(world):
    with transaction.atomic():
        assert spoil() > 100
        for route in WORKBOOKS:
            response = world.browsers["ying"].get(world.home.address(route))
            assert response.status_code == 200, route
            book = load_workbook(BytesIO(response.content))
            texts = [
                str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
            ]
            assert texts, route
            assert [text for text in texts if any(sign in text for sign in UNWRITABLE)] == [], route
        transaction.set_rollback(True)
