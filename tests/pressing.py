"""A page without scripts as a browser handles it: what a button sends, wherever on the page its fields stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Button:
    """A button that sends a form: where to, and its own name and value."""

    form: str
    action: str
    name: str = ""
    value: str = ""


@dataclass
class Screen(HTMLParser):
    """The fields and buttons of a page, by the form that they belong to.

    page -- the answer of a test client. Fields of a form without an id belong to its number on the page.
    """

    page: object
    fields: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.address = self.page.request["PATH_INFO"]
        self.actions: dict[str, str] = {}
        self.form, self.select, self.text = "", None, None
        self.waiting: list[dict] = []
        self.feed(self.page.content.decode())
        for attrs in self.waiting:
            form = attrs["form"]
            action = attrs.get("formaction") or self.actions.get(form, "")
            self.buttons.append(Button(form, action, attrs.get("name", ""), attrs.get("value", "")))

    def handle_starttag(self, tag: str, attrs):
        said = {name: value or "" for name, value in attrs}
        form = said["form"] = said.get("form", self.form)
        if tag == "form":
            self.form = said.get("id") or str(len(self.actions))
            self.actions[self.form] = said.get("action") or self.address
        elif tag == "button" and said.get("type", "submit") == "submit":
            self.waiting.append(said)
        elif tag == "input" and "name" in said and "disabled" not in said:
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                self._add(form, said["name"], said.get("value", "on" if said.get("type") == "checkbox" else ""))
        elif tag == "select":
            self.select = said
        elif tag == "option" and self.select and "selected" in said:
            self._add(self.select["form"], self.select["name"], said.get("value", ""))
        elif tag == "textarea":
            self.text = (form, said.get("name", ""), [])

    def handle_data(self, data: str):
        if self.text:
            self.text[2].append(data)

    def handle_endtag(self, tag: str):
        if tag == "form":
            self.form = ""
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.text:
            form, name, parts = self.text
            self._add(form, name, "".join(parts).removeprefix("\n"))
            self.text = None

    def _add(self, form: str, name: str, value: str) -> None:
        self.fields.setdefault(form, []).append((name, value))

    def button(self, action: str, value: str = "") -> Button:
        """The one button that sends to an address, and says a value if it has to."""
        (button,) = {
            (each.form, each.name): each
            for each in self.buttons
            if each.action == action and (not value or each.value == value)
        }.values()
        return button

    def sent(self, button: Button, **changed) -> dict[str, list[str]]:
        """What the button sends; some fields filled in otherwise, as a list of values each (None: not at all)."""
        told: dict[str, list[str]] = {}
        for name, value in self.fields.get(button.form, ()):
            told.setdefault(name, []).append(value)
        if button.name:
            told.setdefault(button.name, []).append(button.value)
        told |= {name: values for name, values in changed.items() if values is not None}
        return {name: values for name, values in told.items() if changed.get(name, ()) is not None}
