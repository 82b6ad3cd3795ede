"""A list's filter as one value: its query string, and what it keeps together with something else."""

import datetime
from itertools import product

import pytest
from django.http import QueryDict

from campaigns.assignments.forms import AssignmentsForm
from campaigns.assignments.rules import AssignmentFilter
from campaigns.chart.rules import ChartFilter
from campaigns.entry.rules.filters import link
from campaigns.ledger.choices import TaskGroup, TaskState
from campaigns.ledger.forms.lists import TaskListForm
from campaigns.ledger.rules.lists import DAYS, STATES, TaskFilter
from campaigns.opinions.rules import OpinionFilter
from campaigns.planning.rules.units import UnitFilter
from campaigns.year.choices import DueGroup


@pytest.mark.parametrize(
    ("by", "query"),
    [
        (UnitFilter(), ""),
        (UnitFilter(level="0", state=("draft", "returned")), "?level=0&state=draft&state=returned"),
        (OpinionFilter(from_whom="水利局"), "?from=%E6%B0%B4%E5%88%A9%E5%B1%80"),
        (AssignmentFilter(month=datetime.date(2026, 11, 1)), "?month=2026-11-01"),
        (ChartFilter(star="ecology", standing=("held", "reached")), "?star=ecology&standing=held&standing=reached"),
        (ChartFilter(overdue=True), "?overdue=1"),
    ],
)
def test_a_filter_knows_its_query_string(by, query):
    assert by.query() == query


def test_a_query_string_says_the_filter_that_it_came_from():
    tasks = TaskFilter(
        star="ecology", state="gap", due="week", township="410871060", unit=("410871060201",), row=(3, 4)
    )
    form = TaskListForm(
        QueryDict(tasks.query()[1:]), townships=[("410871060", "")], areas=[], stars=[("ecology", "")], tasks=[],
        departments=[],
    )  # fmt: skip
    assert form.is_valid()
    assert form.filter() == tasks
    given = AssignmentFilter(state="closed", month=datetime.date(2026, 11, 1))
    form = AssignmentsForm(QueryDict(given.query()[1:]), departments=[], stars=[], periods=[])
    assert form.is_valid()
    assert form.filter() == given


@pytest.mark.parametrize(("name", "values"), [("state", STATES), ("due", DAYS)])
def test_two_values_of_one_question_keep_what_both_keep(name, values):
    """Or no list shows it: then a figure is no link."""
    for one, other in product(values, values):
        both = TaskFilter(**{name: one}).also(**{name: other})
        kept = values[one] & values[other]
        assert both is None or values[getattr(both, name)] == kept
        assert both is not None or kept not in values.values()


def test_each_state_and_day_that_can_be_asked_for_says_what_it_keeps():
    assert set(STATES) == {*TaskState.values, *TaskGroup.values}
    assert set(DAYS) == set(DueGroup.values)


def test_a_narrower_question_is_kept():
    """On a list of checked tasks, those that are reached are the checked ones: 108 figures had dropped that."""
    checked = TaskFilter(state="checked", q="厕所")
    assert checked.also(state="all_reached", star="ecology") == TaskFilter(state="checked", q="厕所", star="ecology")
    assert checked.also(due="overdue") == TaskFilter(state="checked", q="厕所", due="overdue")
    assert TaskFilter(due="come").also(due="week") == TaskFilter(due="today")
    assert TaskFilter(lacking="person").also(lacking="due_on") is None


def test_a_figure_leads_nowhere_where_nothing_is_or_no_list_shows_it():
    assert [link(UnitFilter(), 3), link(UnitFilter(held="5"), 3), link(UnitFilter(), 0), link(None, 3)] == [
        "?", "?held=5", "", "",
    ]  # fmt: skip
