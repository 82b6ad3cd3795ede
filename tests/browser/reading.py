"""Pages read by axe for what would keep people out: violations that are serious or critical.

Two things make it quick and lose nothing. Rules that can yield neither are left out; axe itself says which. And
contrast, which takes most of the time, is measured on three of all texts of a page that look the same: a table of two
hundred rows has no more looks than one of four.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# axe.run gives a violation the impact of its rule or, where that has none, the worst of its checks.
RULES = """() => {
  const bad = (impact) => impact === "serious" || impact === "critical";
  const checks = (rule) =>
    [...rule.any, ...rule.all, ...rule.none].map((check) => axe._audit.checks[check.id ?? check].impact);
  return axe._audit.rules
    .filter((rule) => rule.enabled && (rule.impact ? bad(rule.impact) : checks(rule).some(bad)))
    .map((rule) => rule.id);
}"""

# Two texts look the same if they and all that they stand in are of the same elements, classes and styles. What axe
# leaves out by the text itself (a single letter, signs without letters) is told apart, and so is what cannot be used.
# Of each look the first, the one in the middle and the last are marked: one alone may lie under a column that stays.
MARK = """() => {
  const STYLES = [
    "color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow", "textIndent",
    "display", "visibility", "position", "zIndex", "float", "overflow", "clipPath", "filter", "mixBlendMode",
    "webkitTextStrokeColor", "webkitTextStrokeWidth",
  ];
  const NO_USE = ":disabled, [aria-disabled=true], [inert]";
  const numbers = new Map(), known = new Map(), looks = new Map();
  const number = (words) => {
    const key = JSON.stringify(words);
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    return numbers.get(key);
  };
  const pseudo = (element) => ["::before", "::after"].map((name) => {
    const { content, position, backgroundColor } = getComputedStyle(element, name);
    return content === "none" ? "" : [position, backgroundColor];
  });
  const look = (element) => {
    if (!element) return 0;
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      known.set(element, number([
        look(element.parentElement), element.localName, element.getAttribute("class"), element.matches(NO_USE),
        Boolean(element.control?.matches(NO_USE)), pseudo(element), STYLES.map((name) => style[name]),
      ]));
    }
    return known.get(element);
  };
  const text = (element) =>
    element.matches("input, select, textarea")
      ? `${element.type} ${element.value || element.placeholder || ""}`
      : [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(" ");
  for (const element of document.body.querySelectorAll("*")) {
    element.removeAttribute("data-look");
    const words = text(element).trim();
    if (!words) continue;
    const kind = number([
      look(element), element.checkVisibility(), Math.min([...words].length, 2), /[\\p{L}\\p{N}]/u.test(words),
    ]);
    looks.set(kind, [...(looks.get(kind) ?? []), element]);
  }
  for (const alike of looks.values()) {
    for (const at of [0, alike.length >> 1, alike.length - 1]) alike[at].dataset.look = "";
  }
}"""

READ = """async (rules) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
  const { violations } = await axe.run({ resultTypes: ["violations"], runOnly: rules });
  return violations.filter((violation) => violation.impact === "serious" || violation.impact === "critical");
}"""


class Reader:
    """Reads pages as they stand."""

    def __init__(self):
        self._rules: list[str] = []

    def rules(self, page: Page) -> list[str]:
        """Names of the rules that are run."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        self._rules = self._rules or page.evaluate(RULES)
        return self._rules

    def violations(self, page: Page) -> list[str]:
        """What keeps people out of a page: how badly, by which rule, where."""
        rules = self.rules(page)
        page.evaluate(MARK)
        return [
            f"{violation['impact']}: {violation['help']}: {node['target']} {node['html'][:160]}"
            for violation in page.evaluate(READ, rules)
            for node in violation["nodes"]
        ]
