"""The catalogue: every word of the program in Chinese."""

import gettext
import os
import re
import shutil
import sys

import pytest

from tests.house.tree import ROOT, files, run, tool

CATALOGUE = ROOT / "fivestar" / "locale" / "zh_Hans" / "LC_MESSAGES"
PO, MO = CATALOGUE / "django.po", CATALOGUE / "django.mo"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The catalogue as it would be after `make messages`, in a copy of the source."""
    for command in ("xgettext", "msgmerge", "msgattrib"):
        tool(command)
    copy = tmp_path_factory.mktemp("source")
    for path in [*files(".py", ".html", ".txt"), PO]:
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    result = run(
        sys.executable, "manage.py", "makemessages", "--locale=zh_Hans", "--no-wrap", "--ignore=tests", cwd=copy,
        DJANGO_SETTINGS_MODULE="fivestar.settings", VAR_DIR=str(copy / "var"),
    )  # fmt: skip
    assert result.returncode == 0, result.stdout
    return copy / PO.relative_to(ROOT)


@pytest.mark.parametrize("lack", ["untranslated", "only-fuzzy", "only-obsolete"])
def test_every_word_has_its_translation_and_no_translation_is_left_over(collected, lack):
    found = run("msgattrib", f"--{lack}", "--no-wrap", str(collected)).stdout
    words = re.findall(r'^(?:#~ )?msgid (".*"(?:\n(?:#~ )?".*")*)', found, re.MULTILINE)
    assert [word for word in words if word != '""'] == []  # the empty one is the header


def test_placeholders_match(collected):
    result = run("msgfmt", "--check", "--output-file", os.devnull, str(collected))
    assert result.returncode == 0, result.stdout


def test_the_compiled_catalogue_is_that_of_the_source(tmp_path):
    compiled = tmp_path / "django.mo"
    run("msgfmt", "--output-file", str(compiled), str(PO))
    texts = []
    for path in (compiled, MO):
        with path.open("rb") as file:
            texts.append(gettext.GNUTranslations(file)._catalog)
    assert texts[0] == texts[1]
