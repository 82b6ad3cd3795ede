"""Importing the division list: new, renamed and missing places, all or nothing, and what people edited stays."""

import csv
import datetime
import shutil
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from fivestar.changes.deeds import Refused
from fivestar.changes.models import Change, ChangeSet
from tests import make
from villages.access import Seat
from villages.actions import import_divisions
from villages.divisions import read_divisions
from villages.models import Area, City, County, Province, Township, Village

DEMO = Path(settings.BASE_DIR) / "campaigns" / "demo" / "divisions"
HENAN = Path(settings.BASE_DIR).parent / "shared" / "data" / "divisions"
LEVELS = (Province, City, County, Township, Village)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the demo's list that a test may change."""
    return Path(shutil.copytree(DEMO, tmp_path / "divisions"))


def load(folder: Path = DEMO, under: str = "410871", **options) -> str:
    """Run the command; what it printed."""
    printed = []

    class Lines:
        def write(self, text: str) -> None:
            printed.append(text)

    call_command("import_divisions", folder, under=under, stdout=Lines(), verbosity=0, **options)
    return "".join(printed)


def edit(folder: Path, name: str, code: str, new_name: str = "") -> None:
    """Rename a line of the list, or leave it out."""
    file = folder / name
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    for row in [row for row in rows if row[0] == code]:
        row[1] = new_name
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(row for row in rows if row[1])


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in LEVELS)


def everything() -> list:
    return [row for model in LEVELS for row in model.objects.order_by("code").values_list()]


def test_a_county_comes_with_what_it_lies_in():
    assert load() == "New: 1 provinces.\nNew: 1 cities.\nNew: 1 counties.\nNew: 6 townships.\nNew: 108 units.\nSaved.\n"
    assert counts() == (1, 1, 1, 6, 108)


def test_a_place_is_what_its_official_name_and_code_tell():
    load(under="4108")
    facts = ("name", "official_name", "pinyin", "initials", "township", "kind", "rated_as", "area", "order")
    assert Village.objects.values_list(*facts).get(code="410871060201") == (
        "秦屯村", "秦屯村村民委员会", "qintuncun", "qtc", "410871060", "village", "village", None, 0,
    )  # fmt: skip
    assert Village.objects.values_list(*facts).get(code="410803004498") == (
        "雪莲虚拟社区", "雪莲虚拟社区", "xuelianxunishequ", "xlxnsq", "410803004", "community", "", None, 0,
    )  # fmt: skip
    assert list(Township.objects.filter(county="410871").values_list("name", "kind")) == [
        ("李万街道", "street"),
        ("文苑街道", "street"),
        ("文昌街道", "street"),
        ("阳庙镇", "town"),
        ("宁郭镇", "town"),
        ("苏家作乡", "xiang"),
    ]
    assert Village.objects.rated().count() == 157 - 4
    assert str(Village.objects.get(code="410871060201").township.county.city.province) == "河南省"


@pytest.mark.skipif(not HENAN.is_dir(), reason=f"the whole province's list is not at {HENAN}")
def test_a_city_as_it_stands_and_again():
    load(HENAN, under="4108")
    assert counts() == (1, 1, 11, 112, 2024)
    assert Village.objects.filter(name="", pinyin="").count() == 0
    before = everything()
    assert load(HENAN, under="4108") == "Everything is as the list says; nothing was saved.\n"
    assert everything() == before
    assert ChangeSet.objects.count() == 1


@pytest.mark.skipif(not HENAN.is_dir(), reason=f"the whole province's list is not at {HENAN}")
def test_directly_administered_places_have_a_city_of_their_own():
    load(HENAN, under="419001")
    assert [str(place.pk) for place in (City.objects.get(), County.objects.get())] == ["4190", "419001"]
    assert counts() == (1, 1, 1, 16, 557)


def test_again_changes_nothing():
    load()
    before = everything()
    assert load() == "Everything is as the list says; nothing was saved.\n"
    assert everything() == before
    assert ChangeSet.objects.count() == 1


def test_a_neighbour_joins_what_is_there():
    load(under="410871")
    assert load(under="410803") == "New: 1 counties.\nNew: 10 townships.\nNew: 49 units.\nSaved.\n"
    assert counts() == (1, 1, 2, 16, 157)


def test_the_change_set_counts_new_places():
    load()
    changeset = ChangeSet.objects.get()
    assert (changeset.deed, changeset.place, changeset.by, changeset.acting_as) == (
        "import_divisions", "410871", None, "command line",
    )  # fmt: skip
    assert changeset.summary == {"province": 1, "city": 1, "county": 1, "township": 6, "village": 108}
    assert changeset.changes.count() == 0


# Renamed ------------------------------------------------------------------------------------------------------


def test_a_renamed_place_is_renamed(folder):
    load()
    edit(folder, "villages.csv", "410871060201", "秦屯新村村民委员会")
    edit(folder, "streets.csv", "410871101", "宁郭街道")
    assert load(folder) == (
        "Renamed: 410871101 宁郭镇 → 宁郭街道\nRenamed: 410871060201 秦屯村村民委员会 → 秦屯新村村民委员会\nSaved.\n"
    )
    unit, township = Village.objects.get(code="410871060201"), Township.objects.get(code="410871101")
    assert (unit.name, unit.pinyin, unit.initials, unit.version) == ("秦屯新村", "qintunxincun", "qtxc", 2)
    assert (township.name, township.kind, township.pinyin) == ("宁郭街道", "street", "ningguojiedao")


def test_a_renamed_place_has_its_entry_in_the_change_log(folder):
    load()
    edit(folder, "villages.csv", "410871060201", "秦屯新村村民委员会")
    load(folder)
    change = Change.objects.get()
    assert (change.kind, change.model, change.object_id) == ("updated", "villages.village", "410871060201")
    assert change.before == {
        "official_name": "秦屯村村民委员会", "name": "秦屯村", "pinyin": "qintuncun", "initials": "qtc",
    }  # fmt: skip
    assert change.after == {
        "official_name": "秦屯新村村民委员会", "name": "秦屯新村", "pinyin": "qintunxincun", "initials": "qtxc",
    }  # fmt: skip


def test_what_people_edited_stays(folder):
    load()
    unit = Village.objects.get(code="410871060201")
    area = Area.objects.create(township=unit.township, name="东片")
    edited = {"name": "秦屯", "pinyin": "qintun", "rated_as": "community", "area": area, "order": 7}
    Village.objects.filter(pk=unit.pk).update(**edited)
    edit(folder, "villages.csv", unit.pk, "秦屯新村村民委员会")
    load(folder)
    unit.refresh_from_db()
    assert unit.official_name == "秦屯新村村民委员会"
    assert {field: getattr(unit, field) for field in edited} == edited


def test_an_edited_reading_stays_when_the_name_follows(folder):
    load()
    Village.objects.filter(pk="410871060201").update(pinyin="qinzhuncun")
    edit(folder, "villages.csv", "410871060201", "秦屯新村村民委员会")
    load(folder)
    unit = Village.objects.get(pk="410871060201")
    assert (unit.name, unit.pinyin, unit.initials) == ("秦屯新村", "qinzhuncun", "qtxc")


def test_an_edited_kind_of_a_township_stays(folder):
    load()
    Township.objects.filter(pk="410871101").update(kind="other")
    edit(folder, "streets.csv", "410871101", "宁郭街道")
    load(folder)
    assert Township.objects.get(pk="410871101").kind == "other"


# Missing ------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_reported_and_stays(folder):
    load()
    edit(folder, "villages.csv", "410871060201")
    assert load(folder) == (
        "Not in the list, stays: 410871060201 秦屯村村民委员会\nEverything is as the list says; nothing was saved.\n"
    )
    assert Village.objects.get(pk="410871060201").retired_on is None


@time_machine.travel(datetime.datetime(2022, 6, 1, 20, tzinfo=datetime.UTC), tick=False)
def test_missing_units_are_retired_on_request(folder):
    load()
    edit(folder, "villages.csv", "410871060201")
    assert load(folder, retire=True) == "Not in the list, is retired: 410871060201 秦屯村村民委员会\nSaved.\n"
    assert Village.objects.get(pk="410871060201").retired_on == datetime.date(2022, 6, 2)  # in Shanghai
    assert [change.after for change in Change.objects.all()] == [{"retired_on": "2022-06-02"}]
    assert load(folder, retire=True) == "Everything is as the list says; nothing was saved.\n"


def test_only_units_retire_and_only_below_the_prefix(folder):
    load(under="4108")
    edit(folder, "streets.csv", "410871101")
    for code in Village.objects.filter(township="410871101").values_list("code", flat=True):
        edit(folder, "villages.csv", code)
    edit(folder, "villages.csv", "410803001001")
    printed = load(folder, under="410871", retire=True).splitlines()
    assert printed[0] == "Not in the list, stays: 410871101 宁郭镇"
    assert len(printed) == 1 + 18 + 1
    assert Village.objects.filter(retired_on=None).count() == 157 - 18


def test_a_unit_retired_here_stays_retired_while_the_list_still_has_it():
    load()
    Village.objects.filter(pk="410871060201").update(retired_on=datetime.date(2022, 5, 1))
    assert load(retire=True) == "Everything is as the list says; nothing was saved.\n"
    assert Village.objects.get(pk="410871060201").retired_on == datetime.date(2022, 5, 1)


# All or nothing -----------------------------------------------------------------------------------------------


def test_a_dry_run_reports_and_saves_nothing(folder):
    load()
    before = everything()
    edit(folder, "villages.csv", "410871060201", "秦屯新村村民委员会")
    edit(folder, "villages.csv", "410871060202")
    assert load(folder, dry_run=True, retire=True) == (
        "Renamed: 410871060201 秦屯村村民委员会 → 秦屯新村村民委员会\n"
        "Not in the list, is retired: 410871060202 耿作村村民委员会\n"
        "Dry run: nothing was saved.\n"
    )
    assert everything() == before
    assert ChangeSet.objects.count() == 1


def test_one_bad_line_refuses_all_of_it(folder):
    edit(folder, "villages.csv", "410871060201", "长" * 61)
    with pytest.raises(CommandError) as refused:
        load(folder)
    assert str(refused.value) == (
        "villages.csv, line 53, column “name”: The name has 61 characters; at most 60 fit.\nNothing was saved."
    )
    assert counts() == (0, 0, 0, 0, 0)


def test_a_failure_on_the_way_leaves_nothing_behind(monkeypatch):
    saved = []

    def fail_late(places: int) -> None:
        saved.append(places)
        if sum(saved) > 100:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        import_divisions(divisions=read_divisions(DEMO, "410871"), progress=fail_late, by=None)
    assert saved == [1, 1, 1, 6, 108]
    assert counts() == (0, 0, 0, 0, 0)
    assert ChangeSet.objects.count() == 0


def test_only_the_installation_s_administrator_may(cast):
    divisions = read_divisions(DEMO, "410871")
    with pytest.raises(Refused):
        import_divisions(divisions=divisions, by=cast.ying)
    root = Seat(officer=make.seat("root", "管理员", is_superuser=True).officer)
    assert import_divisions(divisions=divisions, by=root).by == root.officer
