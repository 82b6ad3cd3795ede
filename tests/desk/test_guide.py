"""The user's guide: a picture for each role, none larger than a page on a slow network may load."""

import re

from tests.house.tree import ROOT

PICTURE = re.compile(
    r'<figure><img src="[^"]*img/guide/(\w+)[^"]*\.webp" width="(\d+)" height="(\d+)"[^>]* alt="([^"]+)">'
)
FOLDER = ROOT / "static/img/guide"


def size(path) -> tuple[str, str]:
    """Width and height of a picture, from the head of its file (WebP, RFC 9649, in its extended form)."""
    head = path.read_bytes()[:30]
    assert (head[:4], head[8:16]) == (b"RIFF", b"WEBPVP8X")
    return tuple(str(int.from_bytes(head[at : at + 3], "little") + 1) for at in (24, 27))


def test_each_role_has_its_picture_in_chinese_and_small(client, cast):
    client.force_login(cast.eve.officer)
    page = client.get("/help/").text
    roles = re.split(r'<h2 id="(\w+)">', page.split('<h2 id="keys">')[0])[1:]
    shown = {role: PICTURE.findall(part) for role, part in zip(roles[::2], roles[1::2], strict=True)}
    assert list(shown) == ["organizer", "office", "leader", "taskforce", "admin"]
    assert [role for role, pictures in shown.items() if not pictures] == []
    found = [picture for pictures in shown.values() for picture in pictures]
    assert page.count("<img") == len(found)
    assert sorted(f"{name}.webp" for name, *_rest in found) == sorted(path.name for path in FOLDER.iterdir())
    assert [name for name, *_rest, says in found if not re.search("[一-鿿]{4}", says)] == []
    assert {name: size(FOLDER / f"{name}.webp") for name, *_rest in found} == {
        name: (width, height) for name, width, height, _says in found
    }
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size > 60_000] == []
