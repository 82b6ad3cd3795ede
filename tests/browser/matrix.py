"""The star matrix as people handle it."""

from playwright.sync_api import Locator, Page, expect


class Matrix:
    """A township's page as people handle it."""

    def __init__(self, page: Page, address: str = ""):
        self.page = page
        self.bar = page.locator(".ledgerbar")
        self.total = page.locator("#sum-village tr.sum td")
        if address:
            page.goto(address)

    def row(self, code: str) -> Locator:
        return self.page.locator(f"#u{code}")

    def box(self, code: str, star: str) -> Locator:
        return self.row(code).locator(f"input[value={star}]")

    def cell(self, code: str, star: str) -> Locator:
        """What one sees of a box, and clicks."""
        return self.row(code).locator("td.s").filter(has=self.page.locator(f"input[value={star}]"))

    def level(self, code: str) -> Locator:
        return self.page.locator(f"#l-{code}")

    def note(self, code: str) -> Locator:
        return self.page.locator(f"#n-{code}")

    def stars(self, code: str) -> list[str]:
        """The stars that are ticked."""
        boxes = self.row(code).locator("td.s input")
        return boxes.evaluate_all("boxes => boxes.filter(box => box.checked).map(box => box.value)")

    def saved(self) -> None:
        """Wait until every row is saved."""
        expect(self.bar.locator(".saves")).to_have_attribute("data-now", "saved")

    def press(self, deed: str) -> None:
        """Press the button of the bar that submits or withdraws; taking many back is asked first."""
        self.bar.locator(f"button[formaction$='/{deed}/']").click()
        if deed == "withdraw":
            self.page.locator("button[name=sure]").click()

    def paste(self, code: str, star: str, block: str) -> None:
        """Paste a block from a spreadsheet into a cell."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("text => navigator.clipboard.writeText(text)", block)
        self.box(code, star).focus()
        self.page.keyboard.press("Control+V")
