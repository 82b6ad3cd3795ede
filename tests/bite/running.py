"""Tests run on a copy of the project with one mistake in it, and what they say of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .breaking import ROOT, Break, UnfitError

LONGEST = 300  # seconds that the tests of one break may take; a mistake may make a loop endless
# A program that does not run is noticed by any test whatever it asks: that is no bite.
CRASHES = ("ImportError", "IndentationError", "ModuleNotFoundError", "NameError", "SyntaxError", "UnboundLocalError")
# Without what only browsers and many processes need, which costs a second each time.
PYTEST = [
    sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:playwright", "-p",
    "no:base_url", "-p", "no:xdist",
]  # fmt: skip
SAID = re.compile(r"(FAILED|ERROR) ([^\s\[]+(?:\[.*?\])?)(?: - (\w*).*)?")


class Verdict(Enum):
    NOTICED = "noticed"
    MISSED = "NOT NOTICED"
    UNFIT = "DOES NOT FIT"
    BROKE_DOWN = "BROKE DOWN"


@dataclass(frozen=True)
class Answer:
    """What the tests said of a break: by which of them it was noticed, or why it says nothing."""

    verdict: Verdict
    words: str = ""


def read(code: int, output: str) -> Answer:
    """What pytest's exit code and output amount to.

    Noticed is what makes a test fail. Where a test could not even begin, in a fixture or at an import, or ended because
    the program does not run, nothing was asked: that counts as little as a break of which all tests are silent.
    """
    if code == 0:
        return Answer(Verdict.MISSED)
    said = [match.groups() for line in output.splitlines() if (match := SAID.fullmatch(line))]
    failed = [(test, error) for word, test, error in said if word == "FAILED"]
    if code == 1 and failed and failed[0][1] not in CRASHES:
        return Answer(Verdict.NOTICED, failed[0][0])
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "")
    return Answer(Verdict.BROKE_DOWN, " ".join(filter(None, said[0])) if said else f"pytest ended with {code}: {last}")


class Copy:
    """A copy of the project's files in which one may break things. Its tests use a SQLite database of their own."""

    def __init__(self, folder: Path):
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)

    def failing(self, tests: Sequence[str]) -> list[str]:
        """Those of some tests that fail although nothing is broken. Compiles what all runs after it read."""
        if not tests:
            return []
        code, output = self._run(*tests)
        said = [match[2] for line in output.splitlines() if (match := SAID.fullmatch(line))]
        if code not in (0, 1) and not said:
            raise RuntimeError(output)
        return said

    def answer(self, wanted: Break, without: Collection[str] = ()) -> Answer:
        """What the tests of a break say once it is made. The file is whole again afterwards.

        without -- tests that fail anyway.
        """
        file = self.folder / wanted.file
        try:
            right, written_at = file.read_text(encoding="utf-8"), file.stat().st_mtime_ns
            wrong = wanted.broken(right)
        except (UnfitError, OSError) as error:
            return Answer(Verdict.UNFIT, str(error))
        left_out = [f"--deselect={test}" for test in without]
        try:
            file.write_text(wrong, encoding="utf-8")
            return read(*self._run("-x", *left_out, *wanted.tests.split(), seconds=LONGEST))
        except subprocess.TimeoutExpired:
            return Answer(Verdict.BROKE_DOWN, f"longer than {LONGEST} seconds")
        finally:
            file.write_text(right, encoding="utf-8")
            os.utime(file, ns=(written_at, written_at))  # so that what was compiled of it holds again

    def _run(self, *arguments: str, seconds: int | None = None) -> tuple[int, str]:
        """Exit code and output of pytest. Of a run that may take so many seconds nothing compiled stays."""
        plain = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        result = subprocess.run(
            [*PYTEST, *arguments],
            cwd=self.folder,
            env=plain | {"COLUMNS": "1000"} | ({"PYTHONDONTWRITEBYTECODE": "1"} if seconds else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=seconds,
        )
        return result.returncode, result.stdout


def named_tests(breaks: Iterable[Break]) -> list[str]:
    """All tests that some breaks name, each once."""
    names = dict.fromkeys(name for each in breaks for name in each.tests.split())
    return sorted(name for name in names if "::" not in name or name.partition("::")[0] not in names)
