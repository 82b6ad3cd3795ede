"""Deeds that meet each other, and errors of the database."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from fivestar.changes import deeds
from fivestar.changes.deeds import Refused
from fivestar.changes.models import ChangeSet
from tests.changes.deeds import give_up, make_records, rewrite, set_values
from villages.models import Area, Village


@pytest.fixture
def unit(place) -> Village:
    return Village.objects.get(pk="410871062201")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


# Two transactions that wait for each other -------------------------------------------------------------------


class Deadlock(Exception):
    sqlstate = "40P01"


def deadlocks(times: int, monkeypatch):
    """Let the end of a deed fail as PostgreSQL fails one of two transactions that wait for each other."""
    write, left = deeds.Recorder.write, [times]

    def failing(self):
        changeset = write(self)
        if left[0]:
            left[0] -= 1
            raise OperationalError from Deadlock()
        return changeset

    monkeypatch.setattr(deeds.Recorder, "write", failing)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 2])
def test_a_deadlock_is_tried_again(times, unit, monkeypatch):
    deadlocks(times, monkeypatch)
    changeset = set_values(by=None, record=unit, version=1, values={"order": 1})
    assert (fresh(unit).order, fresh(unit).version) == (1, 2)
    assert list(ChangeSet.objects.all()) == [changeset]


@pytest.mark.django_db(transaction=True)
def test_a_record_in_hand_is_written_again_after_a_deadlock(unit, monkeypatch):
    """Otherwise it would already say what is wanted, nothing would differ, and nothing would be saved."""
    deadlocks(1, monkeypatch)
    assert set_values(by=None, record=unit, values={"order": 1}).pk
    assert fresh(unit).order == 1


@pytest.mark.django_db(transaction=True)
def test_three_deadlocks_are_enough(unit, monkeypatch):
    deadlocks(3, monkeypatch)
    with pytest.raises(OperationalError):
        set_values(by=None, record=unit, values={"order": 1})
    assert (fresh(unit).version, ChangeSet.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_a_deadlock_is_not_tried_again(unit, monkeypatch):
    deadlocks(1, monkeypatch)
    with pytest.raises(OperationalError), transaction.atomic():
        set_values(by=None, record=unit, values={"order": 1})


def test_another_failure_is_not_tried_again(unit, monkeypatch):
    tried = []

    def failing(self):
        tried.append(1)
        raise OperationalError("disk full")

    monkeypatch.setattr(deeds.Recorder, "write", failing)
    with pytest.raises(OperationalError):
        set_values(by=None, record=unit, values={"order": 1})
    assert tried == [1]


def test_a_refusal_inside_another_transaction_spares_what_was_done_before(cast, unit):
    with transaction.atomic():
        rewrite(by=cast.eve, record=unit, values={"order": 1})
        with pytest.raises(Refused):
            make_records(by=cast.eve, records=[Area(township=unit.township, name="第一管区")])
        with pytest.raises(Refused):
            give_up(by=cast.eve, record=unit, values={"order": 2})
    assert (fresh(unit).order, ChangeSet.objects.count()) == (1, 1)


def test_the_databases_errors_are_not_lost(cast, unit):
    """Only integrity errors become sentences; the log of the server gets the error behind them."""
    with pytest.raises(Refused) as refused:
        make_records(by=cast.eve, records=[Area(township=unit.township, name="第一管区")])
    assert isinstance(refused.value.__cause__, IntegrityError)
    assert connection.is_usable()
