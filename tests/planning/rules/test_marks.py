"""What one unit's plan says, what it lacks, and until when it may be mended."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from campaigns.planning.rules.marks import Gap, UnitMark, gaps
from campaigns.sheets.rules import may_write
from campaigns.year.choices import Phase
from campaigns.year.rules import NEXT_PHASE, PREVIOUS_PHASE, Calendar, may_enter

STARS = ("branch", "industry", "ecology", "safety", "civility")
ANY_STARS = some.frozensets(some.sampled_from(STARS))


@pytest.fixture(autouse=True, scope="module")
def _english():
    with translation.override("en"):
        yield


def unit(targets: str = "", held: str = "", **more) -> UnitMark:
    facts = {"targets": frozenset(targets.split()), "held": frozenset(held.split())}
    return UnitMark(code="410871062201", name="辛庄村", kind="village", **facts, **more)


@given(ANY_STARS, ANY_STARS)
def test_every_star_is_kept_new_left_out_or_not_planned(targets, held):
    mark = UnitMark(code="1", name="", kind="village", targets=targets, held=held)
    assert mark.kept | mark.new == targets
    assert mark.kept | mark.left_out == held
    assert [mark.kept & mark.new, mark.kept & mark.left_out, mark.new & mark.left_out] == [set()] * 3
    assert (mark.level, mark.held_level) == (len(targets), len(held))


@pytest.mark.parametrize(
    ("mark", "planned", "held"),
    [
        (unit(), "not marked", "no level yet"),
        (unit(held="industry"), "not marked", "one star"),
        (unit("industry safety"), "two stars", "no level yet"),
        (unit(no_target=True, no_target_reason="moved"), "no target", "no level yet"),
    ],
)
def test_of_whom_nothing_is_said_plans_nothing_and_not_none(mark, planned, held):
    assert (str(mark.level_name), str(mark.held_name)) == (planned, held)


def test_a_unit_is_empty_until_something_is_said():
    assert unit(held="industry").is_empty
    assert not unit("industry").is_empty
    assert not unit(no_target=True).is_empty


# What is missing ---------------------------------------------------------------------------------------------

EMPTY = "Mark at least one star, or state that there is no target this year."
BOTH = "It says “no target this year” and has target stars; take one of them back."
WHY = "Say why the unit has no target this year."
CAPSTONE = "The solid-branch star needs the other four; add them or leave it out."


@pytest.mark.parametrize(
    ("mark", "sentences"),
    [
        (unit("industry"), []),
        (unit(), [EMPTY]),
        (unit(held="industry"), [EMPTY]),
        (unit(no_target=True, no_target_reason="整村搬迁"), []),
        (unit(no_target=True), [WHY]),
        (unit(no_target=True, no_target_reason="  "), [WHY]),
        (unit("industry", no_target=True), [BOTH, WHY]),
        (unit("industry", no_target=True, no_target_reason="整村搬迁"), [BOTH]),
        (unit("branch"), []),
        (unit("branch industry ecology safety"), []),
    ],
)
def test_what_a_unit_lacks(mark, sentences):
    found = gaps(mark)
    assert [str(gap.sentence) for gap in found] == sentences
    assert list(found) == [Gap("410871062201", "辛庄村", "")] * len(sentences)


@pytest.mark.parametrize(
    ("targets", "sentences"),
    [
        ("branch", [CAPSTONE]),
        ("branch industry ecology safety", [CAPSTONE]),
        ("branch industry ecology safety civility", []),
        ("industry ecology safety civility", []),
    ],
)
def test_where_the_county_insists_the_solid_branch_star_needs_the_other_four(targets, sentences):
    assert [str(gap.sentence) for gap in gaps(unit(targets), {"branch"})] == sentences


# What an approval approves -----------------------------------------------------------------------------------

APPROVED = {"targets": "industry safety", "held": "safety"}


def test_the_digest_is_the_same_for_the_same_marks():
    assert unit("safety industry", "safety").digest() == unit("industry safety", "safety").digest()


@pytest.mark.parametrize(
    "other",
    [
        {"targets": "industry"},
        {"targets": "industry safety civility"},
        {"targets": "safety ecology"},
        {"held": ""},
        {"held": "safety industry"},
        {"no_target": True},
        {"no_target_reason": "整村搬迁"},
    ],
)
def test_the_digest_is_another_for_other_marks(other):
    assert unit(**(APPROVED | other)).digest() != unit(**APPROVED).digest()


@given(ANY_STARS, ANY_STARS, ANY_STARS, ANY_STARS)
def test_no_two_marks_have_one_digest(targets, held, other_targets, other_held):
    one = UnitMark(code="1", name="", kind="village", targets=targets, held=held)
    other = UnitMark(code="1", name="", kind="village", targets=other_targets, held=other_held)
    assert (one.digest() == other.digest()) == (one == other)


def test_the_digest_names_the_unit_and_its_star_set_but_not_its_name():
    mark = unit(**APPROVED)
    fields = {"targets": mark.targets, "held": mark.held}
    assert UnitMark("410871062202", "辛庄村", "village", **fields).digest() != mark.digest()
    assert UnitMark("410871062201", "辛庄村", "community", **fields).digest() != mark.digest()
    assert UnitMark("410871062201", "新辛庄", "village", **fields).digest() == mark.digest()


# Until when --------------------------------------------------------------------------------------------------

DUE = datetime.date(2026, 6, 20)
ONE = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("phase", "today", "open_until", "may"),
    [
        (Phase.PLANNING, DUE - ONE, None, True),
        (Phase.PLANNING, DUE, None, True),
        (Phase.PLANNING, DUE + ONE, None, False),
        (Phase.PLANNING, DUE + ONE, DUE + ONE, True),
        (Phase.PLANNING, DUE + 2 * ONE, DUE + ONE, False),
        (Phase.PLANNING, DUE, DUE - ONE, True),
        (Phase.CREATING, DUE - ONE, None, False),
        (Phase.CREATING, DUE + ONE, DUE + ONE, True),
        (Phase.CREATING, DUE + 2 * ONE, DUE + ONE, False),
        (Phase.RATING, DUE, DUE, False),
        (Phase.CLOSED, DUE, DUE, False),
    ],
)
def test_a_deadline_includes_its_day(phase, today, open_until, may):
    assert may_enter(phase, today, DUE, open_until) is may


@pytest.mark.parametrize(
    ("phase", "today", "open_until", "may"),
    [
        (Phase.PLANNING, DUE, None, True),
        (Phase.CREATING, DUE, None, True),  # sheets may be due when the stars are settled already
        (Phase.CREATING, DUE + ONE, None, False),
        (Phase.CREATING, DUE + ONE, DUE + ONE, True),
        (Phase.PLANNING, DUE + 2 * ONE, DUE + ONE, False),
        (Phase.CREATING, DUE, DUE - ONE, True),
        (Phase.RATING, DUE, DUE, False),
        (Phase.CLOSED, DUE, DUE, False),
    ],
)
def test_a_deadline_of_sheets_includes_its_day(phase, today, open_until, may):
    assert may_write(phase, today, DUE, open_until) is may


def calendar(phase: str) -> Calendar:
    return Calendar(
        phase=phase,
        planning_from=datetime.date(2026, 4, 20),
        plan_due=DUE,
        assessment_on=datetime.date(2026, 11, 30),
        rating_due=datetime.date(2027, 2, 28),
    )


@pytest.mark.parametrize(
    ("phase", "last"),
    [
        (Phase.PLANNING, DUE),
        (Phase.CREATING, datetime.date(2026, 11, 30)),
        (Phase.RATING, datetime.date(2027, 2, 28)),
        (Phase.CLOSED, datetime.date(2027, 2, 28)),
    ],
)
def test_days_that_are_left_of_a_phase(phase, last):
    assert calendar(phase).ends() == last
    assert [calendar(phase).days_left(last + number * ONE) for number in (-1, 0, 1)] == [1, 0, -1]


def test_phases_follow_each_other_and_back():
    phase, walked = Phase.PLANNING, [Phase.PLANNING]
    while phase := NEXT_PHASE.get(phase):
        walked.append(phase)
    assert walked == list(Phase)
    assert [PREVIOUS_PHASE.get(phase) for phase in Phase] == [None, *walked[:-1]]
