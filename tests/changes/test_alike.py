"""Many records that get the same values in one deed: what the log keeps, staleness, refusal, cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fivestar.changes.deeds import Refused, Stale
from tests.changes.deeds import set_alike
from villages.models import Area, Village


def fresh(record):
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def units(place) -> list[Village]:
    """Three units: the second is ordered otherwise, the third has been changed once."""
    found = list(Village.objects.filter(township="410871062").order_by("code")[:3])
    for unit, order, version in zip(found, (0, 9, 0), (1, 1, 2), strict=True):
        Village.objects.filter(pk=unit.pk).update(order=order, version=version)
        unit.refresh_from_db()
    return found


def test_many_records_get_the_same_values_and_each_its_row_in_the_log(cast, units, place):
    area = Area.objects.create(township_id="410871062", name="第九管区", order=9)
    changeset = set_alike(by=cast.eve, records=units, values={"order": 9, "area": area})
    rows = changeset.changes.order_by("pk").values_list("object_id", "before", "after")
    assert [(pk, sorted(after)) for pk, _before, after in rows] == [
        (units[0].pk, ["area", "order"]),
        (units[1].pk, ["area"]),
        (units[2].pk, ["area", "order"]),
    ]
    assert [before.get("order") for _pk, before, _after in rows] == [0, None, 0]
    assert {(fresh(unit).order, fresh(unit).area) for unit in units} == {(9, area)}
    assert [(unit.version, fresh(unit).version) for unit in units] == [(2, 2), (2, 2), (3, 3)]


def test_of_many_records_those_stay_untouched_that_have_the_values(cast, units):
    changeset = set_alike(by=cast.eve, records=units, values={"order": 9})
    assert [change.object_id for change in changeset.changes.order_by("pk")] == [units[0].pk, units[2].pk]
    assert [fresh(unit).version for unit in units] == [2, 1, 3]
    assert set_alike(by=cast.eve, records=units, values={"order": 9}).pk is None
    assert set_alike(by=cast.eve, records=[], values={"order": 9}).pk is None


def test_one_stale_record_among_many_leaves_all_as_they_were(cast, units):
    Village.objects.filter(pk=units[2].pk).update(version=7)
    with pytest.raises(Stale):
        set_alike(by=cast.eve, records=units, values={"order": 3})
    assert [(fresh(unit).order, unit.order) for unit in units] == [(0, 0), (9, 9), (0, 0)]


def test_more_records_than_a_statement_names_are_written_all_or_none(cast, place):
    areas = [Area(township=place.wenchang, name=f"第{number}管区", order=number) for number in range(1, 502)]
    areas = Area.objects.bulk_create(areas)
    Area.objects.filter(pk=areas[-1].pk).update(version=7)
    with pytest.raises(Stale) as stale:
        set_alike(by=cast.eve, records=areas, values={"order": 999})
    assert (stale.value.records, Area.objects.filter(order=999).count()) == ([areas[-1]], 0)
    areas[-1].refresh_from_db()
    changeset = set_alike(by=cast.eve, records=areas, values={"order": 999})
    assert (changeset.changes.count(), Area.objects.filter(order=999).count()) == (501, 501)


def test_after_a_refusal_many_records_in_hand_are_as_they_were(cast, units):
    area = Area.objects.create(township_id="410871062", name="第九管区", order=9)
    before = [(unit.order, unit.area_id, unit.version) for unit in units]
    with pytest.raises(Refused):
        set_alike(by=cast.eve, records=units, values={"order": 3, "area": area}, then="Not today.")
    assert [(unit.order, unit.area_id, unit.version) for unit in units] == before


def test_three_records_alike_cost_as_many_statements_as_one(cast, units):
    with CaptureQueriesContext(connection) as one:
        set_alike(by=cast.eve, records=units[:1], values={"order": 5})
    Village.objects.filter(pk=units[2].pk).update(version=1)
    units[2].refresh_from_db()
    others = [units[1], units[2], Village.objects.exclude(pk__in=[unit.pk for unit in units]).filter(version=1).first()]
    with CaptureQueriesContext(connection) as three:
        set_alike(by=cast.eve, records=others, values={"order": 5})
    assert len(one) == len(three)
