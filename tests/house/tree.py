"""The files of the project, as the tests about its form read them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


def files(*endings: str, under: str = "") -> list[Path]:
    """All files with one of these endings (all files without any), tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", under or "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [ROOT / name for name in sorted(set(listed.split("\0")) - {""})]
    return [path for path in paths if path.is_file() and (not endings or path.suffix in endings)]


def name(path: Path) -> str:
    """A file's path as people write it."""
    return path.relative_to(ROOT).as_posix()


def tool(command: str) -> str:
    """The path of a command of the virtual environment or of the system; skips, or in CI fails, without it."""
    found = shutil.which(command, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if found is None:
        reason = f"{command} is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


def run(command: str, *arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    """Run a command and hand back how it went, with standard error added to its output."""
    return subprocess.run(
        [tool(command), *arguments],
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )


def installation(command: str, *arguments: str, var: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run a command as in an installation of its own, with `var` as its folder and nothing else set."""
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return subprocess.run(
        [tool(command), *arguments],
        cwd=ROOT,
        env=clean | {"VAR_DIR": str(var)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )


def manage(*arguments: str, var: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py in an installation of its own."""
    return installation(sys.executable, "manage.py", *arguments, var=var, **environment)
