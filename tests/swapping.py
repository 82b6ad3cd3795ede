"""What a page shows once parts of it were swapped, as htmx does: it has to be what the page shows when loaded anew."""

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Node:
    """An element: its tag, its attributes, and what it holds."""

    def __init__(self, tag: str, attrs: dict[str, str]):
        self.tag, self.attrs = tag, attrs
        self.parts: list[Node | str] = []

    def within(self):
        for part in self.parts:
            if isinstance(part, Node):
                yield part
                yield from part.within()

    def words(self) -> str:
        if self.tag in ("script", "style", "template") or (self.tag == "textarea" and "name" in self.attrs):
            return ""  # what somebody types into stands there without the server
        return " ".join(part if isinstance(part, str) else part.words() for part in self.parts)


class Tree(HTMLParser):
    """The elements of an answer of a test client."""

    def __init__(self, answer):
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs):
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str):
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str):
        self.open[-1].parts.append(data)

    def by_id(self) -> dict[str, Node]:
        return {node.attrs["id"]: node for node in self.root.within() if "id" in node.attrs}


def shown(page, answer=None) -> list[str]:
    """The words of a page's main part and bar, line by line, after the parts of an answer were swapped into it."""
    tree = Tree(page)
    places = tree.by_id()
    for node in Tree(answer).root.within() if answer else ():
        if "hx-swap-oob" in node.attrs:
            places[node.attrs["id"]].parts = node.parts
    main = tree.by_id()["main"].words()
    bars = [node.words() for node in tree.root.within() if "ledgerbar" in node.attrs.get("class", "")]
    lines = "\n".join([main, *bars]).split("\n")
    return [line for text in lines if (line := re.sub(r"\s+", " ", text).strip())]
