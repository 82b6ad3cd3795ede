"""The places that are broken on purpose (python -m tests.bite) are still there, and so are the tests that must notice.

Whether they do notice takes minutes and is not asked here.
"""

import pytest

from tests.bite.breaking import ROOT, Break, UnfitError, missing_tests
from tests.bite.breaks import BREAKS
from tests.bite.running import Answer, Verdict, named_tests, read


@pytest.mark.parametrize("wanted", BREAKS, ids=lambda wanted: wanted.where)
def test_every_break_fits_its_place(wanted):
    source = (ROOT / wanted.file).read_text(encoding="utf-8")
    assert wanted.broken(source) != source
    assert missing_tests(wanted) == []


def test_no_place_is_broken_twice_in_one_way():
    assert len({(each.where, each.was, each.then) for each in BREAKS}) == len(BREAKS)


SOURCE = """\
class Plan:
    @property
    def due(self):
        return 1 + 1


LIMIT: int = 1


def due():
    return 1
"""


@pytest.mark.parametrize(
    ("name", "was", "then", "line"),
    [
        ("Plan.due", "+ 1", "+ 2", "        return 1 + 2"),
        ("Plan.due", "@property", "@staticmethod", "    @staticmethod"),
        ("LIMIT", "1", "2", "LIMIT: int = 2"),
        ("due", "1", "2", "    return 2"),
    ],
)
def test_a_break_changes_its_place_alone(name, was, then, line):
    wrong = Break(f"module:{name}", was, then, "", "").broken(SOURCE)
    assert set(wrong.splitlines()) - set(SOURCE.splitlines()) == {line}


@pytest.mark.parametrize(
    ("name", "was", "then", "why"),
    [
        ("Plan.due", "1", "2", "stands there 2 times"),
        ("due", "+", "-", "stands there 0 times"),
        ("Plan.over", "1", "2", "there are 0 of this name"),
        ("due", "return 1", "return (1", "no Python"),
    ],
)
def test_a_break_that_does_not_fit_says_why(name, was, then, why):
    with pytest.raises(UnfitError, match=why):
        Break(f"module:{name}", was, then, "", "").broken(SOURCE)


@pytest.mark.parametrize(
    ("code", "output", "answer"),
    [
        (0, "12 passed in 3.1s", Answer(Verdict.MISSED)),
        (
            1,
            "FAILED tests/a/test_b.py::test_c[d - e] - AssertionError: assert [1] == [2]\n1 failed in 3.1s",
            Answer(Verdict.NOTICED, "tests/a/test_b.py::test_c[d - e]"),
        ),
        (
            1,
            "FAILED tests/a/test_b.py::test_c - NameError: name 'd' is not defined\n1 failed in 3.1s",
            Answer(Verdict.BROKE_DOWN, "FAILED tests/a/test_b.py::test_c NameError"),
        ),
        (
            1,
            "ERROR tests/a/test_b.py::test_c - campaigns.planning.actions.marks.Incomplete\n1 error in 3.1s",
            Answer(Verdict.BROKE_DOWN, "ERROR tests/a/test_b.py::test_c campaigns"),
        ),
        (2, "ERROR tests/a/test_b.py\n1 error in 3.1s", Answer(Verdict.BROKE_DOWN, "ERROR tests/a/test_b.py")),
        (4, "ERROR: not found: b.py", Answer(Verdict.BROKE_DOWN, "pytest ended with 4: ERROR: not found: b.py")),
        (5, "no tests ran in 0.1s\n", Answer(Verdict.BROKE_DOWN, "pytest ended with 5: no tests ran in 0.1s")),
    ],
)
def test_only_a_test_that_fails_has_noticed(code, output, answer):
    assert read(code, output) == answer


def test_a_file_named_whole_and_in_part_is_run_once():
    breaks = [
        Break("a:b", "", "", "", names) for names in ("tests/a.py::test_b tests/c.py", "tests/a.py tests/d.py::e")
    ]
    assert named_tests(breaks) == ["tests/a.py", "tests/c.py", "tests/d.py::e"]
