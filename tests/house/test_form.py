"""What the source must look like, whoever writes it."""

import json
import re

import pytest
from django.core.management import call_command

from tests.house.tree import ROOT, files, name, run

TEXT = {
    ".cfg", ".conf", ".css", ".csv", ".html", ".in", ".js", ".json", ".lock", ".md", ".po", ".py", ".sh", ".svg",
    ".toml", ".txt", ".yaml", ".yml", "",
}  # fmt: skip


def texts() -> list[tuple[str, str]]:
    """Name and content of every file that people read."""
    return [(name(path), path.read_text()) for path in files() if path.suffix in TEXT]


def hits(pattern: str, of: list[tuple[str, str]]) -> list[str]:
    """Where the pattern stands in these texts, as file:line: match."""
    return [
        f"{file}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for file, text in of
        for match in re.finditer(pattern, text, re.MULTILINE)
    ]


def test_ruff_finds_nothing():
    result = run("ruff", "check", "--output-format=concise", ".")
    assert result.returncode == 0, result.stdout


def test_code_is_formatted():
    result = run("ruff", "format", "--check", ".")
    assert result.returncode == 0, result.stdout


def test_djlint_finds_nothing_in_the_templates():
    result = run("djlint", "--quiet", "--lint", "templates")
    assert result.returncode == 0, result.stdout


def test_imports_go_in_their_directions():
    result = run("lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout


def test_rules_know_no_database_and_no_request():
    rules = [path for path in files(".py", under="campaigns") if "rules" in path.with_suffix("").parts]
    assert {path.relative_to(ROOT).parts[1] for path in rules} >= {"entry", "year", "planning", "sheets", "ledger"}
    imported = {
        f"{name(path)}: {line}"
        for path in rules
        for line in path.read_text().splitlines()
        if re.match(r"(?:from|import) django(?!\.utils\.)", line)
    }
    assert imported == set()


def test_who_may_what_is_said_without_any_record():
    """Of seats and places; their types are named for readers and not imported when the program runs."""
    lines = (ROOT / "campaigns" / "access.py").read_text().splitlines()
    assert [line for line in lines if re.match(r"(?:from|import) .*models", line)] == []


def test_every_process_knows_all_deeds():
    """The log tells deeds by their names and undoes them, whichever command runs; hooks call who has registered."""
    defined = {
        each
        for path in files(".py", under="campaigns")
        if "actions" in path.with_suffix("").parts
        for each in re.findall(r"^@deed\(.*?^def (\w+)", path.read_text(), re.MULTILINE | re.DOTALL)
    }
    code = "import django; django.setup(); from fivestar.changes.models import deed_words; print(*deed_words)"
    known = run("python", "-c", code, DJANGO_SETTINGS_MODULE="fivestar.settings").stdout.split()
    assert len(defined) > 80
    assert defined - {*known} == set()


@pytest.mark.django_db
def test_migrations_are_up_to_date(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_no_module_is_a_catch_all():
    nameless = {"utils", "util", "helpers", "helper", "common", "services", "service", "manager", "managers", "misc"}
    parts = {name(path): {*path.relative_to(ROOT).with_suffix("").parts} for path in files(".py")}
    assert {file for file, found in parts.items() if found & nameless} == set()


def test_each_file_reads_in_one_sitting():
    sizes = {
        name(path): path.read_text().count("\n")
        for path in files(".py", ".html", ".css", ".js")
        if "migrations" not in path.parts
    }
    assert {file: lines for file, lines in sizes.items() if lines > 500} == {}


def test_nothing_is_unfinished():
    # Spelled with classes, so that this line is not found itself.
    assert hits(r"\b(?:TOD[O]|FIXM[E]|XX[X]|NotImplementedErro[r])\b", texts()) == []


def test_nothing_is_half_merged():
    assert hits(r"^(?:<{7}|>{7}|\|{7}) ", texts()) == []


def test_markup_is_escaped_by_the_engine_alone():
    code = [(name(path), path.read_text()) for path in files(".py", ".html") if "tests" not in path.parts]
    assert hits(r"\bmark_safe\b|\bSafeString\b|\|\s*safe(?:seq)?\b|\bautoescape\s+off\b", code) == []


class TestNothingInlineAndNoOutsideHost:
    """The content policy would block it in the browser; here it fails before anyone has to look."""

    templates = staticmethod(lambda: [(name(path), path.read_text()) for path in files(".html", ".svg")])

    def test_no_style_in_markup(self):
        assert hits(r"""<style\b|\sstyle\s*=""", self.templates()) == []

    def test_no_script_in_markup(self):
        assert hits(r"""<script\b(?![^>]*\ssrc\s*=)|javascript:|\bjs:""", self.templates()) == []

    def test_no_handler_in_markup(self):
        assert hits(r"""\s(?:hx-)?on[a-z:-]*\s*=\s*["']""", self.templates()) == []

    def test_no_other_host_in_markup_styles_and_scripts(self):
        styled = [(name(path), path.read_text()) for path in files(".css", ".js", under="static")]
        # The names of SVG's and XML's vocabularies look like addresses; nobody fetches them.
        assert hits(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+(?:\.[\w-]+)+", self.templates() + styled) == []

    def test_no_code_from_text_in_scripts(self):
        scripts = [(name(path), path.read_text()) for path in files(".js", under="static")]
        assert hits(r"\beval\(|\bnew Function\b|\.innerHTML\b|\.outerHTML\b|document\.write", scripts) == []


class TestNoTraceOfOneMachine:
    def test_lock_files_name_no_index(self):
        locks = [(name(path), path.read_text()) for path in files(".lock")]
        assert [file for file, _ in locks] == ["requirements-dev.lock", "requirements.lock"]
        assert hits(r".*://.*|^\s*-(?!-hash=).*", locks) == []

    def test_every_pin_has_its_hashes(self):
        for path in files(".lock"):
            pins = re.split(r"\n(?=[a-z])", path.read_text().split("\n", 2)[2])
            assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == [], name(path)

    def test_locks_hold_what_the_project_asks_for(self):
        """Each dependency of pyproject.toml is pinned, and both files agree on what they share."""
        pins = {
            path.stem: dict(re.findall(r"^([a-z][\w.-]*?)(?:\[.*\])?==(\S+)", path.read_text(), re.MULTILINE))
            for path in files(".lock")
        }
        shared = pins["requirements"].items() & pins["requirements-dev"].items()
        assert dict(shared) == pins["requirements"]
        wishes = (ROOT / "pyproject.toml").read_text().split("[tool.")[0]
        asked = re.findall(r'^    "([a-z][\w-]*)', wishes, re.MULTILINE)
        assert set(asked) - set(pins["requirements-dev"]) == set()

    def test_no_path_of_one_machine(self):
        assert hits(r"/(?:hom[e]|roo[t]|wor[k]|User[s]|far[m])/\S*", texts()) == []

    def test_no_package_index(self):
        assert hits(r"\b(?:py[p]i|python[h]osted|npm[j]s)\.|\bregistry\.npm|\bdeb\.debia[n]\.", texts()) == []


def test_no_known_vulnerability():
    """Asks the audit of the package index. Where it cannot be reached, the test says so and is skipped."""
    result = run(
        "pip-audit", "--requirement=requirements-dev.lock", "--disable-pip", "--require-hashes", "--format=json",
        "--progress-spinner=off", "--timeout=20",
    )  # fmt: skip
    report = next((line for line in result.stdout.splitlines() if line.startswith("{")), None)
    if report is None:
        pytest.skip(f"the audit could not be reached: {result.stdout.strip().splitlines()[-1][:200]}")
    dependencies = json.loads(report)["dependencies"]
    assert [
        f"{found['name']} {found['version']}: {hole['id']}" for found in dependencies for hole in found.get("vulns", [])
    ] == []
    unaudited = [found["name"] for found in dependencies if "skip_reason" in found]
    if unaudited:
        pytest.skip(f"the audit knows nothing of {len(unaudited)} of {len(dependencies)} packages")
