"""The change log cannot be rewritten, and where it was all the same, it shows."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone, translation

from campaigns.planning.models.findings import Answer
from campaigns.year.models.campaign import Campaign
from fivestar.changes import chain, clock, guard
from fivestar.changes.models import ORIGIN, Change, ChangeSet
from tests.changes.deeds import make_records, set_values, tell, touch
from tests.snapshot import kept
from villages.models import Village


@pytest.fixture
def unit(place) -> Village:
    return Village.objects.get(pk="410871062201")


def sealed(changeset: ChangeSet) -> bool:
    """Whether a change set, read back from the database, still has the digest it was written with."""
    kept = ChangeSet.objects.get(pk=changeset.pk)
    return kept.digest == changeset.digest == kept.seal(list(kept.changes.all()))


# The digest survives the way into either database and back ---------------------------------------------------

SUMMARIES = [
    {"plan": 3},
    {2: "int keys", 10: "sort as text in JSON", 1: "and as numbers in Python"},
    {"sum": Decimal("552.50"), "day": datetime.date(2026, 6, 20)},
    {"at": datetime.datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=datetime.UTC), "span": datetime.timedelta(hours=3)},
    {"floats": [0.1, 1.0, -0.0, 1e16, 1e-7, 1.5e300, 123456789.125], "big": 10**30},
    {"nested": {"b": [1, None, True, {"c": "“五星”"}], "a": []}},
    {"text": '换行\n制表\t引号" 反斜线\\ 表情😀 \u2028 \x7f'},
    {"words": translation.gettext_lazy("submitted"), "pair": (1, 2)},
]


@pytest.mark.parametrize("summary", SUMMARIES, ids=lambda summary: ",".join(map(str, summary)))
def test_a_summary_of_any_kind_keeps_its_seal(cast, summary):
    assert sealed(tell(by=cast.ying, summary=summary))


def test_values_of_any_kind_keep_their_seal(cast, place):
    days = {"planning_from": "2026-04-20", "plan_due": "2026-06-20", "assessment_on": "2026-11-30"}
    campaign = Campaign(
        county=place.county, year=2026, standard="x", budget=500, rate=Decimal("2.5"), rating_due="2027-02-28", **days
    )
    assert sealed(make_records(by=cast.ying, records=[campaign]))
    figures = [["sum", Decimal("552.50")], ["share", 0.6367], ["n", 276]]
    answer = Answer(
        campaign=campaign, finding="budget", place="410871", digest="0" * 64, figures=figures, state="confirmed"
    )
    assert sealed(make_records(by=cast.ying, records=[answer], reason="“五星”\n超支"))
    moment = datetime.datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=datetime.UTC)
    assert sealed(set_values(by=cast.admin, record=cast.eve.officer, values={"last_login": moment}))
    assert sealed(set_values(by=cast.ying, record=Village.objects.first(), values={"retired_on": "2026-05-04"}))
    assert sealed(touch(by=cast.ying, record=Village.objects.first()))


def test_a_time_told_on_the_countys_clock_keeps_its_seal(cast, unit):
    morning = datetime.datetime(2026, 5, 4, 8, 30, 0, 1, tzinfo=timezone.get_default_timezone())
    with clock.at(morning):
        assert sealed(set_values(by=cast.eve, record=unit, values={"order": 1}))


@pytest.mark.parametrize("microsecond", [0, 1, 999999])
def test_a_time_of_any_precision_keeps_its_seal(cast, unit, microsecond):
    with clock.at(datetime.datetime(2026, 12, 31, 23, 59, 59, microsecond, tzinfo=datetime.UTC)):
        assert sealed(set_values(by=cast.eve, record=unit, values={"order": 1}))


def test_a_long_change_set_keeps_its_order_and_its_seal(cast, unit):
    units = [Village.objects.get(pk=unit.pk) for _ in range(3)]
    for number, record in enumerate(units):
        record.pk = f"410871062{900 + number}"
    changeset = make_records(by=cast.ying, records=units)
    assert [change.object_id[-3:] for change in changeset.changes.all()] == ["900", "901", "902"]
    assert sealed(changeset)


# The command -------------------------------------------------------------------------------------------------


@pytest.fixture
@kept
def log(cast, unit) -> list[ChangeSet]:
    """Five change sets in a row."""
    return [
        set_values(by=cast.eve, record=unit, values={"order": number, "name": f"第{number}村"}, reason="试")
        for number in range(1, 6)
    ]


def verify(**options) -> list[str]:
    out = StringIO()
    with translation.override("en"):
        call_command("verify_changes", stdout=out, **options)
    return out.getvalue().splitlines()


def broken(**options) -> str:
    with pytest.raises(CommandError) as error:
        verify(**options)
    assert error.value.returncode == 1
    return str(error.value)


def named(changeset: ChangeSet) -> str:
    return f"Change set {changeset.pk} ({changeset.deed}, {changeset.at:%Y-%m-%d %H:%M:%S})"


def test_an_empty_log_is_whole(db):
    assert verify() == ["0 change sets are as they were written.", ORIGIN]


def test_a_whole_log_prints_its_head(log):
    assert verify() == ["5 change sets are as they were written.", log[-1].digest]
    assert [changeset.previous for changeset in log] == [ORIGIN, *(changeset.digest for changeset in log[:-1])]


OTHER = {
    "deed": "save_marks",
    "at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    "by": None,
    "acting_as": "别人",
    "on_behalf": True,
    "place": "410871",
    "year": 2025,
    "reason": "",
    "summary": {"plan": 4},
    "request_id": "x",
    "digest": "f" * 64,
    "previous": "e" * 64,
}
OTHER_CHANGE = {
    "kind": "created",
    "model": "villages.county",
    "object_id": "410871062202",
    "name": "别村",
    "place": "410803",
    "before": {},
    "after": {"order": 3, "name": "别村"},
}


@pytest.fixture
def unguarded(db):
    """What somebody with the keys to the database can do."""
    guard.lift(connection)
    yield
    guard.protect(connection)


@pytest.mark.parametrize("field", OTHER)
def test_a_rewritten_change_set_is_found(log, unguarded, field):
    ChangeSet.objects.filter(pk=log[2].pk).update(**{field: OTHER[field]})
    assert broken() == f"{named(ChangeSet.objects.get(pk=log[2].pk))} has been rewritten."


def test_every_field_of_a_change_set_is_sealed():
    assert {field.name for field in ChangeSet._meta.concrete_fields} - {"id", "undoes"} == OTHER.keys()
    assert {field.name for field in Change._meta.concrete_fields} - {"id", "changeset"} == OTHER_CHANGE.keys()


def test_an_invented_undo_is_found(log, unguarded):
    ChangeSet.objects.filter(pk=log[2].pk).update(undoes=log[1])
    assert broken() == f"{named(log[2])} has been rewritten."


@pytest.mark.parametrize("field", OTHER_CHANGE)
def test_a_rewritten_change_is_found(log, unguarded, field):
    log[3].changes.update(**{field: OTHER_CHANGE[field]})
    assert broken() == f"{named(log[3])} has been rewritten."


def test_a_change_that_went_is_found(log, unguarded):
    log[0].changes.all()._raw_delete("default")
    assert broken() == f"{named(log[0])} has been rewritten."


def test_a_change_that_moved_to_another_set_is_found(log, unguarded):
    log[3].changes.update(changeset=log[4])
    assert broken() == f"{named(log[3])} has been rewritten."


def test_a_change_slipped_in_is_found(log):
    """Inserting is allowed to everyone, rewriting to nobody."""
    change = log[1].changes.get()
    change.pk = None
    change.save(force_insert=True)
    assert broken() == f"{named(log[1])} has been rewritten."


@pytest.mark.parametrize(("gone", "shows_at"), [([0], 1), ([2], 3), ([1, 2, 3], 4)])
def test_a_missing_change_set_is_found(log, unguarded, gone, shows_at):
    for number in gone:
        log[number].changes.all()._raw_delete("default")
        ChangeSet.objects.filter(pk=log[number].pk)._raw_delete("default")
    assert broken() == f"What stood before {named(log[shows_at])} is missing or was rewritten."


def test_a_change_set_that_was_sealed_anew_is_found_behind_it(log, unguarded):
    forged = log[2]
    forged.reason = "另一个理由"
    forged.digest = forged.seal(list(forged.changes.all()))
    forged.save()
    assert broken() == f"What stood before {named(log[3])} is missing or was rewritten."


def test_two_successors_of_one_change_set_are_found(log, unguarded):
    fork = log[4]
    fork.previous = log[2].digest
    fork.digest = fork.seal(list(fork.changes.all()))
    fork.save()
    assert broken() == f"What stood before {named(log[4])} is missing or was rewritten."


def test_a_cut_end_is_found_by_those_who_knew_the_head(log, unguarded):
    head = log[-1].digest
    assert verify(known=head)[-1] == head
    log[-1].changes.all()._raw_delete("default")
    ChangeSet.objects.filter(pk=log[-1].pk)._raw_delete("default")
    assert verify() == ["4 change sets are as they were written.", log[3].digest]
    assert broken(known=head) == f"The log no longer contains {head}: its end was cut off or all of it was replaced."
    assert verify(known=log[1].digest)[-1] == verify(known=ORIGIN)[-1] == log[3].digest


def test_the_log_is_read_in_batches(log, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(chain, "BATCH", 2)
    with django_assert_num_queries(4):  # the sets, and the changes of two, two and one of them
        assert [link.is_sealed and link.follows for link in chain.walk()] == [True] * 5


# The database refuses ----------------------------------------------------------------------------------------

REFUSED = "the_change_log_is_not_rewritten"


@pytest.mark.parametrize("model", [ChangeSet, Change])
@pytest.mark.parametrize(
    "rewrite",
    [
        lambda rows: rows.update(place="41"),
        lambda rows: rows.update(place=models.F("place")),
        lambda rows: rows._raw_delete("default"),
        lambda rows: rows.delete(),
        lambda rows: rows.first().delete(),
        lambda rows: rows.first().save(),
        lambda rows: rows.bulk_update([rows.first()], ["place"]),
    ],
)
def test_no_line_is_rewritten_through_the_orm(log, model, rewrite):
    with pytest.raises(IntegrityError), transaction.atomic():
        rewrite(model.objects.all())
    assert verify() == ["5 change sets are as they were written.", log[-1].digest]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes_changeset SET reason = 'x'",
        "UPDATE changes_change SET name = name",
        "DELETE FROM changes_change",
        "DELETE FROM changes_changeset WHERE id = (SELECT MAX(id) FROM changes_changeset)",
    ],
)
def test_no_line_is_rewritten_by_hand(log, statement):
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify() == ["5 change sets are as they were written.", log[-1].digest]


@pytest.mark.parametrize("table", ["changes_change", "changes_changeset"])
def test_the_log_is_not_emptied(log, table):
    """SQLite does not know the word."""
    connection.check_constraints()  # PostgreSQL puts some of it off to the end of the transaction
    refused = pytest.raises(DatabaseError, match=f"{REFUSED}|syntax error")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert verify() == ["5 change sets are as they were written.", log[-1].digest]


def triggers() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def test_guards_stand_aside_while_there_is_something_to_migrate(db):
    there = triggers()
    assert there
    guard.before_migrations(using="default", plan=[])
    assert triggers() == there
    guard.before_migrations(using="default", plan=["a migration"])
    assert triggers() == []
    guard.after_migrations(using="default")
    assert triggers() == there
    guard.after_migrations(using="default")
    assert triggers() == there


def test_names_of_triggers_are_not_cut_off_by_postgresql(db):
    """PostgreSQL keeps 63 bytes of a name without a word."""
    assert max(len(guard._trigger(each, rule)) for each in guard._guards for rule in each.rules) <= 63


@pytest.mark.django_db(transaction=True)
def test_a_guarded_table_can_be_migrated():
    """SQLite alters a table by building another one, which drops its triggers and stumbles over those that name it."""
    there = triggers()
    field = models.CharField(max_length=200, default="", blank=True)
    field.set_attributes_from_name("note")
    guard.before_migrations(using="default", plan=["a migration"])
    with connection.schema_editor() as editor:
        editor.add_field(Change, field)
        editor.remove_field(Change, field)
    guard.after_migrations(using="default")
    assert triggers() == there
