"""The operator's guide knows every setting, and no other."""

import re

from tests.house.tree import ROOT

GUIDE = ROOT / "docs" / "operating.md"
READ = re.compile(r"""\benv(?:iron\.get|\.\w+)?\(\s*["']([A-Z_]+)["']""")


def test_every_setting_that_is_read_is_explained():
    sources = "".join((ROOT / name).read_text() for name in ("fivestar/settings.py", "gunicorn.conf.py"))
    explained = re.findall(r"^\| `([A-Z_]+)` \| [^|]+ \| [^|]+ \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(set(READ.findall(sources)))
