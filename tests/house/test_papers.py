"""What the papers name is there: files, and functions, classes and values in them."""

import re

import pytest

from tests.house.tree import ROOT

PAPERS = ("README.md", "CONTRIBUTING.md", "docs/decisions.md")
# `planning/actions/marks.py: save_marks, submit_plans`, from the root of the project or below campaigns.
NAMED = re.compile(r"`([\w./-]+\.(?:py|html|css|js|csv|md|toml|po))(?::\s+([\w,\s]+))?`")


def named() -> list[tuple[str, str, str]]:
    """(paper, path, names) of each file that a paper names."""
    return [
        (paper, path, names)
        for paper in PAPERS
        for path, names in NAMED.findall((ROOT / paper).read_text(encoding="utf-8"))
    ]


def home(path: str):
    return next((found for found in (ROOT / path, ROOT / "campaigns" / path) if found.is_file()), None)


def test_each_file_that_a_paper_names_is_there():
    assert [(paper, path) for paper, path, _names in named() if home(path) is None] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_says_to_stand_in_a_file_stands_there(paper):
    told = [(path, name) for of, path, names in named() if of == paper for name in re.findall(r"\w+", names)]
    assert [
        (path, name)
        for path, name in told
        if home(path) and not re.search(rf"^\s*(?:class |def )?{name}\b", home(path).read_text(), re.MULTILINE)
    ] == []
