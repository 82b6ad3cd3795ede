"""A percentage is written in one place, with its fraction; only what compares with a printed one has its digits."""

import re

import pytest
from django.utils import translation

from campaigns.planning.rules.figures import Percentage
from campaigns.templatetags.figures import share
from tests.house.tree import files, name

WRITERS = {
    "campaigns/planning/rules/sentences.py",  # findings about a percentage that a paper prints
    "campaigns/planning/rules/figures.py",  # the place
    "templates/planning/figures/_published.html",  # percentages that papers print, and what they should say
    "campaigns/demo/autumn.py",  # words that townships write
}
# {{ n }}%, %(n)s%%, f"{n}%", f"{n:.1f}", f"{n:.2%}" and "%" % of a format are all ways to write one.
WRITTEN = {
    "html": re.compile(r"\}\}\s*%(?!\})|>%<|%%"),
    "py": re.compile(r"\)s%%|\)d%%|\}%|:\.[0-9]+[%]|:\.[0-9]+f\}"),
}


@pytest.mark.parametrize(("folder", "ending"), [("templates", "html"), ("campaigns", "py")])
def test_nobody_writes_a_percentage_by_hand(folder, ending):
    found = {
        name(path): lines
        for path in files(f".{ending}", under=folder)
        if (lines := [line.strip() for line in path.read_text().splitlines() if WRITTEN[ending].search(line)])
    }
    assert found.keys() - WRITERS == set()


def test_what_is_found_would_be_one():
    assert WRITTEN["html"].search("<td>{{ month.percent }}%</td>")
    assert WRITTEN["html"].search("{% blocktranslate %}{{ n }} %{% endblocktranslate %}")
    assert not WRITTEN["html"].search('<svg width="100%">{% if n %}{{ n }}{% endif %}')
    assert all(WRITTEN["py"].search(text) for text in ('f"{rate:.2%}"', '_("%(n)s%% of the plan")', 'f"{n}%"'))


def test_a_percentage_names_its_base():
    """In a sentence the words around it do; by itself its title does."""
    done = Percentage(52, 108, "<units>")
    assert (str(done), done.on_paper) == ("48%（52/108）", "48%（52/108）")
    assert share(done) == '<span class="nowrap" title="口径：&lt;units&gt; 108">48%（52/108）</span>'
    assert (str(Percentage(0, 0)), str(Percentage(107, 108))) == ("—", "99%（107/108）")
    assert share(Percentage(0, 0, "units")) == '<span class="zero" title="口径：units 0">—</span>'
    with translation.override("en"):
        assert (str(done), done.on_paper) == ("48% (52/108)", "48%（52/108）")
