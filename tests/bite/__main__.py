"""Breaks the program on purpose, one place after the other, and says which test notices.

    python -m tests.bite [--workers 2] [WORD …]

WORD -- only places in whose description one of these words stands, such as a function or a test file.
Ends with 1 where anything was not noticed, does not fit any more, or made the tests break down instead of fail.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from .breaking import Break
from .breaks import BREAKS
from .running import Answer, Copy, Verdict, named_tests


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bite", description=__doc__.partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2, help="how many copies are broken side by side")
    parser.add_argument("words", nargs="*", metavar="WORD", help="only places in whose description one of these stands")
    asked = parser.parse_args()
    breaks = [each for each in BREAKS if not asked.words or any(word in repr(each) for word in asked.words)]
    if not breaks:
        parser.error("no place is described by these words")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fivestar-bite-") as folder:
        numbers = try_all(breaks, [Copy(Path(folder) / str(number)) for number in range(asked.workers)])
    counted = ", ".join(f"{number} {verdict}" for verdict, number in numbers.items())
    say(f"{len(breaks)} places: {counted}; {time.monotonic() - began:.0f} seconds")
    return int(numbers.keys() != {Verdict.NOTICED.value})


def try_all(breaks: list[Break], copies: list[Copy]) -> Counter:
    """Try every break in one of the copies; how many got which verdict."""
    free: SimpleQueue[Copy] = SimpleQueue()

    def tried(each: Break) -> tuple[Answer, float]:
        copy, began = free.get(), time.monotonic()
        try:
            return copy.answer(each, without), time.monotonic() - began
        finally:
            free.put(copy)

    numbers: Counter = Counter()
    with ThreadPoolExecutor(len(copies)) as pool:
        tests = named_tests(breaks)
        parts = [tests[number :: len(copies)] for number in range(len(copies))]
        without = [test for failing in pool.map(Copy.failing, copies, parts) for test in failing]
        for test in without:
            numbers["failing anyway"] += 1
            say(f"fails anyway {test}")
        if not without:
            say(f"While nothing is broken, the tests of {len(tests)} files pass.")
        for copy in copies:
            free.put(copy)
        for each, (answer, seconds) in zip(breaks, pool.map(tried, breaks), strict=True):
            numbers[answer.verdict.value] += 1
            say(f"{answer.verdict.value:12} {each.where}: {each.harm}")
            say(f"{'':12} {seconds:3.0f} s  {answer.words or each.tests}")
    return numbers


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
