"""Many writers at once, on both databases: nothing is lost, nothing is doubled, the chain never forks."""

import threading

import pytest
from django.db import connection, transaction

from fivestar.changes.chain import walk
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ORIGIN, ChangeSet, Receipt
from fivestar.changes.undo import undo
from tests.at_once import at_once, of_type
from tests.changes.deeds import append, cross, give_up, make_records, set_values
from villages.models import Area, Village

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, ROUNDS = 6, 8


@pytest.fixture
def unit(place) -> Village:
    return Village.objects.get(pk="410871062201")


def chain_is_whole() -> bool:
    links = list(walk())
    predecessors = [link.changeset.previous for link in links]
    return len(set(predecessors)) == len(predecessors) and all(link.follows and link.is_sealed for link in links)


def test_many_writers_on_one_row_lose_nothing(cast, unit):
    """Each reads, adds a letter and saves, and begins again when somebody else was first."""
    Village.objects.filter(pk=unit.pk).update(name="")

    def add(letter: str):
        def keep_adding():
            stale = 0
            for _ in range(ROUNDS):
                while True:
                    try:
                        append(by=cast.eve, record=unit, text=letter)
                        break
                    except Stale:
                        stale += 1
            return stale

        return keep_adding

    answers = at_once(*(add(letter) for letter in "abcdef"[:WRITERS]))
    assert of_type(answers, Exception) == []
    unit.refresh_from_db()
    assert sorted(unit.name) == sorted("abcdef"[:WRITERS] * ROUNDS)
    assert (unit.version, ChangeSet.objects.count()) == (1 + WRITERS * ROUNDS, WRITERS * ROUNDS)
    # What one change set left is what the next one found.
    states = [changeset.changes.get() for changeset in ChangeSet.objects.all()]
    assert [change.before["name"] for change in states[1:]] == [change.after["name"] for change in states[:-1]]
    assert chain_is_whole()


def test_of_writers_who_saw_the_same_version_one_wins_and_the_others_are_told(cast, unit):
    def rename(number: int):
        return lambda: set_values(
            by=cast.eve, record=Village.objects.get(pk=unit.pk), version=1, values={"name": f"第{number}村"}
        )

    answers = at_once(*(rename(number) for number in range(WRITERS)))
    (won,) = of_type(answers, ChangeSet)
    assert len(of_type(answers, Stale)) == WRITERS - 1
    unit.refresh_from_db()
    assert (unit.version, unit.name) == (2, won.changes.get().after["name"])
    assert list(ChangeSet.objects.all()) == [won]


def test_the_same_form_sent_eight_times_at_once_is_one_change_set(cast, unit):
    answers = at_once(*[lambda: append(by=cast.eve, record=unit, text="甲", token="t")] * 8)
    assert answers == [ChangeSet.objects.get()] * 8
    unit.refresh_from_db()
    assert (unit.name, unit.version, Receipt.objects.count()) == ("辛庄村甲", 2, 1)


def test_the_same_form_sent_at_once_creates_one_record(cast, place):
    def open_area():
        return make_records(by=cast.ying, records=[Area(township=place.liwan, name="东片")], token="t")

    answers = at_once(*[open_area] * 8)
    assert answers == [ChangeSet.objects.get()] * 8
    assert Area.objects.filter(township=place.liwan).count() == 1


def test_a_form_that_is_refused_each_time_leaves_nothing(cast, unit):
    # Each has read a record of its own: one that all share would show the others a version that was rolled back.
    units = [Village.objects.get(pk=unit.pk) for _ in range(4)]
    answers = at_once(
        *[lambda unit=unit: give_up(by=cast.eve, record=unit, values={"order": 1}, token="t") for unit in units]
    )
    assert [str(answer) for answer in answers] == ["Not today."] * 4
    assert (Receipt.objects.count(), ChangeSet.objects.count()) == (0, 0)


def test_the_chain_never_forks(cast, place):
    """Different rows, so that nothing but the chain makes the writers wait for each other."""
    units = list(Village.objects.all()[:WRITERS])

    def keep_changing(unit):
        return lambda: [
            set_values(by=cast.eve, record=unit, values={"order": number}) for number in range(1, ROUNDS + 1)
        ]

    answers = at_once(*(keep_changing(unit) for unit in units))
    assert of_type(answers, Exception) == []
    assert ChangeSet.objects.count() == WRITERS * ROUNDS
    assert ChangeSet.objects.first().previous == ORIGIN
    assert chain_is_whole()


def test_two_who_undo_the_same_change_undo_it_once(cast, unit):
    mine = set_values(by=cast.eve, record=unit, values={"order": 1})
    answers = at_once(*[lambda: undo(by=cast.eve, changeset=mine)] * 4)
    (won,) = of_type(answers, ChangeSet)
    assert [len(answer.problems) for answer in of_type(answers, Refused)] == [1] * 3
    assert ChangeSet.objects.get(undoes=mine) == won
    unit.refresh_from_db()
    assert (unit.order, unit.version) == (0, 3)


def test_two_who_create_the_same_record_one_is_told(cast, place):
    def open_area():
        return make_records(by=cast.ying, records=[Area(township=place.liwan, name="东片")])

    answers = at_once(*[open_area] * 4)
    assert len(of_type(answers, ChangeSet)) == 1
    sentence = next(c for c in Area._meta.constraints if c.name == "areas_of_a_township_have_different_names")
    assert [str(answer.message) for answer in of_type(answers, Refused)] == [str(sentence.violation_error_message)] * 3


def test_two_deeds_that_wait_for_each_other_are_both_done(cast, place):
    """On PostgreSQL one of the two is ended by the database and done again; SQLite lets them in one by one."""
    first, second = (Village.objects.get(pk=f"410871062{number}") for number in (201, 202))
    met, tries = threading.Barrier(2), []
    answers = at_once(
        lambda: cross(by=cast.eve, codes=[first.pk, second.pk], met=met, tries=tries),
        lambda: cross(by=cast.ying, codes=[second.pk, first.pk], met=met, tries=tries),
    )
    assert of_type(answers, Exception) == []
    assert len(tries) == (3 if connection.vendor == "postgresql" else 2)
    assert sorted(Village.objects.filter(pk__in=[first.pk, second.pk]).values_list("order", flat=True)) == [2, 2]
    assert chain_is_whole()


def test_who_reads_while_the_chain_grows_sees_it_whole(cast, unit):
    def write():
        for number in range(1, ROUNDS + 1):
            append(by=cast.eve, record=unit, text=str(number))

    def read():
        return [chain_is_whole() for _ in range(ROUNDS)]

    assert at_once(write, read) == [None, [True] * ROUNDS]


def test_a_transaction_that_ends_badly_leaves_the_chain_whole(cast, unit):
    def fail():
        with transaction.atomic():
            append(by=cast.ying, record=Village.objects.get(pk="410871062202"), text="乙")
            raise KeyError("the caller fails after the deed")

    answers = at_once(lambda: append(by=cast.eve, record=unit, text="甲"), fail)
    assert [type(answer) for answer in answers] == [ChangeSet, KeyError]
    assert [changeset.by for changeset in ChangeSet.objects.all()] == [cast.eve.officer]
    assert chain_is_whole()
