"""A deed: one transaction, one change set, one answer to one form."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db.models import ProtectedError
from django.utils import timezone, translation

from campaigns.planning.choices import Source
from campaigns.planning.models.figures import Figure, FigureSheet
from campaigns.year.models.campaign import Campaign
from fivestar.changes import clock, deeds
from fivestar.changes.deeds import Refused, Repeated, Stale, TwoDeedsOfOneNameError, deed, deed_named
from fivestar.changes.models import Change, ChangeSet, Receipt
from fivestar.changes.undo import undo
from tests import make
from tests.changes.deeds import append, give_up, make_records, remove, set_values, tell, touch, write_down
from villages.models import Area, Officer, Township, Village

UTC = datetime.UTC


@pytest.fixture
def unit(place) -> Village:
    return Village.objects.get(pk="410871062201")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


# What a change set says --------------------------------------------------------------------------------------


def test_a_change_set_says_who_when_what_and_why(cast, unit):
    request = deeds.request_id.set("4f1c")
    try:
        with time_machine.travel("2026-05-04 01:02:03.456789+00:00", tick=False):
            changeset = set_values(
                by=cast.eve, record=unit, version=1, values={"name": "辛庄", "order": 7}, reason=" 名称有误 "
            )
    finally:
        deeds.request_id.reset(request)
    kept = ChangeSet.objects.get()
    assert kept == changeset
    assert (kept.deed, kept.label) == ("set_values", "Set")
    assert (kept.by, kept.acting_as, kept.on_behalf) == (cast.eve.officer, str(cast.eve.post), False)
    assert kept.at == datetime.datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=UTC)
    assert (kept.place, kept.year) == ("410871062201", None)
    assert (kept.reason, kept.request_id) == ("名称有误", "4f1c")
    change = kept.changes.get()
    assert (change.kind, change.model, change.object_id) == ("updated", "villages.village", "410871062201")
    assert (change.name, change.place) == ("辛庄", "410871062201")
    assert (change.before, change.after) == ({"name": "辛庄村", "order": 0}, {"name": "辛庄", "order": 7})


def test_only_what_differs_is_kept_and_saved(cast, unit):
    Village.objects.filter(pk=unit.pk).update(pinyin="behind the back")  # a field that the deed does not name
    set_values(by=cast.eve, record=unit, values={"name": "辛庄", "order": 0})
    assert Change.objects.get().after == {"name": "辛庄"}
    assert fresh(unit).pinyin == "behind the back"


def test_the_record_in_hand_says_what_was_saved(cast, unit):
    area = unit.area
    set_values(by=cast.eve, record=unit, values={"area": None, "order": "3"})
    assert (unit.area, unit.order, unit.version) == (None, 3, 2)
    set_values(by=cast.eve, record=unit, values={"area": area})
    assert (unit.area, unit.area_id, unit.version) == (area, area.pk, 3)


def test_nothing_is_written_when_nothing_differs(cast, unit):
    changeset = set_values(by=cast.eve, record=unit, values={"name": "辛庄村", "area": unit.area})
    assert changeset.pk is None
    assert (ChangeSet.objects.count(), fresh(unit).version) == (0, 1)


SAME = [
    ("budget", Decimal(500)),
    ("budget", 500),
    ("budget", "500.0"),
    ("plan_due", "2026-06-20"),
    ("rate", None),
    ("word", "creation"),
]


@pytest.mark.parametrize(("field", "value"), SAME)
def test_equal_values_in_another_guise_are_no_change(campaign_2026, cast, field, value):
    assert set_values(by=cast.ying, record=campaign_2026, values={field: value}).pk is None


def test_a_moment_told_on_another_clock_is_no_change(cast, place):
    moment = datetime.datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=UTC)
    officer = cast.eve.officer
    set_values(by=None, record=officer, values={"last_login": moment})
    there = moment.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    assert set_values(by=None, record=officer, values={"last_login": there}).pk is None


@pytest.fixture
def campaign_2026(place) -> Campaign:
    days = {"planning_from": "2026-04-20", "plan_due": "2026-06-20", "assessment_on": "2026-11-30"}
    made = Campaign.objects.create(
        county=place.county, year=2026, standard="x", budget="500.00", rating_due="2027-02-28", **days
    )
    return fresh(made)


def test_the_log_speaks_the_language_of_the_installation(cast, place, campaign_2026):
    with translation.override("en"):
        sheet = FigureSheet(campaign=campaign_2026, township=None, source=Source.PLAN)
        changeset = make_records(by=cast.ying, records=[sheet])
    with translation.override("zh-hans"):
        assert (changeset.acting_as, changeset.changes.get().name) == (str(cast.ying.post), str(sheet))


def test_a_deed_of_nobody_is_done_by_the_program(unit):
    changeset = set_values(by=None, record=unit, values={"order": 1}, token="t")
    assert (changeset.by, changeset.acting_as, Receipt.objects.count()) == (None, "", 0)


def test_deeds_can_be_told_a_time(cast, unit):
    moment = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    with clock.at(moment):
        assert (clock.now(), clock.today()) == (moment, datetime.date(2026, 5, 4))
        assert set_values(by=cast.eve, record=unit, values={"order": 1}).at == moment
    assert abs(timezone.now() - clock.now()) < datetime.timedelta(seconds=1)


# All or nothing ----------------------------------------------------------------------------------------------


def test_a_refusal_leaves_nothing_behind(cast, unit):
    with pytest.raises(Refused, match=r"Not today\.") as refused:
        give_up(by=cast.eve, record=unit, values={"name": "别名"}, token="t")
    assert (refused.value.problems, refused.value.status) == (["It rains.", "It is late."], 422)
    assert (fresh(unit).name, fresh(unit).version) == ("辛庄村", 1)
    assert (ChangeSet.objects.count(), Receipt.objects.count()) == (0, 0)


def test_after_a_refusal_the_record_in_hand_is_as_it_was(cast, unit):
    area = unit.area
    with pytest.raises(Refused):
        give_up(by=cast.eve, record=unit, values={"name": "别名", "area": None, "order": 4})
    assert (unit.name, unit.area, unit.order, unit.version) == ("辛庄村", area, 0, 1)
    assert set_values(by=cast.eve, record=unit, version=1, values={"name": "别名"}).pk


# Versions ----------------------------------------------------------------------------------------------------


def test_each_change_raises_the_version_by_one(cast, unit):
    for number in (1, 2, 3):
        set_values(by=cast.eve, record=unit, version=number, values={"order": number})
    touch(by=cast.eve, record=unit, version=4)
    assert (unit.version, fresh(unit).version) == (5, 5)


@pytest.mark.parametrize("values", [{"name": "别名"}, {"name": "辛庄村"}])
def test_another_version_is_stale_whether_or_not_anything_differs(cast, unit, values):
    with pytest.raises(Stale) as stale:
        set_values(by=cast.eve, record=unit, version=2, values=values)
    assert (stale.value.records, stale.value.status) == ([unit], 409)
    assert (fresh(unit).name, ChangeSet.objects.count()) == ("辛庄村", 0)


@pytest.mark.parametrize("do", [lambda **facts: set_values(values={"order": 9}, **facts), touch])
def test_a_record_read_before_somebody_changed_it_is_stale(cast, unit, do):
    read_earlier = fresh(unit)
    set_values(by=cast.eve, record=unit, values={"name": "别名"})
    with pytest.raises(Stale):
        do(by=cast.ying, record=read_earlier)
    assert (fresh(unit).name, fresh(unit).order, fresh(unit).version) == ("别名", 0, 2)


def test_touching_another_version_is_stale(cast, unit):
    with pytest.raises(Stale):
        touch(by=cast.eve, record=unit, version=2)


def test_a_record_that_is_gone_is_stale(cast, unit):
    read_earlier = fresh(unit)
    unit.delete()
    with pytest.raises(Stale):
        set_values(by=cast.eve, record=read_earlier, values={"order": 1})


# What the database refuses becomes a sentence ----------------------------------------------------------------


def test_a_check_becomes_its_sentence(cast, unit):
    other = Village.objects.get(pk="410871062202")
    with pytest.raises(Refused) as refused:
        set_values(by=cast.eve, record=unit, values={"successor": other})
    assert str(refused.value.message) == _said(Village, "only_a_retired_unit_has_a_successor")


def test_a_unique_constraint_becomes_its_sentence(cast, place):
    with pytest.raises(Refused) as refused:
        make_records(by=cast.eve, records=[Area(township=place.wenchang, name="第一管区")])
    assert str(refused.value.message) == _said(Area, "areas_of_a_township_have_different_names")


def test_a_conditional_unique_constraint_becomes_its_sentence(cast, campaign_2026):
    sheets = [FigureSheet(campaign=campaign_2026, township=None, source=Source.PLAN) for _ in range(2)]
    with pytest.raises(Refused) as refused:
        make_records(by=cast.ying, records=sheets)
    assert str(refused.value.message) == _said(FigureSheet, "a_county_states_its_figures_once")


def test_a_unique_field_becomes_a_sentence(cast):
    with pytest.raises(Refused) as refused:
        make_records(by=cast.admin, records=[Officer(username="eve", name="又一个", password="x")])
    assert str(refused.value.message) == Officer().unique_error_message(Officer, ("username",)).messages[0]


def test_a_constraint_without_words_becomes_a_plain_sentence(cast, place, campaign_2026):
    sheet = FigureSheet(campaign=campaign_2026, township=place.liwan, source=Source.PLAN)
    with translation.override("en"), pytest.raises(Refused) as refused:
        make_records(by=cast.ying, records=[sheet])
    assert str(refused.value.message) == "This contradicts a rule of the database. Nothing was saved."


def test_a_name_in_the_row_is_not_taken_for_the_constraint_that_fired(cast, unit):
    """PostgreSQL's error quotes the row, and people may write anything into it."""
    other = Village.objects.get(pk="410871062202")
    values = {"successor": other, "official_name": "areas_of_a_township_have_different_names"}
    with pytest.raises(Refused) as refused:
        set_values(by=cast.eve, record=unit, values=values)
    assert str(refused.value.message) == _said(Village, "only_a_retired_unit_has_a_successor")


def _said(model, name: str) -> str:
    return str(next(c for c in model._meta.constraints if c.name == name).violation_error_message)


UNFIT = [
    ("name", "长" * 61),
    ("order", -1),
    ("order", 10**30),
    ("order", "many"),
    ("retired_on", "soon"),
]


@pytest.mark.parametrize(("field", "value"), UNFIT)
def test_both_databases_refuse_what_does_not_fit(cast, unit, field, value):
    with pytest.raises(Refused):
        set_values(by=cast.eve, record=unit, values={field: value})
    assert (fresh(unit).version, ChangeSet.objects.count()) == (1, 0)


def test_both_databases_refuse_to_create_what_does_not_fit(cast, place):
    with pytest.raises(Refused):
        make_records(by=cast.eve, records=[Area(township=place.wenchang, name="长" * 41)])
    assert Area.objects.count() == 1


def test_money_has_two_places(cast, campaign_2026):
    with pytest.raises(Refused):
        set_values(by=cast.ying, record=campaign_2026, values={"budget": Decimal("1.234")})
    with pytest.raises(Refused):
        set_values(by=cast.ying, record=campaign_2026, values={"budget": Decimal(10) ** 9})


def test_a_reason_with_characters_that_cannot_be_kept(cast, unit):
    assert set_values(by=cast.eve, record=unit, values={"order": 1}, reason="更\0正").reason == "更正"
    assert set_values(by=cast.eve, record=unit, values={"order": 2}, reason="更\ud800\x02正\ufffe").reason == "更正"


@pytest.mark.parametrize("text", ["辛\0庄", "辛\ud800庄", "辛\x02\x9f庄", "\ufffe辛庄\U0001ffff"])
def test_no_deed_stores_a_character_that_no_output_can_carry(cast, place, unit, text):
    """Not in a record, not in the log: this is the gate of all that is stored, whichever form, file or command it came
    through."""
    made = make_records(by=cast.eve, records=[Area(township=place.wenchang, name=text)])
    assert Area.objects.filter(name="辛庄").count() == 1
    assert [change.name for change in made.changes.all()] == ["辛庄"]
    changed = set_values(by=cast.eve, record=unit, values={"name": text})
    assert fresh(unit).name == "辛庄"
    assert [change.after["name"] for change in changed.changes.all()] == ["辛庄"]


# Deleting ----------------------------------------------------------------------------------------------------


def test_nothing_is_deleted_along_with_a_record(cast, campaign_2026):
    sheet = FigureSheet.objects.create(campaign=campaign_2026, source=Source.PLAN)
    rows = [Figure.objects.create(sheet=sheet, kind="village", measure="level", key=str(n), count=n) for n in (1, 2)]
    with pytest.raises(Refused) as refused:
        remove(by=cast.ying, records=[sheet])
    assert refused.value.problems == [str(row) for row in rows]
    remove(by=cast.ying, records=[*rows, sheet])
    assert (Figure.objects.count(), FigureSheet.objects.count(), Change.objects.count()) == (0, 0, 3)


def test_nothing_is_changed_along_with_a_deleted_record(cast, place):
    """Deleting an area would quietly take it from its units."""
    with pytest.raises(Refused) as refused:
        remove(by=cast.eve, records=[Area.objects.get()])
    assert refused.value.problems == ["辛庄村", "姚郭庄村"]


def test_what_is_protected_is_told(cast, place):
    with pytest.raises(Refused) as refused:
        remove(by=cast.admin, records=[place.zhuwang])
    assert "朱村" in refused.value.problems
    with pytest.raises(ProtectedError):
        place.zhuwang.delete()


# One form, one answer ----------------------------------------------------------------------------------------


def test_a_repeated_submission_gets_the_first_result(cast, unit):
    first = set_values(by=cast.eve, record=unit, version=1, values={"order": 1}, token="t")
    again = set_values(by=cast.eve, record=fresh(unit), version=1, values={"order": 1}, token="t")
    assert (again, again.summary, ChangeSet.objects.count()) == (first, first.summary, 1)
    assert fresh(unit).version == 2


def test_a_repeated_submission_that_changed_nothing_changes_nothing_later(cast, unit):
    set_values(by=cast.eve, record=unit, values={"order": 0}, token="t")
    set_values(by=cast.ying, record=unit, values={"order": 5})
    again = set_values(by=cast.eve, record=fresh(unit), values={"order": 0}, token="t")
    assert (again.pk, fresh(unit).order) == (None, 5)


def test_a_token_belongs_to_one_officer(cast, unit):
    append(by=cast.eve, record=unit, text="甲", token="t")
    append(by=cast.ying, record=unit, text="甲", token="t")
    assert fresh(unit).name == "辛庄村甲甲"


def test_the_same_token_with_other_words_is_another_submission(cast, unit):
    """Someone goes back to a form, mends it and sends it again: the words must not vanish."""
    append(by=cast.eve, record=unit, text="甲", token="t")
    append(by=cast.eve, record=unit, text="乙", token="t")
    set_values(by=cast.eve, record=fresh(unit), values={"order": 3}, token="t")
    append(by=cast.eve, record=unit, text="甲", token="t")
    append(by=cast.eve, record=unit, text="甲", token="t", reason="另有原因")
    assert (fresh(unit).name, fresh(unit).order) == ("辛庄村甲乙甲", 3)


def test_the_same_recorded_twice_is_asked_for_once_more(cast, unit):
    """Back, and sent again by another form: it may be a second one, but nobody makes it unasked."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        write_down(by=cast.eve, record=unit, text="甲", token="a")
        clock.shift(datetime.timedelta(minutes=7))
        with pytest.raises(Repeated, match="7 分钟前") as asked:
            write_down(by=cast.eve, record=fresh(unit), text="甲", token="b")
        assert (asked.value.status, fresh(unit).name) == (409, "辛庄村甲")
        for _press in range(2):  # meant, and a double click of it
            write_down(by=cast.eve, record=fresh(unit), text="甲", token=asked.value.token)
        assert fresh(unit).name == "辛庄村甲甲"
        with pytest.raises(Repeated, match="1 分钟前"):
            write_down(by=cast.eve, record=fresh(unit), text="甲", token="c")


def test_other_words_another_person_and_another_hour_are_not_asked(cast, unit):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        write_down(by=cast.eve, record=unit, text="甲", token="a")
        write_down(by=cast.eve, record=fresh(unit), text="乙", token="b")
        write_down(by=cast.ying, record=fresh(unit), text="甲", token="c")
        write_down(by=cast.eve, record=fresh(unit), text="甲")  # a program, not a form
        clock.shift(datetime.timedelta(hours=1))
        write_down(by=cast.eve, record=fresh(unit), text="甲", token="d")
    assert fresh(unit).name == "辛庄村甲乙甲甲甲"


def test_what_was_taken_back_may_be_recorded_again(cast, unit):
    undo(by=cast.eve, changeset=write_down(by=cast.eve, record=unit, text="甲", token="a"))
    write_down(by=cast.eve, record=fresh(unit), text="甲", token="b")
    assert fresh(unit).name == "辛庄村甲"


def test_what_the_person_saw_is_checked_before_anything_is_done(cast, unit):
    def check():
        raise Refused("Look again.")

    with pytest.raises(Refused, match="Look again"):
        append(by=cast.eve, record=unit, text="甲", token="t", check=check)
    append(by=cast.eve, record=unit, text="甲", token="t")
    append(by=cast.eve, record=unit, text="甲", token="t", check=check)  # the answer of the first
    assert fresh(unit).name == "辛庄村甲"


def test_the_same_token_for_another_deed_is_another_submission(cast, unit):
    """Handing in and taking back are told the same campaign and the same units."""
    set_values(by=cast.eve, record=unit, values={"order": 1}, token="t")
    with pytest.raises(Refused, match=r"Not today\."):
        give_up(by=cast.eve, record=unit, values={"order": 1}, token="t")


def test_without_a_token_each_submission_counts(cast, unit):
    append(by=cast.eve, record=unit, text="甲")
    append(by=cast.eve, record=unit, text="甲")
    assert (fresh(unit).name, Receipt.objects.count()) == ("辛庄村甲甲", 0)


def test_a_refused_submission_can_be_sent_again(cast, unit):
    with pytest.raises(Stale):
        set_values(by=cast.eve, record=unit, version=9, values={"order": 1}, token="t")
    assert set_values(by=cast.eve, record=unit, version=1, values={"order": 1}, token="t").pk


def test_a_token_may_be_anything(cast, unit):
    append(by=cast.eve, record=unit, text="甲", token="长\0\ud800" * 100)
    append(by=cast.eve, record=unit, text="甲", token="长\0\ud800" * 100)
    assert fresh(unit).name == "辛庄村甲"


def test_a_new_record_is_told_from_another_new_record(cast, place):
    def area(name):
        return Area(township=place.liwan, name=name)

    make_records(by=cast.ying, records=[area("东片")], token="t")
    make_records(by=cast.ying, records=[area("东片")], token="t")
    make_records(by=cast.ying, records=[area("西片")], token="t")
    assert list(Area.objects.filter(township=place.liwan).values_list("name", flat=True)) == ["东片", "西片"]


def test_facts_of_every_shape_can_come_with_a_token(cast, campaign):
    standard = make.STANDARD
    facts = {
        "a": (1, "一", None, True, Decimal("1.50"), datetime.date(2026, 1, 1)),
        "b": frozenset({"x", "y"}),
        "c": Township.objects.order_by("pk"),
        "d": standard,
        "e": {5: campaign, 1: {"k": [make.row(campaign, "410871062201")]}},
    }
    first = tell(by=cast.ying, summary={"n": 1}, token="t")
    assert tell(by=cast.ying, summary={"n": 1}, token="t") == first
    told = deeds.json.dumps(facts, cls=deeds._Facts, sort_keys=True)
    assert told == deeds.json.dumps(facts | {"c": Township.objects.order_by("pk")}, cls=deeds._Facts, sort_keys=True)
    with pytest.raises(TypeError):
        deeds.json.dumps(object(), cls=deeds._Facts)


def test_two_deeds_of_one_name_do_not_start():
    """The log would tell one of them by the other's words, and undo it by the other's guard."""
    with pytest.raises(TwoDeedsOfOneNameError, match=r"set_values: in tests\.changes\.deeds\.set_values and in "):

        @deed(label="Set otherwise")
        def set_values(change):
            """Bears the name of another one."""

    assert deed_named("set_values").body.__module__ == "tests.changes.deeds"
